package org.emodna.features;

import java.util.List;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;

/**
 * What feature extraction gives for a file.
 *
 * @param features all streams side by side
 * @param contentHash SHA-256 of the file's bytes; null where nobody asked for it
 * @param quality how much of the recording became features, and what is in it
 * @param warnings what was wrong with the file although it could be decoded
 * @param cached whether the features came from the cache
 */
public record Extraction(
    Features features,
    String contentHash,
    SignalQuality quality,
    List<AudioWarning> warnings,
    boolean cached) {
  /** Takes its list over as unmodifiable. */
  public Extraction {
    warnings = List.copyOf(warnings);
  }
}
