package org.emodna.recognition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was recognised in one recording.
 *
 * @param emotion the most likely class
 * @param confidence its probability, 0 to 1
 * @param probabilities of all classes, in the model's order; they add up to 1
 */
public record Recognition(String emotion, float confidence, Map<String, Float> probabilities) {
  public Recognition {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
  }
}
