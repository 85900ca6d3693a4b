package org.emodna.training;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.PieceEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.Stage;

/**
 * Shows a whole matrix as one stage whose time left can be read off: what is done is the share of
 * the time that has passed in the time that all will have taken, as it is known by now ({@link
 * TimeLeft}). So it may go back a little where a column takes longer than was expected.
 */
final class MatrixProgress {
  private final Progress to;
  private final LongSupplier nanos;
  private final TimeLeft left = new TimeLeft();
  private long total;
  private long runs;
  private long runsDone;
  private long begin;
  private String detail = "";

  /** The set under way. */
  private String column;

  private int replicas;

  /** Of all of its runs, those that are left. */
  private long stepsLeft;

  private long last;

  /**
   * @param nanos a clock
   */
  MatrixProgress(Progress to, LongSupplier nanos) {
    this.to = to;
    this.nanos = nanos;
  }

  /** Adds a run, before the stage begins: its steps, and what one costs ({@link StepCost}). */
  void plan(String ofColumn, double cost, long ofRun) {
    left.plan(ofColumn, cost, ofRun);
    total += ofRun;
    runs++;
  }

  /** The stage begins. */
  void begin() {
    begin = nanos.getAsLong();
    to.stage(Stage.TRAINING, "training " + runs + (runs == 1 ? " run" : " runs"), total);
  }

  /**
   * A set begins, or goes on.
   *
   * @param ofRuns how many, all of one column
   * @param planned steps of those that were planned, one after another
   */
  void setBegan(String ofColumn, int ofRuns, long planned) {
    column = ofColumn;
    replicas = ofRuns;
    stepsLeft = planned;
    last = nanos.getAsLong();
  }

  /** Steps of each of its runs that are really to be done. */
  void setSteps(long ofRun) {
    left.drop(column, stepsLeft - ofRun * replicas);
    stepsLeft = ofRun * replicas;
  }

  /** A step of the set is done. */
  void stepDone() {
    long now = nanos.getAsLong();
    left.took(column, replicas, (now - last) / 1e9);
    stepsLeft -= replicas;
    last = now;
    show();
  }

  /** A set has ended, before its last step if nothing is to be gained from it any more. */
  void setEnded() {
    left.took(column, 0, (nanos.getAsLong() - last) / 1e9);
    left.drop(column, stepsLeft);
    detail = "";
  }

  /** A run is stored, or has failed. */
  void runDone(String title) {
    runsDone++;
    show();
    to.on(
        new PieceEnded(
            "run %d/%d, %s: done; about %s left"
                .formatted(runsDone, runs, title, duration(left.seconds()))));
  }

  /** Seconds as people say them. */
  private static String duration(double seconds) {
    return seconds < 100
        ? Math.round(seconds) + " s"
        : seconds < 6000
            ? Math.round(seconds / 60) + " min"
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** A run that was planned will not be trained. */
  void dropped(String ofColumn, long steps) {
    left.drop(ofColumn, steps);
  }

  /** A run of a set that has ended is to be trained after all. */
  void again(String ofColumn, long steps) {
    left.drop(ofColumn, -steps);
  }

  /** What the set under way has come to, for people. */
  void detail(String text) {
    detail = text;
    show();
  }

  private void show() {
    String text = "run " + runsDone + "/" + runs + (detail.isEmpty() ? "" : ", " + detail);
    to.advance(done(), text);
  }

  private long done() {
    double passed = (nanos.getAsLong() - begin) / 1e9;
    double toCome = left.seconds();
    return passed + toCome > 0 ? Math.round(total * passed / (passed + toCome)) : 0;
  }

  /** For work in between, such as the loading of features: a detail, not a stage of its own. */
  Progress within() {
    return new Progress() {
      private String title = "";
      private long of;

      @Override
      public void on(ProgressEvent event) {
        if (event instanceof StageBegan began) {
          title = began.title();
          of = began.total();
          detail(title);
        } else if (event instanceof Advanced advanced) {
          detail(title + " " + advanced.done() + "/" + of);
        } else {
          to.on(event);
        }
      }
    };
  }
}
