package org.emodna.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.PieceEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;

/**
 * Shows progress on standard error: a bar with the time left on a terminal, a line for each stage
 * elsewhere.
 */
final class ProgressBarView implements Progress, AutoCloseable {
  private final boolean terminal = System.console() != null && System.getenv("CI") == null;
  private ProgressBar bar;
  private volatile Stage stage = Stage.OTHER;

  @Override
  public synchronized void on(ProgressEvent event) {
    if (event instanceof StageBegan began) {
      begin(began);
    } else if (event instanceof Advanced advanced) {
      move(advanced.done(), advanced.detail());
    } else if (event instanceof EpochEnded epoch && !epoch.text().isEmpty()) {
      move(epoch.done(), epoch.text());
      if (bar == null) {
        // Without a terminal an epoch is worth a line, a file is not.
        System.err.println("  " + epoch.text());
      }
    } else if (event instanceof PieceEnded piece && bar == null) {
      System.err.println("  " + Output.line(piece.text()));
    } else if (event instanceof Warned warned) {
      say(warned);
    }
  }

  private void begin(StageBegan began) {
    close();
    stage = began.stage();
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(began.title())
              .setInitialMax(began.total())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .continuousUpdate()
              .build();
    } else {
      System.err.println(began.title() + " (" + began.total() + ")");
    }
  }

  /** What is under way; waits for nobody. */
  Stage stage() {
    return stage;
  }

  private void move(long done, String detail) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(detail);
    }
  }

  private void say(Warned warned) {
    if (bar != null) {
      bar.pause();
      System.err.println();
    }
    System.err.println(Output.warning(warned));
    if (bar != null) {
      bar.resume();
    }
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
