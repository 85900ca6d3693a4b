package org.emodna.features.functionals;

import java.util.Arrays;

/**
 * Frames of a whole utterance, one beside the other at one hop.
 *
 * @param count number of frames, at least 1
 * @param logMel [count, 128] dB
 * @param cepstra [count, any width] c0 and those above it
 * @param f0 [count] Hz
 * @param strength [count] of voicing, 0 to 1
 * @param voice [count, any width] values of the voice; null where the recipe has none of it
 */
public record AnalysedFrames(
    int count, float[] logMel, float[] cepstra, float[] f0, float[] strength, float[] voice) {
  /** Mel bands. */
  public static final int BANDS = 128;

  /** Frames [from, to). */
  AnalysedFrames range(int from, int to) {
    return new AnalysedFrames(
        to - from,
        range(logMel, from, to),
        range(cepstra, from, to),
        range(f0, from, to),
        range(strength, from, to),
        voice == null ? null : range(voice, from, to));
  }

  private float[] range(float[] x, int from, int to) {
    int width = x.length / count;
    return Arrays.copyOfRange(x, from * width, to * width);
  }

  /** One value of each frame, of an array of so many values a frame. */
  double[] column(float[] x, int column) {
    int width = x.length / count;
    double[] values = new double[count];
    for (int frame = 0; frame < count; frame++) {
      values[frame] = x[frame * width + column];
    }
    return values;
  }
}
