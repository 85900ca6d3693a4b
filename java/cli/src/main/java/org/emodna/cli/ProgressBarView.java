package org.emodna.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.emodna.base.Progress;

/**
 * Shows progress on standard error: a bar with the time left on a terminal, a line for each stage
 * elsewhere.
 */
final class ProgressBarView implements Progress, AutoCloseable {
  private final boolean terminal = System.console() != null && System.getenv("CI") == null;
  private ProgressBar bar;
  private String lastDetail = "";
  private volatile String stage = "";

  @Override
  public synchronized void stage(String name, long total) {
    close();
    stage = name;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .continuousUpdate()
              .build();
    } else {
      System.err.println(name + " (" + total + ")");
    }
  }

  /** Whether the stage under way begins with these words; waits for nobody. */
  boolean reached(String words) {
    return stage.startsWith(words);
  }

  @Override
  public synchronized void advance(long done, String detail) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(detail);
    } else if (detail.startsWith("epoch") && !detail.equals(lastDetail)) {
      // Without a terminal an epoch is worth a line, a file is not.
      System.err.println("  " + detail);
    }
    lastDetail = detail;
  }

  @Override
  public synchronized void warn(String message) {
    if (bar != null) {
      bar.pause();
      System.err.println();
    }
    System.err.println("warning: " + Output.line(message));
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
