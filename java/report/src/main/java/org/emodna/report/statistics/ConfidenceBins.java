package org.emodna.report.statistics;

/**
 * How confidence meets accuracy: predictions in bins of equal width by the probability of the
 * predicted class. Filled by one thread.
 */
public final class ConfidenceBins {
  /** Bins from 0 to 1; one begins above its lower end, as in Guo et al. 2017. */
  public static final int BINS = 15;

  private final long[] counts = new long[BINS];
  private final long[] hits = new long[BINS];
  private final double[] confidences = new double[BINS];

  /**
   * Counts a prediction.
   *
   * @param confidence the probability of the predicted class, 0 to 1
   * @param right whether that is the true class
   */
  public void add(double confidence, boolean right) {
    int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
    counts[bin]++;
    confidences[bin] += confidence;
    hits[bin] += right ? 1 : 0;
  }

  /** The number of predictions in a bin. */
  public long count(int bin) {
    return counts[bin];
  }

  /** Mean confidence of a bin; NaN if it is empty. */
  public double confidence(int bin) {
    return counts[bin] == 0 ? Double.NaN : confidences[bin] / counts[bin];
  }

  /** Share of right predictions of a bin; NaN if it is empty. */
  public double accuracy(int bin) {
    return counts[bin] == 0 ? Double.NaN : (double) hits[bin] / counts[bin];
  }

  /** Expected calibration error; NaN without predictions. */
  public double error() {
    double sum = 0;
    long all = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(confidences[bin] - hits[bin]);
      all += counts[bin];
    }
    return all == 0 ? Double.NaN : sum / all;
  }
}
