package org.emodna.fuzz;

import java.nio.file.Path;
import org.emodna.base.ConfigException;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;

/**
 * Any text is a configuration, which comes back the same when it is written, or ends in one error.
 */
public final class ConfigFuzz {
  private static final Path FILE = Expected.file(".yaml");
  private static final Path AGAIN = Expected.file(".yaml");

  static {
    FILE.toFile().deleteOnExit();
    AGAIN.toFile().deleteOnExit();
  }

  private ConfigFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(ConfigFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input text of a configuration
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Expected.write(FILE, input);
    TrainingConfig config;
    try {
      config = ConfigFile.read(FILE);
    } catch (ConfigException expected) {
      Expected.message(expected, FILE.toString(), input);
      return;
    }
    Expected.write(
        AGAIN, ConfigFile.toYaml(config).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    if (!ConfigFile.read(AGAIN).equals(config)) {
      throw new AssertionError("comes back changed: " + config);
    }
  }
}
