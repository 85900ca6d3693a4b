package org.emodna.recognition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.AudioWarning;

/**
 * What was recognised in one recording, and what of it that rests on. Where there is too little
 * sound to judge ({@link #LEAST_SECONDS}), there is no emotion but a reason.
 *
 * @param emotion the most likely class; null where there is a reason why there is none
 * @param confidence its probability, 0 to 1; 0 where there is no emotion
 * @param probabilities of all classes, in the model's order, adding up to 1; empty where there is
 *     no emotion
 * @param reason why there is no emotion; empty where there is one
 * @param seconds of the recording
 * @param secondsUsed of the part that was judged
 * @param speechShare share of that part that is speech by its energy, 0 to 1; see {@link
 *     org.emodna.audio.SignalQuality}
 * @param warnings what should be known before the result is believed
 */
public record Recognition(
    String emotion,
    float confidence,
    Map<String, Float> probabilities,
    Optional<String> reason,
    double seconds,
    double secondsUsed,
    double speechShare,
    List<AudioWarning> warnings) {
  /**
   * The least sound that is judged: a short syllable, and just more than one window of the usual
   * features (93 ms).
   */
  public static final double LEAST_SECONDS = 0.1;

  public Recognition {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
    warnings = List.copyOf(warnings);
  }

  /** Whether an emotion was recognised. */
  public boolean hasEmotion() {
    return emotion != null;
  }
}
