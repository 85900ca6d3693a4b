package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java lines of README.md, with the imports that docs/java-api.md lists, compile and run as
 * they stand: in a JVM of their own, whose working folder holds the files that they name.
 */
class ReadmeTest {
  @TempDir Path folder;

  @Test
  void linesCompileAndRun() throws Exception {
    java()
        .compileLines(
            DocumentedJava.block("docs/java-api.md", "imports"),
            DocumentedJava.block("README.md", "example"),
            "");
    Tones.write(folder.resolve("labelled"), 0.2, 3);
    Path other = Tones.write(folder.resolve("other"), 0.8, 3);
    Files.copy(other.resolve(Tones.LABELS.get(0)).resolve("clip0.wav"), folder.resolve("clip.wav"));
    Files.writeString(folder.resolve("settings.yaml"), Tones.CONFIG);

    String printed = java().run(DocumentedJava.LINES);

    assertTrue(printed.startsWith("UAR "), printed);
    List<String> lines = printed.lines().toList();
    assertTrue(Tones.LABELS.contains(lines.get(lines.size() - 1)), printed);
    assertTrue(Files.size(folder.resolve("model.safetensors")) > 0);
  }

  /** Samples in memory, and epochs as they end. */
  @Test
  void theLinesOnSamplesCompileAndRun() throws Exception {
    java()
        .compileLines(
            DocumentedJava.block("docs/java-api.md", "samples-imports"),
            DocumentedJava.block("docs/java-api.md", "samples"),
            "");
    Tones.write(folder.resolve("labelled"), 0.2, 3);
    Tones.write(folder.resolve("other"), 0.8, 3);
    Files.writeString(folder.resolve("settings.yaml"), Tones.CONFIG);

    String printed = java().run(DocumentedJava.LINES);

    assertTrue(printed.lines().allMatch(line -> line.matches("\\d+ \\d+\\.\\d+.*")), printed);
    assertTrue(printed.startsWith("1 "), printed);
    assertTrue(Files.size(folder.resolve("model.safetensors")) > 0);
  }

  /** A protocol's matrix, its store and its report; with a column that takes no steps. */
  @Test
  void theLinesOnABenchmarkCompileAndRun() throws Exception {
    String networks = "\"source-only\", \"emo-dna\"";
    String lines = DocumentedJava.block("docs/java-api.md", "benchmark");
    assertTrue(lines.contains(networks), lines);
    java()
        .compileLines(
            DocumentedJava.block("docs/java-api.md", "benchmark-imports"),
            lines.replace(networks, "\"logistic-regression\""),
            "");
    for (String corpus : List.of("north", "south")) {
      Path tones = Tones.write(folder.resolve(corpus), corpus.endsWith("north") ? 0.2 : 0.8, 5);
      Path more = Tones.write(folder.resolve("more"), corpus.endsWith("north") ? 0.4 : 0.6, 5);
      Files.move(more.resolve("anger"), tones.resolve("fear"));
      Files.move(more.resolve("sadness"), tones.resolve("happiness"));
    }
    Files.writeString(
        folder.resolve("mine-column.yaml"), "name: mine\nsettings: {method: discriminant}\n");

    java().run(DocumentedJava.LINES);

    assertTrue(Files.size(folder.resolve("results/report/index.html")) > 0);
  }

  /** Most targets have no labels: then there is no score, and all else is the same. */
  @Test
  void anUnlabelledTargetWillDo() throws Exception {
    java()
        .compileLines(
            DocumentedJava.block("docs/java-api.md", "imports"),
            DocumentedJava.block("README.md", "example"),
            "");
    Tones.write(folder.resolve("labelled"), 0.2, 3);
    Path tones = Tones.write(folder.resolve("tones"), 0.8, 3);
    Path other = Files.createDirectories(folder.resolve("other"));
    for (String label : Tones.LABELS) {
      for (int i = 0; i < 3; i++) {
        String name = "x" + Tones.LABELS.indexOf(label) + i + ".wav";
        Files.copy(tones.resolve(label).resolve("clip" + i + ".wav"), other.resolve(name));
      }
    }
    Files.copy(other.resolve("x00.wav"), folder.resolve("clip.wav"));
    Files.writeString(folder.resolve("settings.yaml"), Tones.CONFIG);

    String printed = java().run(DocumentedJava.LINES);

    assertTrue(Tones.LABELS.contains(printed.strip()), printed);
    assertTrue(Files.size(folder.resolve("model.safetensors")) > 0);
  }

