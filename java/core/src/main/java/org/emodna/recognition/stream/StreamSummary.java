package org.emodna.recognition.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a stream so far, or of a recording.
 *
 * @param seconds seconds pushed
 * @param channels one for each channel that is judged, in their order
 * @param leftOverBytes bytes of an incomplete frame at the end of the stream; 0 before its end
 */
public record StreamSummary(double seconds, List<Channel> channels, int leftOverBytes) {
  /** Copies the list. */
  public StreamSummary {
    channels = List.copyOf(channels);
  }

  /**
   * The results of one channel. The probabilities are the mean of those of its windows, each
   * weighted by its seconds of speech, or by 1 if no window with an emotion has any. If a model
   * with other classes is swapped in during the stream, everything but the number of windows starts
   * again.
   *
   * @param channel its number in the format; 0 where all are mixed
   * @param windows number of windows, judged or not
   * @param judged number of windows that have an emotion
   * @param speechSeconds seconds of speech in windows that have an emotion; what overlapping
   *     windows share counts in each
   * @param probabilities of all classes; empty where no window has an emotion
   * @param emotions number of windows in which each class was the most likely
   */
  public record Channel(
      int channel,
      long windows,
      long judged,
      double speechSeconds,
      Map<String, Float> probabilities,
      Map<String, Long> emotions) {
    /** Copies the maps. */
    public Channel {
      probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
      emotions = Collections.unmodifiableMap(new LinkedHashMap<>(emotions));
    }

    /** The most likely class; null where no window has an emotion. */
    public String emotion() {
      return WindowResult.mostLikely(probabilities);
    }
  }

  /** The results of the first channel, which is the only one unless each is judged by itself. */
  public Channel channel() {
    return channels.get(0);
  }
}
