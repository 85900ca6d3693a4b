package org.emodna.features;

import java.util.List;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;

/** What feature extraction gives for a file. Immutable. */
public final class Extraction {
  private final Features features;
  private final String contentHash;
  private final SignalQuality quality;
  private final List<AudioWarning> warnings;
  private final boolean cached;

  Extraction(
      Features features,
      String contentHash,
      SignalQuality quality,
      List<AudioWarning> warnings,
      boolean cached) {
    this.features = features;
    this.contentHash = contentHash;
    this.quality = quality;
    this.warnings = List.copyOf(warnings);
    this.cached = cached;
  }

  /** All streams side by side. */
  public Features features() {
    return features;
  }

  /** SHA-256 of the file's bytes; null where nobody asked for it. */
  public String contentHash() {
    return contentHash;
  }

  /** How much of the recording became features, and what is in it. */
  public SignalQuality quality() {
    return quality;
  }

  /** What was wrong with the file although it could be decoded. */
  public List<AudioWarning> warnings() {
    return warnings;
  }

  /** Whether the features came from the cache. */
  public boolean cached() {
    return cached;
  }
}
