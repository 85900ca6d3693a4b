package org.emodna.protocol;

import java.util.List;
import java.util.Map;

/**
 * What of a target is adapted to without labels.
 *
 * @param share of the target's recordings, of whole speakers; 0 where speakers are named, and where
 *     all is adapted to and all is recognised
 * @param speakers by corpus, those that are adapted to; empty where a share says it
 */
record Adaptation(double share, Map<String, List<String>> speakers) {
  /** All of the target is adapted to, and all of it is recognised. */
  static final Adaptation TRANSDUCTIVE = new Adaptation(0, Map.of());

  boolean transductive() {
    return share == 0 && speakers.isEmpty();
  }
}
