package org.emodna.objective;

import java.util.List;
import org.emodna.base.Section;

/**
 * Fits the emotion classifier at once, on the host. A method that has a solver is not trained by
 * steps: its encoder has nothing to learn.
 */
public interface Solver {
  /** Its settings. */
  List<Section<?>> sections();

  /** Whether it reads the target's vectors; labels of the target are not available. */
  default boolean usesTarget() {
    return false;
  }

  /**
   * Fits the classifier. The same input gives the same bits, on any machine.
   *
   * @param check to be called every now and then, such as once an iteration: it throws where the
   *     work is to end early, which must be let through
   * @throws org.emodna.base.EmoDnaException if there is no solution: that run has failed
   */
  Solution solve(Settings settings, Data data, Runnable check);

  /**
   * What it learns from; not to be changed.
   *
   * @param source of each source utterance, its vector
   * @param labels class number of each; every class is there
   * @param classes K
   * @param target of each target utterance, its vector; empty where the target is not used
   */
  record Data(List<float[]> source, int[] labels, int classes, List<float[]> target) {}

  /**
   * A fitted classifier.
   *
   * @param weight [K, F], row-major
   * @param bias [K]
   * @param loss mean cross-entropy on the source, weighted as the fit is
   * @param iterations that it took
   */
  record Solution(float[] weight, float[] bias, double loss, int iterations) {}
}
