package org.emodna.audio;

/** Takes the samples of one recording piece by piece, in their order. */
public interface SampleSink {
  /**
   * The next samples.
   *
   * @param samples mono, finite; the caller's, and used again
   * @param count how many of them, from the first
   * @param sampleRate in Hz, the same in every call
   */
  void add(float[] samples, int count, int sampleRate);

  /** Whether nothing more is wanted, so that the rest need not be decoded. */
  default boolean full() {
    return false;
  }
}
