package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.features.FeatureLoader;
import picocli.CommandLine.Option;

/** How features are made; shared by the commands that make them. */
class ExtractionOptions extends DecodeOptions {
  @Option(names = "--no-cache", description = "Extract features anew, and do not store them.")
  private boolean noCache;

  /** Folder of the feature cache; null = none. */
  final Path cache() {
    return noCache ? null : FeatureLoader.defaultCache();
  }
}
