package org.emodna.features.functionals;

import java.util.Arrays;
import java.util.List;

/**
 * The shape of the melody: of log2 F0 over the frames that the path calls voiced, one after
 * another, how far the first and the last third lie from the mean, its curvature over x from -1 to
 * 1, the mean of its rises and of its falls under 0.4 octave, and its correlation with the level.
 */
record IntonationFunctionals() implements FunctionalGroup {
  @Override
  public List<String> names() {
    return List.of(
        "intonation.first-third",
        "intonation.last-third",
        "intonation.curvature",
        "intonation.rise",
        "intonation.fall",
        "intonation.level-correlation");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    double[] f0 = spoken.pathOctaves();
    int count = f0.length;
    int third = Math.max(1, count / 3);
    double mean = Series.mean(f0);
    double[] steps = count < 2 ? new double[0] : Series.differences(f0);
    double most = PitchFunctionals.MOST_STEP;
    double[] rises = Arrays.stream(steps).filter(step -> step > 0 && step < most).toArray();
    double[] falls = Arrays.stream(steps).filter(step -> step < 0 && step > -most).toArray();
    return new double[] {
      Series.mean(Arrays.copyOf(f0, third)) - mean,
      Series.mean(Arrays.copyOfRange(f0, count - third, count)) - mean,
      count > 3 ? curvature(f0) : 0,
      Series.mean(rises),
      Series.meanMagnitude(falls),
      count > 3 ? correlation(f0, spoken.ofPath(spoken.level())) : 0
    };
  }

  /** The square's coefficient of the parabola that fits best, over x from -1 to 1. */
  private static double curvature(double[] y) {
    double meanSquare = 0;
    for (int i = 0; i < y.length; i++) {
      meanSquare += square(y, i) / y.length;
    }
    double products = 0;
    double squares = 0;
    double mean = Series.mean(y);
    // On equal steps around 0 the square is orthogonal to the line.
    for (int i = 0; i < y.length; i++) {
      double off = square(y, i) - meanSquare;
      products += off * (y[i] - mean);
      squares += off * off;
    }
    return products / squares;
  }

  private static double square(double[] y, int i) {
    double x = 2.0 * i / (y.length - 1) - 1;
    return x * x;
  }

  private static double correlation(double[] a, double[] b) {
    double spread = Series.sd(a) * Series.sd(b);
    if (!(spread > 0)) {
      return 0;
    }
    double meanA = Series.mean(a);
    double meanB = Series.mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / spread;
  }
}
