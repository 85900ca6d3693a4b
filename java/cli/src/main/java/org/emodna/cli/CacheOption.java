package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.base.InvalidArgumentException;
import org.emodna.features.FeatureCache;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where features are kept; shared by the commands that go over whole corpora. */
final class CacheOption {
  @Option(names = "--no-cache", description = "Extract features anew, and do not store them.")
  private boolean noCache;

  @Option(
      names = "--cache-limit",
      paramLabel = "GIB",
      description =
          "Most GiB that stored features take; those not used for longest are deleted (default:"
              + " EMODNA_CACHE_GIB, else 10).")
  private Double limit;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Folder of the feature cache; null = none. */
  Path folder() {
    return noCache ? null : FeatureCache.standardFolder();
  }

  /** The feature cache; null = none. */
  FeatureCache cache() {
    if (noCache) {
      return null;
    }
    Path folder = FeatureCache.standardFolder();
    try {
      return limit == null
          ? new FeatureCache(folder)
          : new FeatureCache(folder, FeatureCache.bytes(limit));
    } catch (InvalidArgumentException e) {
      throw new ParameterException(command.commandLine(), "--cache-limit: " + e.getMessage(), e);
    }
  }
}
