package org.emodna.recognition.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a stream so far, or of a recording.
 *
 * @param seconds pushed
 * @param channels one for each channel that is judged, in their order
 * @param leftOverBytes bytes of a frame that the stream ended in the midst of; 0 before its end
 */
public record StreamSummary(double seconds, List<Channel> channels, int leftOverBytes) {
  /** Copies the list. */
  public StreamSummary {
    channels = List.copyOf(channels);
  }

  /**
   * What came of one channel. The probabilities are the mean of those of its windows, each weighted
   * by its seconds of speech; where no window with an emotion has any, by 1. A model of other
   * classes, put in place in mid-stream, begins all but the number of windows anew.
   *
   * @param channel its number in the format; 0 where all are mixed
   * @param windows judged or not
   * @param judged windows that have an emotion
   * @param speechSeconds in windows that have an emotion; what overlapping windows share counts in
   *     each
   * @param probabilities of all classes; empty where no window has an emotion
   * @param emotions windows in which each class was the most likely
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

  /** The first channel's: the only one, unless each is judged by itself. */
  public Channel channel() {
    return channels.get(0);
  }
}
