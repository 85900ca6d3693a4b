package org.emodna.audio;

/** Takes the samples of one recording piece by piece, each channel by itself. */
public interface ChannelSink {
  /**
   * The next samples.
   *
   * @param channels [channels][at least count], finite; the caller's, and used again. As many
   *     channels in every call
   * @param count how many of each channel, from the first
   * @param sampleRate in Hz, the same in every call
   */
  void add(float[][] channels, int count, int sampleRate);

  /** Whether nothing more is wanted, so that the rest need not be decoded. */
  default boolean full() {
    return false;
  }
}
