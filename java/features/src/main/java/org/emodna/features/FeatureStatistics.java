package org.emodna.features;

import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Mean and standard deviation of each value of a frame over real frames, never over padding.
 *
 * @param mean [width]
 * @param sd [width], all positive; biased (divided by the number of frames)
 */
public record FeatureStatistics(float[] mean, float[] sd) {
  /** A value that varies less than this is only centred: its z-score would be noise. */
  private static final double SMALLEST_SD = 1e-6;

  /** Checks the values, which may come from a file. */
  public FeatureStatistics {
    if (mean.length == 0 || mean.length != sd.length) {
      throw new InvalidArgumentException(
          Problem.of(
              "statistics",
              "need as many means as deviations, not %d and %d".formatted(mean.length, sd.length)));
    }
    for (int c = 0; c < mean.length; c++) {
      if (!Float.isFinite(mean[c]) || !Float.isFinite(sd[c]) || !(sd[c] > 0)) {
        throw new InvalidArgumentException(
            Problem.of(
                "statistics of value %d of a frame".formatted(c),
                "are %s and %s".formatted(mean[c], sd[c])));
      }
    }
  }

  /**
   * Takes the statistics of utterances.
   *
   * @param utterances at least one, all of the same width
   * @return mean and deviation over all their real frames
   */
  public static FeatureStatistics of(List<Features> utterances) {
    if (utterances.isEmpty()) {
      throw new InvalidArgumentException(Problem.of("statistics", "need at least one utterance"));
    }
    int width = utterances.get(0).width();
    double[] sums = new double[width];
    long frames = 0;
    for (Features one : utterances) {
      requireWidth(one, width);
      for (int t = one.realFrom(); t < one.realTo(); t++) {
        for (int c = 0; c < width; c++) {
          sums[c] += one.values()[t * width + c];
        }
      }
      frames += one.realTo() - one.realFrom();
    }
    double[] squares = new double[width];
    double[] mean = new double[width];
    for (int c = 0; c < width; c++) {
      mean[c] = sums[c] / frames;
    }
    for (Features one : utterances) {
      for (int t = one.realFrom(); t < one.realTo(); t++) {
        for (int c = 0; c < width; c++) {
          // Around the mean in a second pass: sums of raw squares would lose a small deviation.
          double off = one.values()[t * width + c] - mean[c];
          squares[c] += off * off;
        }
      }
    }
    for (int c = 0; c < width; c++) {
      squares[c] /= frames;
    }
    return of(mean, squares);
  }

  /**
   * As a z-score uses them.
   *
   * @param mean [width]
   * @param variance [width], biased
   */
  static FeatureStatistics of(double[] mean, double[] variance) {
    float[] centre = new float[mean.length];
    float[] sd = new float[mean.length];
    for (int c = 0; c < mean.length; c++) {
      double deviation = Math.sqrt(variance[c]);
      centre[c] = (float) mean[c];
      sd[c] = deviation < SMALLEST_SD ? 1f : (float) deviation;
    }
    return new FeatureStatistics(centre, sd);
  }

  /**
   * Takes the z-score of every frame; under speech framing cuts off at ±5.
   *
   * @param features as wide as these statistics
   * @param framing of the features
   * @return normalised copies of the values, [frames, width]
   */
  public float[] apply(Features features, Framing framing) {
    requireWidth(features, mean.length);
    float limit =
        framing.kind() == Framing.Kind.SPEECH ? Normalisation.CLIP : Float.POSITIVE_INFINITY;
    float[] values = features.values().clone();
    for (int i = 0, c = 0; i < values.length; i++) {
      float z = (values[i] - mean[c]) / sd[c];
      values[i] = Math.max(-limit, Math.min(limit, z));
      c = c + 1 == mean.length ? 0 : c + 1;
    }
    return values;
  }

  static void requireWidth(Features features, int width) {
    if (features.width() != width) {
      throw new InvalidArgumentException(
          "features have %d values a frame, the statistics %d".formatted(features.width(), width));
    }
  }
}
