package org.emodna.recognition.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.emodna.recognition.Recognition;

/**
 * What was recognised in one window.
 *
 * @param channel its number in the format, from 0; 0 where all are mixed
 * @param index number of the window in its channel, from 0
 * @param from where the window begins, in seconds of the stream
 * @param to where the window ends, in seconds of the stream
 * @param speechSeconds seconds of the window that are speech, by energy and voicing
 * @param recognition the same as that of the window as a file of its own. It has a reason and no
 *     emotion if the window has less speech than required or can't be judged
 * @param model name of the model that judged it ({@link org.emodna.recognition.Recognizer#name()})
 * @param smoothed probabilities of all classes, smoothed over this and earlier windows; empty as
 *     long as no window has had an emotion
 */
public record WindowResult(
    int channel,
    long index,
    double from,
    double to,
    double speechSeconds,
    Recognition recognition,
    String model,
    Map<String, Float> smoothed) {
  /** Copies the map. */
  public WindowResult {
    smoothed = Collections.unmodifiableMap(new LinkedHashMap<>(smoothed));
  }

  /** Length of the window. */
  public double seconds() {
    return to - from;
  }

  /** The most likely class of the smoothed probabilities; null where there are none. */
  public String emotion() {
    return mostLikely(smoothed);
  }

  /** Of equal ones the first; null where there is none. */
  static String mostLikely(Map<String, Float> probabilities) {
    return probabilities.entrySet().stream()
        .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** The smoothed probability of that class, 0 to 1; 0 where there is none. */
  public float confidence() {
    return smoothed.isEmpty() ? 0 : smoothed.get(emotion());
  }
}
