package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;
import org.emodna.config.TrainingConfig;
import org.junit.jupiter.api.Test;

/** The time left of columns that cost differently, on a clock that is set by hand. */
class MatrixProgressTest {
  private static final int RUNS = 20;
  private static final int STEPS = 50;

  private long clock;
  private StageBegan stage;
  private Advanced last;

  /** Estimates of the whole, by the seconds that have really passed. */
  private final List<double[]> estimates = new ArrayList<>();

  private final MatrixProgress progress =
      new MatrixProgress(
          event -> {
            if (event instanceof StageBegan began) {
              stage = began;
            } else if (event instanceof Advanced advanced) {
              last = advanced;
              double seconds = clock / 1e9;
              if (advanced.done() > 0) {
                estimates.add(new double[] {seconds, seconds * stage.total() / advanced.done()});
              }
            }
          },
          () -> clock);

  private void pass(double seconds) {
    clock += Math.round(1e9 * seconds);
  }

  /** A set of two runs of a column, a step of which takes so long for both together. */
  private void set(String column, double seconds) {
    MatrixProgress.OfSet set = progress.setBegan("", column, 2, 2L * STEPS);
    pass(0.3);
    set.setSteps(STEPS);
    for (int i = 0; i < STEPS; i++) {
      // The first ones take longer.
      pass(i < 3 ? 3 * seconds : seconds);
      set.stepDone();
    }
    pass(0.5);
    set.ended();
    progress.runDone("a run");
    progress.runDone("a run");
  }

  /** Columns whose steps cost something else than expected, by up to a third. */
  @Test
  void afterATenthTheWholeIsKnownWithinAThird() {
    Map<String, Double> expected = Map.of("a", 64.0, "b", 128.0, "c", 256.0);
    Map<String, Double> really = Map.of("a", 0.05, "b", 0.12, "c", 0.26);
    for (String column : List.of("a", "b", "c")) {
      for (int i = 0; i < RUNS; i++) {
        progress.plan(column, expected.get(column), STEPS);
      }
    }
    progress.begin();
    assertEquals(Stage.TRAINING, stage.stage());
    assertEquals(3 * RUNS * STEPS, stage.total());
    for (String column : List.of("a", "b", "c")) {
      // As features that are loaded.
      pass(2);
      for (int i = 0; i < RUNS / 2; i++) {
        set(column, really.get(column));
      }
    }
    double whole = clock / 1e9;
    long judged = estimates.stream().filter(one -> one[0] > whole / 10).count();
    assertTrue(judged > 1000, "estimates: " + judged);
    for (double[] one : estimates) {
      if (one[0] > whole / 10) {
        assertEquals(1, one[1] / whole, 1.0 / 3, "after " + one[0] + " s of " + whole);
      }
      if (one[0] > 0.9 * whole) {
        assertEquals(1, one[1] / whole, 0.03, "near the end");
      }
    }
    assertEquals(stage.total(), last.done());
    assertEquals("run 60/60", last.detail());
  }

  /** Sets that end early, runs that are dropped and sets that are done anew add up to all. */
  @Test
  void whatIsNotTrainedDoesNotCount() {
    for (String column : List.of("a", "b")) {
      for (int i = 0; i < 4; i++) {
        progress.plan(column, 1, STEPS);
      }
    }
    progress.begin();
    progress.dropped("a", STEPS);
    progress.dropped("a", STEPS);
    progress.runDone("a run");
    progress.runDone("a run");
    MatrixProgress.OfSet set = progress.setBegan("", "a", 2, 2L * STEPS);
    set.setSteps(STEPS + 7);
    pass(1);
    set.stepDone();
    set.ended();
    progress.again("a", STEPS);
    progress.again("a", STEPS);
    set("a", 1);
    double before = (double) last.done() / stage.total();
    assertEquals(clock / 1e9 / (clock / 1e9 + 2 * STEPS), before, 0.05);
    set("b", 1);
    set("b", 1);
    assertEquals(stage.total(), last.done());
    assertEquals("run 8/8", last.detail());
  }

  /** Two sets at a time take half as long as one after the other. */
  @Test
  void severalDevicesShareWhatIsLeft() {
    for (int i = 0; i < 8; i++) {
      progress.plan("a", 1, STEPS);
    }
    progress.devices(2);
    progress.begin();
    MatrixProgress.OfSet one = progress.setBegan("cuda:0", "a", 2, 2L * STEPS);
    MatrixProgress.OfSet other = progress.setBegan("cuda:1", "a", 2, 2L * STEPS);
    for (int i = 0; i < STEPS; i++) {
      pass(1);
      one.stepDone();
      other.stepDone();
    }
    // Of eight runs, four are done by two devices, and two have each two to do.
    assertEquals(0.5, (double) last.done() / stage.total(), 0.01);
    other.detail("epoch 3/3");
    assertEquals("run 0/8, cuda:1 epoch 3/3", last.detail());
    progress.devices(1);
    other.stepDone();
    assertEquals(1.0 / 3, (double) last.done() / stage.total(), 0.02);
  }

  @Test
  void whatIsDoneInBetweenIsADetailAndWarningsPass() {
    List<String> heard = new ArrayList<>();
    MatrixProgress within =
        new MatrixProgress(
            event -> {
              if (event instanceof Advanced advanced) {
                heard.add(advanced.detail());
              } else if (event instanceof Warned warned) {
                heard.add(warned.text());
              }
            },
            () -> clock);
    within.plan("a", 1, 10);
    within.begin();
    Progress features = within.within();
    features.stage(Stage.FEATURES, "features of A", 3);
    features.advance(2, "");
    features.warn("odd");
    assertEquals(List.of("run 0/1, features of A", "run 0/1, features of A 2/3", "odd"), heard);
  }

  @Test
  void aStepCostsByTheRowsOfItsEncoders() {
    TrainingConfig config = TrainingConfig.defaults();
    double source = StepCost.of(config.withMethod("source-only"));
    double dann = StepCost.of(config.withMethod("dann"));
    double emoDna = StepCost.of(config);
    assertTrue(source < dann && dann < emoDna);
  }
}
