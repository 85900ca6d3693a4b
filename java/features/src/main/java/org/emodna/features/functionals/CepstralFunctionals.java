package org.emodna.features.functionals;

import java.util.ArrayList;
import java.util.List;

/**
 * Of each cepstral coefficient over all spoken frames: mean, deviation, 10th and 90th percentile,
 * deviation and mean magnitude of its difference.
 *
 * @param count c1 to c{@code count}
 */
record CepstralFunctionals(int count) implements FunctionalGroup {
  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int c = 1; c <= count; c++) {
      for (String what : List.of("mean", "sd", "p10", "p90", "step-sd", "step-magnitude")) {
        names.add("c" + c + "." + what);
      }
    }
    return names;
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double[] values = new double[6 * count];
    for (int c = 1; c <= count; c++) {
      double[] x = spoken.frames().column(spoken.frames().cepstra(), c);
      double[] ends = Series.percentiles(x, 10, 90);
      double[] steps = Series.differences(x);
      int at = 6 * (c - 1);
      values[at] = Series.mean(x);
      values[at + 1] = Series.sd(x);
      values[at + 2] = ends[0];
      values[at + 3] = ends[1];
      values[at + 4] = Series.sd(steps);
      values[at + 5] = Series.meanMagnitude(steps);
    }
    return values;
  }
}
