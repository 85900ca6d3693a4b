package org.emodna.audio;

import java.util.List;

/**
 * What feature extraction gives for a file.
 *
 * @param features its MFCC
 * @param warnings what was wrong with the file although it could be decoded
 * @param cached whether the features came from the cache
 */
public record Extraction(Features features, List<String> warnings, boolean cached) {
  /** Takes its list over as unmodifiable. */
  public Extraction {
    warnings = List.copyOf(warnings);
  }
}
