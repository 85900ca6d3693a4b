package org.emodna.features;

/** Computes the frames of a {@link FrameStream}; used by one thread at a time. */
@FunctionalInterface
public interface FrameSession extends AutoCloseable {
  /**
   * Computes the frames of a signal. The same samples must give the same bits.
   *
   * @param samples mono, at the stream's rate; left as they are
   * @return [frames, width], row-major, as many frames as {@link FrameStream#frames} says, all of
   *     them finite
   */
  float[] compute(float[] samples);

  /** Gives back what it holds. */
  @Override
  default void close() {}
}
