package org.emodna.model;

import java.util.Arrays;

/**
 * Mean and standard deviation of each coefficient over a corpus's real speech frames.
 *
 * @param mean [coefficients]
 * @param sd [coefficients], above 0
 */
public record FeatureStatistics(float[] mean, float[] sd) {
  public FeatureStatistics {
    mean = mean.clone();
    sd = sd.clone();
    if (mean.length != sd.length) {
      throw new ModelException("the statistics have " + mean.length + " means and " + sd.length);
    }
    for (int i = 0; i < mean.length; i++) {
      if (!Float.isFinite(mean[i]) || !Float.isFinite(sd[i]) || sd[i] <= 0) {
        throw new ModelException("the statistics of coefficient " + i + " are no numbers above 0");
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureStatistics that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(sd, that.sd);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(mean) + Arrays.hashCode(sd);
  }
}
