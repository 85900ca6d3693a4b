package org.emodna.features.functionals;

import java.util.List;

/**
 * Of the spectrum of the voiced frames: how the levels of four ranges of mel bands differ, where
 * the power has its centre, and how the mean spectrum falls from band to band.
 */
record SpectralFunctionals() implements FunctionalGroup {
  private static final int[] RANGES = {0, 20, 48, 80, 128};
  private static final double LEAST_POWER = 1e-30;

  @Override
  public List<String> names() {
    return List.of(
        "spectrum.fall-1.mean",
        "spectrum.fall-2.mean",
        "spectrum.fall-3.mean",
        "spectrum.fall-1.sd",
        "spectrum.fall-2.sd",
        "spectrum.fall-3.sd",
        "spectrum.centroid.mean",
        "spectrum.centroid.sd",
        "spectrum.slope");
  }

  @Override
  public double[] of(SpokenFrames spoken) {
    int bands = AnalysedFrames.BANDS;
    int count = spoken.voicedCount();
    double[][] falls = new double[3][count];
    double[] centroids = new double[count];
    double[] sums = new double[bands];
    double[] levels = new double[4];
    int at = 0;
    for (int frame = 0; frame < spoken.count(); frame++) {
      if (!spoken.voiced()[frame]) {
        continue;
      }
      double all = 0;
      double moment = 0;
      for (int range = 0; range < 4; range++) {
        double power = 0;
        for (int band = RANGES[range]; band < RANGES[range + 1]; band++) {
          double one = spoken.power()[(spoken.first() + frame) * bands + band];
          power += one;
          moment += one * band;
          sums[band] += one;
        }
        all += power;
        levels[range] = Decibel.level(power);
      }
      for (int range = 0; range < 3; range++) {
        falls[range][at] = levels[range] - levels[range + 1];
      }
      centroids[at++] = moment / (all + LEAST_POWER);
    }
    double[] mean = new double[bands];
    for (int band = 0; band < bands; band++) {
      mean[band] = Decibel.level(sums[band] / count);
    }
    return new double[] {
      Series.mean(falls[0]),
      Series.mean(falls[1]),
      Series.mean(falls[2]),
      Series.sd(falls[0]),
      Series.sd(falls[1]),
      Series.sd(falls[2]),
      Series.mean(centroids),
      Series.sd(centroids),
      Series.slope(mean) / (bands - 1)
    };
  }
}
