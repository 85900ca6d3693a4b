package org.emodna.objective;

import java.util.List;
import org.emodna.base.Section;

/**
 * Fits the emotion classifier at once, on the host. A method that has a solver is not trained by
 * steps: its encoder has nothing to learn, and it never sees the target.
 */
public interface Solver {
  /** Its settings. */
  List<Section<?>> sections();

  /**
   * Fits the classifier. The same input gives the same bits, on any machine.
   *
   * @param x of each source utterance, its vector; not changed
   * @param labels class number of each; every class is there
   * @param classes K
   */
  Solution solve(Settings settings, List<float[]> x, int[] labels, int classes);

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
