package org.emodna.features;

import org.emodna.kernels.KernelContext;

/**
 * A stream that is computed from mono samples and gives one vector for a whole utterance, as
 * functionals do. Recordings are resampled to {@link #sampleRate()} first, and neither cropped nor
 * padded. Vectors stand beside other vectors, never beside frames.
 */
public interface VectorStream extends FeatureStream {
  /** The rate of the samples that it takes, in Hz. */
  int sampleRate();

  /** The fewest samples at that rate that give a vector, at least 1. */
  default int leastSamples() {
    return 1;
  }

  /**
   * Opens what one thread needs to compute vectors.
   *
   * @param context for native work; the caller's, and open for longer than the session. A stream
   *     that is computed in Java does not need it
   * @return a session for one thread at a time
   */
  VectorSession session(KernelContext context);
}
