package org.emodna.features.functionals;

import java.util.Arrays;

/**
 * The frames of an utterance from the first to the last that is loud enough, and which of them are
 * voiced.
 *
 * @param frames those frames
 * @param power [frames, 128] of each mel band
 * @param level [frames] e, dB of all bands together
 * @param voiced [frames], at least one of them true
 */
record SpokenFrames(AnalysedFrames frames, float[] power, double[] level, boolean[] voiced) {
  /** Speech is what is no more than this under the loudest frame, in dB. */
  private static final double RANGE = 40;

  /** Voiced frames are not more than this under the loudest. */
  private static final double VOICED_RANGE = 30;

  /** Where hardly a frame is voiced, the loud ones stand for them. */
  private static final double LOUD_RANGE = 15;

  private static final int FEWEST_VOICED = 4;
  private static final double DECIBEL = Math.log(10) / 10;
  private static final double LEAST_POWER = 1e-10;

  /**
   * Cuts an utterance to its speech.
   *
   * @param threshold voicing strength above which a frame is voiced
   */
  static SpokenFrames of(AnalysedFrames all, double threshold) {
    double[] levels = new double[all.count()];
    float[] power = new float[all.logMel().length];
    for (int frame = 0; frame < all.count(); frame++) {
      double sum = 0;
      for (int band = 0; band < AnalysedFrames.BANDS; band++) {
        int at = frame * AnalysedFrames.BANDS + band;
        double one = Math.exp(DECIBEL * all.logMel()[at]);
        power[at] = (float) one;
        sum += one;
      }
      levels[frame] = decibel(sum);
    }
    double loudest = Series.largest(levels);
    int from = 0;
    while (!(levels[from] > loudest - RANGE)) {
      from++;
    }
    int to = levels.length;
    while (!(levels[to - 1] > loudest - RANGE)) {
      to--;
    }
    AnalysedFrames frames = all.range(from, to);
    double[] level = Arrays.copyOfRange(levels, from, to);
    int bands = AnalysedFrames.BANDS;
    return new SpokenFrames(
        frames,
        Arrays.copyOfRange(power, from * bands, to * bands),
        level,
        voiced(frames, level, loudest, threshold));
  }

  private static boolean[] voiced(
      AnalysedFrames frames, double[] level, double loudest, double threshold) {
    boolean[] voiced = new boolean[level.length];
    int count = 0;
    for (int i = 0; i < voiced.length; i++) {
      voiced[i] = frames.strength()[i] > threshold && level[i] > loudest - VOICED_RANGE;
      count += voiced[i] ? 1 : 0;
    }
    if (count < FEWEST_VOICED) {
      for (int i = 0; i < voiced.length; i++) {
        voiced[i] = level[i] > loudest - LOUD_RANGE;
      }
    }
    return voiced;
  }

  static double decibel(double power) {
    return 10 * Math.log10(power + LEAST_POWER);
  }

  int count() {
    return level.length;
  }

  /** Of a series of all frames, what belongs to the voiced ones. */
  double[] ofVoiced(double[] each) {
    return Series.where(voiced, each);
  }

  int voicedCount() {
    int count = 0;
    for (boolean one : voiced) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
