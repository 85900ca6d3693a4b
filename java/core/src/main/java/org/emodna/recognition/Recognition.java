package org.emodna.recognition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.base.InvalidArgumentException;

/**
 * What was recognised in one recording, and what that rests on. Where there is too little sound to
 * judge ({@link #LEAST_SECONDS}), there is no emotion but a reason.
 *
 * @param probabilities of all classes, in the model's order, adding up to 1; empty where there is
 *     no emotion
 * @param reason why there is no emotion; empty where there is one
 * @param judged how much of the recording was judged
 * @param warnings what should be known before the result is believed
 */
public record Recognition(
    Map<String, Float> probabilities,
    Optional<String> reason,
    Judged judged,
    List<AudioWarning> warnings) {
  /**
   * The least sound that is judged: a short syllable, and just more than one window of the usual
   * features (93 ms).
   */
  public static final double LEAST_SECONDS = 0.1;

  /**
   * How much of a recording was judged.
   *
   * @param seconds of the recording
   * @param secondsUsed of the part that was judged
   * @param speechShare share of that part that is speech by its energy, 0 to 1; see {@link
   *     org.emodna.audio.SignalQuality}
   */
  public record Judged(double seconds, double secondsUsed, double speechShare) {}

  /**
   * Copies map and list.
   *
   * @throws InvalidArgumentException unless there is exactly one of probabilities and reason
   */
  public Recognition {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    warnings = List.copyOf(warnings);
    if (probabilities.isEmpty() == reason.isEmpty()) {
      throw new InvalidArgumentException(
          "a recognition has either probabilities or a reason why it has none");
    }
  }

  /** Whether an emotion was recognised. */
  public boolean hasEmotion() {
    return !probabilities.isEmpty();
  }

  /** The most likely class, of equal ones the first; null where there is no emotion. */
  public String emotion() {
    String best = null;
    for (Map.Entry<String, Float> one : probabilities.entrySet()) {
      if (best == null || one.getValue() > probabilities.get(best)) {
        best = one.getKey();
      }
    }
    return best;
  }

  /** The probability of the most likely class, 0 to 1; 0 where there is no emotion. */
  public float confidence() {
    return hasEmotion() ? probabilities.get(emotion()) : 0;
  }

  /** Length of the recording. */
  public double seconds() {
    return judged.seconds();
  }

  /** Length of the part that was judged. */
  public double secondsUsed() {
    return judged.secondsUsed();
  }

  /** Share of that part that is speech by its energy, 0 to 1. */
  public double speechShare() {
    return judged.speechShare();
  }
}
