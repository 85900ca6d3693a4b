package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.features.FeatureCache;
import picocli.CommandLine.Option;

/** Where features are kept; shared by the commands that go over whole corpora. */
final class CacheOption {
  @Option(
      names = "--no-cache",
      description =
          "Extract features anew, and do not store them. The stored ones take at most"
              + " EMODNA_CACHE_GIB GiB (default: 10); what was not used for longest is deleted.")
  private boolean noCache;

  /** Folder of the feature cache; null = none. */
  Path folder() {
    return noCache ? null : FeatureCache.standardFolder();
  }

  /** The feature cache; null = none. */
  FeatureCache cache() {
    return noCache ? null : FeatureCache.standard();
  }
}