  /**
   * What the command line takes, these lines take: classes by their aliases, and by names with
   * spaces. Both make the same model.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"angry, sad", "Wut, sad, pleasant surprise", "' Angry ', very happy, Not  So Sad"})
  void classesMayGoByAnyNameAsOnTheCommandLine(String labels) throws Exception {
    List<String> places = new ArrayList<>();
    for (String corpus : List.of("labelled", "other")) {
      Path tones = Tones.write(folder.resolve(corpus), corpus.equals("other") ? 0.8 : 0.2, 3);
      StringBuilder rows = new StringBuilder("path,emotion\n");
      String[] names = labels.replace("'", "").split(",");
      for (int c = 0; c < names.length; c++) {
        for (int i = 0; i < 3; i++) {
          rows.append(Tones.LABELS.get(c)).append("/clip").append(i).append(".wav,");
          // As somebody else types it.
          rows.append(names[c].strip().toUpperCase(Locale.ROOT)).append('\n');
        }
      }
      places.add(Files.writeString(tones.resolve(corpus + ".csv"), rows.toString()).toString());
    }
    Path settings = folder.resolve("settings.yaml");
    Files.writeString(settings, Tones.CONFIG.replace("anger, neutral, sadness", labels));
    Files.copy(folder.resolve("other/anger/clip0.wav"), folder.resolve("clip.wav"));
    String lines = DocumentedJava.block("README.md", "example");
    for (String corpus : List.of("labelled", "other")) {
      lines = lines.replace('"' + corpus + '"', "\"%s/%s.csv\"".formatted(corpus, corpus));
    }
    java().compileLines(DocumentedJava.block("docs/java-api.md", "imports"), lines, "");

    String printed = java().run(DocumentedJava.LINES);

    assertTrue(printed.startsWith("UAR "), printed);
    Path model = folder.resolve("command-line.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "train",
            "--source",
            places.get(0),
            "--target",
            places.get(1),
            "--config",
            settings.toString(),
            "--out",
            model.toString(),
            "--no-cache");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(printed.startsWith(ran.out()), printed);
    assertArrayEquals(
        Files.readAllBytes(model), Files.readAllBytes(folder.resolve("model.safetensors")));
  }

  /** Folders are known by the names of common emotions, with spaces too. */
  @Test
  void foldersMayBeCalledByAliases() throws Exception {
    java()
        .compileLines(
            DocumentedJava.block("docs/java-api.md", "imports"),
            DocumentedJava.block("README.md", "example"),
            "");
    for (String corpus : List.of("labelled", "other")) {
      Path tones = Tones.write(folder.resolve(corpus), corpus.equals("other") ? 0.8 : 0.2, 3);
      Files.move(tones.resolve("anger"), tones.resolve("Angry"));
      Files.move(tones.resolve("neutral"), tones.resolve("Pleasant Surprise"));
      Files.move(tones.resolve("sadness"), tones.resolve("sad"));
    }
    Files.copy(folder.resolve("other/sad/clip0.wav"), folder.resolve("clip.wav"));
    Files.writeString(
        folder.resolve("settings.yaml"),
        Tones.CONFIG.replace("anger, neutral, sadness", "angry, sad, pleasant surprise"));
    String printed = java().run(DocumentedJava.LINES);
    assertTrue(printed.startsWith("UAR "), printed);
    assertTrue(printed.contains("surprise"), printed);
  }

  private DocumentedJava java() {
    return new DocumentedJava(folder);
  }
}
