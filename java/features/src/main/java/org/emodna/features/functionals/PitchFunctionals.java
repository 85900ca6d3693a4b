package org.emodna.features.functionals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Of log2 F0 over the voiced frames, one after another.
 *
 * @param prefix of the names
 * @param path whether F0 and voicing are those of the best path
 */
record PitchFunctionals(String prefix, boolean path) implements FunctionalGroup {
  /** A step of so many octaves is an error of the tracker, or a pause. */
  static final double MOST_STEP = 0.4;

  @Override
  public List<String> names() {
    return Stream.of(
            "mean",
            "sd",
            "p10",
            "p25",
            "p50",
            "p75",
            "p90",
            "range",
            "step-magnitude",
            "step-sd",
            "slope")
        .map(what -> prefix + "." + what)
        .toList();
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double[] f0 = path ? spoken.pathOctaves() : spoken.octaves();
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
