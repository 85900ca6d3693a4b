package org.emodna.features;

import org.emodna.kernels.KernelContext;

/**
 * A stream that is computed from mono samples, frame by frame, on a grid of its own: frame {@code
 * i} has its centre at sample {@link #centre centre(i)}. Recordings are resampled to {@link
 * #sampleRate()} first.
 */
public interface FrameStream extends FeatureStream, FrameGrid {
  /** The rate of the samples that it takes, in Hz. */
  @Override
  int sampleRate();

  /** Samples from the centre of a frame to that of the next, at least 1. */
  int hop();

  /**
   * Frames that a signal gives.
   *
   * @param samples length of the signal
   * @return 0 where it is too short for one; never fewer than a shorter signal gives
   */
  @Override
  int frames(int samples);

  /**
   * The middle of a frame.
   *
   * @param frame from 0
   * @return a sample's number; later frames have later centres
   */
  long centre(int frame);

  @Override
  default double time(int frame) {
    return (double) centre(frame) / sampleRate();
  }

  /**
   * The first sample of the stretch that a frame stands for: where a recording is cut by frames,
   * this is where the part begins. May lie before the signal.
   */
  default long begin(int frame) {
    return centre(frame) - hop() / 2;
  }

  /** The sample behind the last one of that stretch; may lie behind the signal. */
  default long end(int frame) {
    return begin(frame) + hop();
  }

  /**
   * Opens what one thread needs to compute frames.
   *
   * @param context for native work; the caller's, and open for longer than the session. A stream
   *     that is computed in Java does not need it
   * @return a session for one thread at a time
   */
  FrameSession session(KernelContext context);
}
