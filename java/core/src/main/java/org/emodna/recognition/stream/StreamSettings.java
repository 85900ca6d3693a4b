package org.emodna.recognition.stream;

import org.emodna.base.Check;

/**
 * How a stream or a long recording is judged.
 *
 * @param windows the stretches that are judged
 * @param smoothing how probabilities are smoothed over time
 * @param leastSpeech how much speech a window must have
 * @param channels which channels are judged
 * @param speakers for which speakers statistics are gathered
 */
public record StreamSettings(
    Windows windows,
    Smoothing smoothing,
    LeastSpeech leastSpeech,
    ChannelChoice channels,
    StreamSpeakers speakers) {
  /** Refuses null. */
  public StreamSettings {
    Check.that(windows != null, "windows", "is missing", "give Windows.standard()");
    Check.that(smoothing != null, "smoothing", "is missing", "give Smoothing.none()");
    Check.that(leastSpeech != null, "least-speech", "is missing", "give LeastSpeech.none()");
    Check.that(channels != null, "channels", "is missing", "give ChannelChoice.mixed()");
    Check.that(speakers != null, "speakers", "is missing", "give StreamSpeakers.none()");
  }

  /**
   * Windows of three seconds every one and a half, each judged as a file of its own would be, of
   * all channels mixed.
   */
  public static StreamSettings standard() {
    return new StreamSettings(
        Windows.standard(),
        Smoothing.none(),
        LeastSpeech.none(),
        ChannelChoice.mixed(),
        StreamSpeakers.none());
  }

  /** The same with other windows. */
  public StreamSettings withWindows(Windows value) {
    return new StreamSettings(value, smoothing, leastSpeech, channels, speakers);
  }

  /** The same with other smoothing. */
  public StreamSettings withSmoothing(Smoothing value) {
    return new StreamSettings(windows, value, leastSpeech, channels, speakers);
  }

  /** The same with another least amount of speech. */
  public StreamSettings withLeastSpeech(LeastSpeech value) {
    return new StreamSettings(windows, smoothing, value, channels, speakers);
  }

  /** The same for other channels. */
  public StreamSettings withChannels(ChannelChoice value) {
    return new StreamSettings(windows, smoothing, leastSpeech, value, speakers);
  }

  /** The same with statistics of other speakers. */
  public StreamSettings withSpeakers(StreamSpeakers value) {
    return new StreamSettings(windows, smoothing, leastSpeech, channels, value);
  }
}
