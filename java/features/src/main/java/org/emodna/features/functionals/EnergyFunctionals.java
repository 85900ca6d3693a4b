package org.emodna.features.functionals;

import java.util.List;

/**
 * Of the level of the frames that are within 40 dB of the loudest, and how many frames there are.
 */
record EnergyFunctionals() implements FunctionalGroup {
  private static final double RANGE = 40;

  @Override
  public List<String> names() {
    return List.of(
        "energy.sd",
        "energy.p10",
        "energy.p50",
        "energy.p90",
        "energy.step-magnitude",
        "energy.step-sd",
        "energy.log-frames",
        "energy.share");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double loudest = Series.largest(spoken.level());
    boolean[] loud = new boolean[spoken.count()];
    for (int i = 0; i < loud.length; i++) {
      loud[i] = spoken.level()[i] > loudest - RANGE;
    }
    double[] level = Series.where(loud, spoken.level());
    double[] at = Series.percentiles(level, 10, 50, 90);
    double[] steps = Series.differences(level);
    return new double[] {
      Series.sd(level),
      at[0] - loudest,
      at[1] - loudest,
      at[2] - loudest,
      Series.meanMagnitude(steps),
      Series.sd(steps),
      Math.log(spoken.count()),
      (double) level.length / spoken.count()
    };
  }
}
