package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.kernels.DeviceChoice;
import org.emodna.features.FeatureLoader;
import picocli.CommandLine.Option;

/** Where and with how many threads work is done; shared by most commands. */
final class RuntimeOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N (default: auto).")
  String device = "auto";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads; 0 = all (default). Results do not depend on it.")
  int threads;

  @Option(names = "--no-cache", description = "Extract features anew, and do not store them.")
  private boolean noCache;

  /** The device, announced on standard error. */
  DeviceChoice choose() {
    DeviceChoice choice = DeviceChoice.of(device);
    System.err.println("device: " + choice.device() + ", " + choice.reason());
    return choice;
  }

  /** That many threads, or as many as there are processors for 0. */
  static int processors(int threads) {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Folder of the feature cache; null = none. */
  Path cache() {
    return noCache ? null : FeatureLoader.defaultCache();
  }
}
