package org.emodna.features;

import java.util.List;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;

/** What feature extraction gives for a file. Immutable. */
public final class Extraction {
  /**
   * Where features come from.
   *
   * @param contentHash SHA-256 of the audio file's bytes; null where nobody asked for it
   * @param storedHash of values that were looked up, one behind the other; empty where all was
   *     computed
   * @param cached whether all that is computed came from the cache
   */
  record Source(String contentHash, String storedHash, boolean cached) {}

  private final Features features;
  private final Source source;
  private final SignalQuality quality;
  private final List<AudioWarning> warnings;

  /**
   * Makes one.
   *
   * @param features of all streams
   * @param first what came of the first stream
   */
  Extraction(Features features, Source source, FeatureCache.Entry first) {
    this.features = features;
    this.source = source;
    quality = first.quality();
    warnings = List.copyOf(first.warnings());
  }

  /** All streams side by side. */
  public Features features() {
    return features;
  }

  /** SHA-256 of the file's bytes; null where nobody asked for it. */
  public String contentHash() {
    return source.contentHash;
  }

  /**
   * SHA-256 of values that were looked up, one behind the other in the streams' order; empty where
   * all was computed from the audio, and where nobody asked for it.
   */
  public String storedHash() {
    return source.storedHash;
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
    return source.cached;
  }
}
