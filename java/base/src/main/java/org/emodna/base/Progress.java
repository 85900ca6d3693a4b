package org.emodna.base;

import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;

/**
 * Is told how far long work has come: the project's one way of reporting progress. Who listens
 * writes {@link #on}; the other methods are short forms for who reports.
 *
 * <p>Calls come from one thread at a time; an implementation must be quick.
 */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = event -> {};

  /** Something has happened. */
  void on(ProgressEvent event);

  /** Reports {@link StageBegan}. */
  default void stage(Stage stage, String title, long total) {
    on(new StageBegan(stage, title, total));
  }

  /** Reports {@link StageBegan} for work of no kind that {@link Stage} knows. */
  default void stage(String title, long total) {
    stage(Stage.OTHER, title, total);
  }

  /** Reports {@link Advanced}. */
  default void advance(long done, String detail) {
    on(new Advanced(done, detail));
  }

  /** Reports {@link Warned} of one file, setting or corpus. */
  default void warn(String subject, String text) {
    on(new Warned(subject, text));
  }

  /** Reports {@link Warned} where no one thing is concerned. */
  default void warn(String text) {
    warn("", text);
  }
}
