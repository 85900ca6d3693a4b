package org.emodna.features.functionals;

import java.util.Arrays;

/**
 * Frames of a whole utterance, one beside the other at one hop.
 *
 * @param count number of frames, at least 1
 * @param logMel [count, 128] dB
 * @param cepstra [count, coefficients] c0 and those above it
 * @param f0 [count] Hz, of each frame by itself, voiced or not
 * @param strength [count] of voicing
 * @param voice of the same frames; null where the recipe has none of it
 */
public record AnalysedFrames(
    int count, float[] logMel, float[] cepstra, float[] f0, float[] strength, VoiceFrames voice) {
  /** Mel bands. */
  public static final int BANDS = 128;

  /** Frames [from, to), without the spectrum. */
  AnalysedFrames range(int from, int to) {
    return new AnalysedFrames(
        to - from,
        new float[0],
        range(cepstra, from, to),
        range(f0, from, to),
        range(strength, from, to),
        voice == null ? null : voice.range(from, to));
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
