package org.emodna.features.functionals;

import java.util.Arrays;
import java.util.List;

/**
 * Voice quality of an utterance's frames.
 *
 * @param f0 [frames] Hz by the best path, 0 where it is unvoiced
 * @param values [frames, names], finite
 * @param names of a frame's values: hnr (dB), f1, f2, f3 and b1, b2, b3 (Hz) are among them
 * @param jitter of the whole utterance, 0 where it is not defined
 * @param shimmer likewise
 */
public record VoiceFrames(
    float[] f0, float[] values, List<String> names, double jitter, double shimmer) {
  VoiceFrames range(int from, int to) {
    int width = names.size();
    return new VoiceFrames(
        Arrays.copyOfRange(f0, from, to),
        Arrays.copyOfRange(values, from * width, to * width),
        names,
        jitter,
        shimmer);
  }

  /** One value of each frame. */
  double[] column(String name) {
    int column = names.indexOf(name);
    double[] all = new double[f0.length];
    for (int frame = 0; frame < all.length; frame++) {
      all[frame] = values[frame * names.size() + column];
    }
    return all;
  }
}
