package org.emodna.training;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;

/**
 * Shows a whole matrix, whose sets may be trained on several devices at a time, as one stage whose
 * time left can be read off: what is done is the share of the time that has passed in the time that
 * all will have taken, as it is known by now ({@link TimeLeft}). So it may go back a little where a
 * column takes longer than was expected.
 */
final class MatrixProgress {
  private final Progress to;
  private final LongSupplier nanos;
  private final TimeLeft left = new TimeLeft();
  private long total;
  private long runs;
  private long runsDone;
  private long begin;
  private int devices = 1;
  private final Set<Warned> warned = new HashSet<>();
  private String detail = "";

  /**
   * @param nanos a clock
   */
  MatrixProgress(Progress to, LongSupplier nanos) {
    this.to = to;
    this.nanos = nanos;
  }

  /** So many sets are trained at a time. */
  synchronized void devices(int count) {
    devices = Math.max(1, count);
  }

  /** Adds a run, before the stage begins: its steps, and what one costs ({@link StepCost}). */
  synchronized void plan(String ofColumn, double cost, long ofRun) {
    left.plan(ofColumn, cost, ofRun);
    total += ofRun;
    runs++;
  }

  /** The stage begins. */
  synchronized void begin() {
    begin = nanos.getAsLong();
    to.stage(Stage.TRAINING, "training " + runs + (runs == 1 ? " run" : " runs"), total);
  }

  /**
   * A set begins, or goes on.
   *
   * @param name shown before what it comes to, as that of its device; may be empty
   * @param ofColumn its runs', all of one column
   * @param ofRuns how many
   * @param planned steps of those that were planned, one after another
   */
  synchronized OfSet setBegan(String name, String ofColumn, int ofRuns, long planned) {
    return new OfSet(name, ofColumn, ofRuns, planned);
  }

  /** A set under way. */
  final class OfSet {
    private final String name;
    private final String column;
    private final int replicas;

    /** Of all of its runs, those that are left. */
    private long stepsLeft;

    private long last;
    private String known = "";

    private OfSet(String name, String column, int replicas, long stepsLeft) {
      this.name = name;
      this.column = column;
      this.replicas = replicas;
      this.stepsLeft = stepsLeft;
      last = nanos.getAsLong();
    }

    /** Steps of each of its runs that are really to be done. */
    void setSteps(long ofRun) {
      synchronized (MatrixProgress.this) {
        left.drop(column, stepsLeft - ofRun * replicas);
        stepsLeft = ofRun * replicas;
      }
    }

    /** A step of the set is done. */
    void stepDone() {
      synchronized (MatrixProgress.this) {
        long now = nanos.getAsLong();
        left.took(column, replicas, (now - last) / 1e9);
        stepsLeft -= replicas;
        last = now;
        MatrixProgress.this.detail(known);
      }
    }

    /** What it has come to, for people. */
    void detail(String text) {
      synchronized (MatrixProgress.this) {
        known = name.isEmpty() ? text : name + " " + text;
        MatrixProgress.this.detail(known);
      }
    }

    /**
     * An epoch of its runs.
     *
     * @param text what they have come to, for people
     */
    void epoch(EpochEnded event, String text) {
      synchronized (MatrixProgress.this) {
        detail(text);
        to.on(new EpochEnded(event.epoch(), event.epochs(), done(), "", event.runs()));
      }
    }

    /** It has ended, before its last step if nothing is to be gained from it any more. */
    void ended() {
      synchronized (MatrixProgress.this) {
        left.took(column, 0, (nanos.getAsLong() - last) / 1e9);
        left.drop(column, stepsLeft);
        detail = "";
      }
    }
  }

  /** A run is stored, or has failed. */
  synchronized void runDone(String title) {
    runsDone++;
    show();
    to.piece(
        "run %d/%d, %s: done; about %s left"
            .formatted(runsDone, runs, title, duration(secondsLeft())));
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
  synchronized void dropped(String ofColumn, long steps) {
    left.drop(ofColumn, steps);
  }

  /** A run of a set that has ended is to be trained after all. */
  synchronized void again(String ofColumn, long steps) {
    left.drop(ofColumn, -steps);
  }

  /** What is known by now, for people. */
  private synchronized void detail(String text) {
    detail = text;
    show();
  }

  /** Sets of the same corpora, as on several devices, have the same to say of them. */
  private synchronized boolean isNew(Warned warning) {
    return warned.add(warning);
  }

  private double secondsLeft() {
    return left.seconds() / devices;
  }

  private void show() {
    String text = "run " + runsDone + "/" + runs + (detail.isEmpty() ? "" : ", " + detail);
    to.advance(done(), text);
  }

  private long done() {
    double passed = (nanos.getAsLong() - begin) / 1e9;
    double toCome = secondsLeft();
    return passed + toCome > 0 ? Math.round(total * passed / (passed + toCome)) : 0;
  }

  /** For work in between, such as the loading of features: a detail, not a stage of its own. */
  Progress within() {
    return new Progress() {
      private String title = "";
      private long of;

      /** Told, and logged, once. */
      @Override
      public void warn(String subject, String text) {
        if (isNew(new Warned(subject, text))) {
          to.warn(subject, text);
        }
      }

      @Override
      public void on(ProgressEvent event) {
        if (event instanceof StageBegan began) {
          title = began.title();
          of = began.total();
          detail(title);
        } else if (event instanceof Advanced advanced) {
          detail(title + " " + advanced.done() + "/" + of);
        } else if (!(event instanceof Warned warning) || isNew(warning)) {
          to.on(event);
        }
      }
    };
  }
}
