package org.emodna.features.functionals;

import java.util.Arrays;

/**
 * The frames of an utterance from the first to the last that is loud enough, and which of them are
 * voiced.
 *
 * @param frames those frames
 * @param power [all frames of the utterance, 128] of each mel band
 * @param first of those frames
 * @param level [frames] e, dB of all bands together
 * @param voiced [frames], at least one of them true
 * @param path [frames] voiced by the best path; the same as {@code voiced} where that calls hardly
 *     a frame voiced, or is not known
 */
record SpokenFrames(
    AnalysedFrames frames,
    float[] power,
    int first,
    double[] level,
    boolean[] voiced,
    boolean[] path) {
  /** Speech is what is no more than this under the loudest frame, in dB. */
  private static final double RANGE = 40;

  /** Voiced frames are not more than this under the loudest. */
  private static final double VOICED_RANGE = 30;

  /** Where hardly a frame is voiced, the loud ones stand for them. */
  private static final double LOUD_RANGE = 15;

  private static final int FEWEST_VOICED = 4;

  /**
   * Cuts an utterance to its speech.
   *
   * @param threshold voicing strength above which a frame is voiced
   */
  static SpokenFrames of(AnalysedFrames all, double threshold) {
    double[] levels = new double[all.count()];
    float[] power = new float[all.logMel().length];
    double[] row = new double[AnalysedFrames.BANDS];
    double[] bands = new double[row.length];
    for (int frame = 0; frame < all.count(); frame++) {
      int at = frame * row.length;
      for (int band = 0; band < row.length; band++) {
        bands[band] = all.logMel()[at + band];
      }
      Decibel.powers(bands, row);
      double sum = 0;
      for (int band = 0; band < row.length; band++) {
        sum += row[band];
        power[at + band] = (float) row[band];
      }
      levels[frame] = Decibel.level(sum);
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
    boolean[] voiced = new boolean[level.length];
    for (int i = 0; i < voiced.length; i++) {
      voiced[i] = frames.strength()[i] > threshold && level[i] > loudest - VOICED_RANGE;
    }
    if (count(voiced) < FEWEST_VOICED) {
      for (int i = 0; i < voiced.length; i++) {
        voiced[i] = level[i] > loudest - LOUD_RANGE;
      }
    }
    return new SpokenFrames(
        frames, power, from, level, voiced, path(frames, level, loudest, voiced));
  }

  private static boolean[] path(
      AnalysedFrames frames, double[] level, double loudest, boolean[] voiced) {
    if (frames.voice() == null) {
      return voiced;
    }
    boolean[] path = new boolean[level.length];
    for (int i = 0; i < path.length; i++) {
      path[i] = frames.voice().f0()[i] > 0 && level[i] > loudest - VOICED_RANGE;
    }
    return count(path) < FEWEST_VOICED ? voiced : path;
  }

  int count() {
    return level.length;
  }

  /** Of a series of all frames, what belongs to the voiced ones. */
  double[] ofVoiced(double[] each) {
    return Series.where(voiced, each);
  }

  int voicedCount() {
    return count(voiced);
  }

  private static int count(boolean[] mask) {
    int count = 0;
    for (boolean one : mask) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** Likewise to those that are voiced by the path. */
  double[] ofPath(double[] each) {
    return Series.where(path, each);
  }

  /** log2 F0 of the voiced frames. */
  double[] octaves() {
    return ofVoiced(octaves(frames.f0()));
  }

  /** log2 F0 of the frames that are voiced by the path; the path's F0, unless it has too few. */
  double[] pathOctaves() {
    return ofPath(octaves(path == voiced ? frames.f0() : frames.voice().f0()));
  }

  private static double[] octaves(float[] hertz) {
    double[] octaves = new double[hertz.length];
    for (int i = 0; i < octaves.length; i++) {
      octaves[i] = hertz[i] > 0 ? Math.log(hertz[i]) / Math.log(2) : 0;
    }
    return octaves;
  }
}
