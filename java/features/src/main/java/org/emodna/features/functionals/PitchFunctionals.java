package org.emodna.features.functionals;

import java.util.Arrays;
import java.util.List;

/** Of log2 F0 over the voiced frames, one after another. */
record PitchFunctionals() implements FunctionalGroup {
  /** A step of so many octaves is an error of the tracker, or a pause. */
  private static final double MOST_STEP = 0.4;

  @Override
  public List<String> names() {
    return List.of(
        "f0.mean",
        "f0.sd",
        "f0.p10",
        "f0.p25",
        "f0.p50",
        "f0.p75",
        "f0.p90",
        "f0.range",
        "f0.step-magnitude",
        "f0.step-sd",
        "f0.slope");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double[] octaves = spoken.frames().column(spoken.frames().f0(), 0);
    for (int i = 0; i < octaves.length; i++) {
      octaves[i] = octaves[i] > 0 ? Math.log(octaves[i]) / Math.log(2) : 0;
    }
    double[] f0 = spoken.ofVoiced(octaves);
    double[] at = Series.percentiles(f0, 10, 25, 50, 75, 90);
    double[] steps = f0.length < 2 ? new double[0] : Series.differences(f0);
    double[] small = Arrays.stream(steps).filter(step -> Math.abs(step) < MOST_STEP).toArray();
    return new double[] {
      Series.mean(f0),
      Series.sd(f0),
      at[0],
      at[1],
      at[2],
      at[3],
      at[4],
      at[4] - at[0],
      Series.meanMagnitude(small),
      Series.sd(small),
      Series.slope(f0)
    };
  }
}
