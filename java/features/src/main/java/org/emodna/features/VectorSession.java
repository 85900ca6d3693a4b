package org.emodna.features;

/** Computes the vector of a {@link VectorStream}; used by one thread at a time. */
@FunctionalInterface
public interface VectorSession extends AutoCloseable {
  /**
   * Computes the vector of an utterance. The same samples must give the same bits.
   *
   * @param samples mono, at the stream's rate, at least {@link VectorStream#leastSamples}; left as
   *     they are
   * @return [width], all of them finite
   */
  float[] compute(float[] samples);

  /** Gives back what it holds. */
  @Override
  default void close() {}
}
