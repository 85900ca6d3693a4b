package org.emodna.features;

import org.emodna.kernels.MfccRecipe;

/**
 * Cuts single frames out of a stretch of a long recording, so that MFCC can be made of some of them
 * as if of all. Only for dialects whose window is as long as the transform where frames are
 * centred: then a centred frame is the same as a whole one that begins half a window earlier.
 */
final class FrameCutter {
  private final MfccRecipe recipe;
  private final long samples;
  private final int padding;

  /**
   * Makes one.
   *
   * @param samples of the recording at the recipe's rate; more than a window
   */
  FrameCutter(MfccRecipe recipe, long samples) {
    this.recipe = recipe;
    this.samples = samples;
    this.padding = recipe.centred() ? recipe.fftLength() / 2 : 0;
  }

  /** Whether it can be done. */
  static boolean serves(MfccRecipe recipe) {
    return !recipe.centred() || recipe.windowLength() == recipe.fftLength();
  }

  /** All frames of the recording. */
  int frames() {
    long frames =
        recipe.centred()
            ? 1 + samples / recipe.hop()
            : 1 + (samples - recipe.windowLength()) / recipe.hop();
    return Math.toIntExact(frames);
  }

  /** The first sample that frames from this one on need, those of the reflection included. */
  long from(int frame) {
    long begin = (long) frame * recipe.hop() - padding;
    // A frame at the end is filled up by what lies before it.
    return Math.max(0, begin < samples - recipe.windowLength() ? begin : begin - 2L * padding);
  }

  /** The sample before which all that frames before this one need lies. */
  long to(int frame) {
    long end = (long) (frame - 1) * recipe.hop() - padding + recipe.windowLength();
    return Math.min(samples, Math.max(end, padding + 1));
  }

  /**
   * Frames as they follow one another, overlapping.
   *
   * @param audio samples from {@code base} on
   * @param hop distance between the beginnings of two frames in the result
   * @return frames [begin, end)
   */
  float[] cut(float[] audio, long base, int begin, int end, int hop) {
    int window = recipe.windowLength();
    float[] cut = new float[Math.toIntExact((end - begin - 1L) * hop + window)];
    for (int frame = begin; frame < end; frame++) {
      int at = (frame - begin) * hop;
      // What the frame before has brought is there.
      int first = frame == begin || hop >= window ? 0 : window - hop;
      long start = (long) frame * recipe.hop() - padding;
      for (int i = first; i < window; i++) {
        cut[at + i] = audio[(int) (reflected(start + i) - base)];
      }
    }
    return cut;
  }

  /** numpy's "reflect", of less than the recording's length. */
  private long reflected(long at) {
    long inside = Math.abs(at);
    return inside < samples ? inside : 2 * (samples - 1) - inside;
  }

  /** A recipe of whole frames. */
  static MfccRecipe whole(MfccRecipe r, int hop, int coefficients, float topDb, float lifter) {
    return r.toBuilder()
        .hop(hop)
        .centred(false)
        .topDb(topDb)
        .coefficients(coefficients)
        .lifter(lifter)
        .build();
  }
}
