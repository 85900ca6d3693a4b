package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.objective.Objectives;
import org.emodna.protocol.Columns;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md and docs/protocols.md follow the code: a new setting, another default or a
 * new column must be written there.
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
  @DisplayName("the document holds every section of every method with its defaults")
  void sections() throws IOException {
    String document = document();
    for (String method : Objectives.names()) {
      for (String section : yaml(method).split("\n(?=[a-z])")) {
        if (!section.startsWith("method:")) {
          assertTrue(
              document.contains("\n" + section.strip() + "\n"),
              "docs/configuration.md lacks this section of " + method + ":\n" + section);
        }
      }
    }
  }

  @Test
  @DisplayName("every setting of every method has a row that explains it")
  void rows() throws IOException {
    String document = document();
    Set<String> missing = new TreeSet<>();
    for (String method : Objectives.names()) {
      settings(yaml(method)).stream()
          .filter(name -> !document.contains("\n| `" + name + "` | "))
          .forEach(missing::add);
    }
    assertTrue(missing.isEmpty(), "docs/configuration.md does not explain " + missing);
  }

  @Test
  @DisplayName("every method is named")
  void methods() throws IOException {
    String row =
        document().lines().filter(line -> line.startsWith("| `method` | ")).findFirst().orElse("");
    for (String method : Objectives.names()) {
      assertTrue(row.contains("`" + method + "`"), method);
    }
  }

  /** A row names a column in full, or what follows "emo-dna" or "source-only" in its name. */
  @Test
  @DisplayName("every group of columns has a row with exactly its columns")
  void groups() throws IOException {
    List<String> lines = document("protocols.md").lines().toList();
    for (Map.Entry<String, List<String>> group : Columns.groups().entrySet()) {
      String start = "| `" + group.getKey() + "` | ";
      String row = lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse("");
      if (row.endsWith("| all of these |")) {
        continue;
      }
      Set<String> named = new TreeSet<>();
      Matcher names = Pattern.compile("`([^`]+)`").matcher(row.substring(row.indexOf('|', 1) + 1));
      while (names.find()) {
        List<String> meant =
            Stream.of("", "emo-dna ", "source-only ")
                .map(method -> method + names.group(1))
                .filter(Columns.names()::contains)
                .toList();
        assertFalse(meant.isEmpty(), "docs/protocols.md names no column: " + names.group());
        named.addAll(meant);
      }
      assertEquals(new TreeSet<>(group.getValue()), named, "docs/protocols.md, " + start);
    }
  }

  private static String yaml(String method) {
    return ConfigFile.toYaml(TrainingConfig.defaults().withMethod(method));
  }

  /** Names of all settings with their groups, such as features.framing. */
  private static List<String> settings(String yaml) {
    List<String> names = new ArrayList<>();
    Deque<String> group = new ArrayDeque<>();
    for (String line : yaml.lines().toList()) {
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
    return document("configuration.md");
  }

  private static String document(String name) throws IOException {
    return Files.readString(Path.of(System.getProperty("emodna.root", "../.."), "docs", name));
  }
}
