package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.features.FeatureLoader;
import picocli.CommandLine.Option;

/** Where features are kept; shared by the commands that go over whole corpora. */
final class CacheOption {
  @Option(names = "--no-cache", description = "Extract features anew, and do not store them.")
  private boolean noCache;

  /** Folder of the feature cache; null = none. */
  Path folder() {
    return noCache ? null : FeatureLoader.defaultCache();
  }
}
