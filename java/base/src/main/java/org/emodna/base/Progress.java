package org.emodna.base;

import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.PieceEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;

/**
 * Is told how far long work has come: the project's one way of reporting progress. Who listens
 * writes {@link #on}; the other methods are short forms for who reports.
 *
 * <p>Calls come from one thread at a time; an implementation must be quick.
 *
 * <p>What is reported also goes to the program's log, under the name {@value #LOGGER}: warnings as
 * such, the rest as lines of debugging. Who listens and shows warnings may turn that logger off.
 */
@FunctionalInterface
public interface Progress {
  /** Name of the {@link System.Logger} that has what listeners are told. */
  String LOGGER = "org.emodna.progress";

  /** Hears nothing. */
  Progress NONE = event -> {};

  /**
   * Something has happened. What this throws ends the work, and reaches who began it: a training
   * writes its checkpoint first and calls no listener again, other work ends when the pieces under
   * way have. What was finished by then stays as it is.
   */
  void on(ProgressEvent event);

  /**
   * One that several threads may report to, and that passes it on from one at a time. What it
   * throws reaches who has reported; from then on nothing is passed on, as {@link #on} demands.
   */
  static Progress serial(Progress to) {
    return new SerialProgress(to);
  }

  /** Reports {@link StageBegan}. */
  default void stage(Stage stage, String title, long total) {
    ProgressLog.said(title);
    on(new StageBegan(stage, title, total));
  }

  /** Reports {@link StageBegan} for work of no kind that {@link Stage} knows. */
  default void stage(String title, long total) {
    stage(Stage.OTHER, title, total);
  }

  /** Reports {@link Advanced}, which is not logged. */
  default void advance(long done, String detail) {
    on(new Advanced(done, detail));
  }

  /** Reports an epoch. */
  default void epoch(EpochEnded event) {
    ProgressLog.said(event.text());
    on(event);
  }

  /** Reports {@link PieceEnded}. */
  default void piece(String text) {
    ProgressLog.said(text);
    on(new PieceEnded(text));
  }

  /** Reports {@link Warned} of one file, setting or corpus; a warning in the log, too. */
  default void warn(String subject, String text) {
    Warned event = new Warned(subject, text);
    ProgressLog.warned(event);
    on(event);
  }

  /** Reports {@link Warned} where no one thing is concerned; a warning in the log, too. */
  default void warn(String text) {
    warn("", text);
  }

  /** Reports {@link Warned} of one recording among many; in the log it is a line of debugging. */
  default void warnOfRecording(String recording, String text) {
    Warned event = new Warned(recording, text);
    ProgressLog.warnedOfRecording(event);
    on(event);
  }
}
