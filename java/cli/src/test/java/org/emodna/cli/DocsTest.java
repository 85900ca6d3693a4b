package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md follows the code: a new setting or another default must be written there.
 */
class DocsTest {
  private static final String YAML = ConfigFile.toYaml(TrainingConfig.defaults());

  @Test
  @DisplayName("the document holds the default configuration, letter for letter")
  void defaults() throws IOException {
    assertTrue(
        document().contains("```yaml\n" + YAML + "```\n"),
        "the YAML block of docs/configuration.md must be this:\n" + YAML);
  }

  @Test
  @DisplayName("every setting has a row that explains it")
  void rows() throws IOException {
    String document = document();
    List<String> missing =
        settings().stream().filter(name -> !document.contains("\n| `" + name + "` | ")).toList();
    assertTrue(missing.isEmpty(), "docs/configuration.md does not explain " + missing);
  }

  /** Names of all settings with their groups, such as features.dialect. */
  private static List<String> settings() {
    List<String> names = new ArrayList<>();
    Deque<String> group = new ArrayDeque<>();
    for (String line : YAML.lines().toList()) {
      int colon = line.indexOf(':');
      if (line.strip().startsWith("-")) {
        continue;
      }
      boolean inside = line.startsWith("  ");
      if (!inside) {
        group.clear();
      }
      String name = line.substring(0, colon).strip();
      if (colon < line.length() - 1 || name.equals("labels") || name.equals("streams")) {
        names.add(inside ? group.peek() + "." + name : name);
      } else {
        group.push(name);
      }
    }
    return names;
  }

  private static String document() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("emodna.root", "../.."), "docs", "configuration.md"));
  }
}
