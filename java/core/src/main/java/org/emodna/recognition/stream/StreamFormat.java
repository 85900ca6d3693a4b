package org.emodna.recognition.stream;

import org.emodna.audio.AudioClip;
import org.emodna.audio.SampleEncoding;
import org.emodna.base.Check;

/**
 * The format of what is pushed into a {@link SpeechStream}. Channels are interleaved: a frame has
 * one sample of each.
 *
 * @param sampleRate in Hz, from 1,000 to 768,000
 * @param channels from 1 to {@link #MOST_CHANNELS}
 * @param encoding how samples are stored in bytes; has no effect on samples that are pushed as
 *     {@code short[]} or {@code float[]}
 */
public record StreamFormat(int sampleRate, int channels, SampleEncoding encoding) {
  /** The most channels. */
  public static final int MOST_CHANNELS = 64;

  /** Checks the ranges. */
  public StreamFormat {
    Check.range(sampleRate, AudioClip.LEAST_RATE, AudioClip.GREATEST_RATE, "sample-rate");
    Check.range(channels, 1, MOST_CHANNELS, "channels");
    Check.that(encoding != null, "encoding", "is missing", "give a SampleEncoding");
  }

  /** One channel of mu-law at 8,000 Hz (G.711, RTP's PCMU). */
  public static StreamFormat telephone() {
    return new StreamFormat(8000, 1, SampleEncoding.MU_LAW);
  }

  /** One channel of 16-bit samples. */
  public static StreamFormat mono(int sampleRate) {
    return new StreamFormat(sampleRate, 1, SampleEncoding.PCM16);
  }

  /** Two channels of 16-bit samples, such as the two sides of a call. */
  public static StreamFormat stereo(int sampleRate) {
    return new StreamFormat(sampleRate, 2, SampleEncoding.PCM16);
  }

  /** The same format with another encoding. */
  public StreamFormat withEncoding(SampleEncoding value) {
    return new StreamFormat(sampleRate, channels, value);
  }

  /** Bytes of a frame. */
  public int frameBytes() {
    return channels * encoding.bytes();
  }
}
