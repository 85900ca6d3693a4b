package org.emodna.features;

import org.emodna.kernels.MfccRecipe;

/**
 * The part of a recording that features are made of, in seconds; the end may lie behind that of the
 * recording.
 */
record UsedPart(double from, double to) {
  static final UsedPart ALL = new UsedPart(0, Double.POSITIVE_INFINITY);

  static UsedPart samples(long from, long to, MfccRecipe recipe) {
    double rate = recipe.sampleRate();
    return new UsedPart(from / rate, to / rate);
  }

  /** A centred frame stands for the hop around its centre, another for its whole window. */
  static UsedPart frames(SpeechRange range, int all, MfccRecipe recipe) {
    long hop = recipe.hop();
    long lead = recipe.centred() ? -hop / 2 : 0;
    long last = recipe.centred() ? hop / 2 : recipe.windowLength();
    UsedPart part = samples(range.from() * hop + lead, (range.to() - 1) * hop + last, recipe);
    return new UsedPart(
        range.from() == 0 ? 0 : part.from, range.to() == all ? Double.POSITIVE_INFINITY : part.to);
  }
}
