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
 * @param smoothed probabilities of all classes: with {@link Smoothing#none()} those of the window
 *     itself, empty where it has no emotion; otherwise smoothed over this and earlier windows that
 *     have one, also where this one has none, and empty as long as none has had one
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
  /** Copies the map, unless it is the recognition's, which never changes. */
  public WindowResult {
    smoothed =
        smoothed == recognition.probabilities()
            ? smoothed
            : Collections.unmodifiableMap(new LinkedHashMap<>(smoothed));
  }

  /** Length of the window. */
  public double seconds() {
    return to - from;
  }

  /**
   * The most likely class of the smoothed probabilities; null where the window itself has no
   * emotion, as in silence.
   */
  public String emotion() {
    return recognition.hasEmotion() ? mostLikely(smoothed) : null;
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
    String emotion = emotion();
    return emotion == null ? 0 : smoothed.get(emotion);
  }
}
