package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands {@code reproduce} and {@code report}, on corpora of a few tones. */
class ReproduceCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path corpora;

  @TempDir Path folder;

  @BeforeAll
  static void corpora() throws IOException {
    Tones.write(corpora.resolve("high"), 0.2, 4);
    Tones.write(corpora.resolve("low"), 0.6, 4);
    Tones.config(corpora);
  }

  private CommandLineTest.Ran reproduce(Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "reproduce",
                "--corpora",
                corpora.resolve("high").toString(),
                corpora.resolve("low").toString(),
                "--protocol",
                "every-direction",
                "--config",
                corpora.resolve("small.yaml").toString(),
                "--device",
                "cpu",
                "--no-cache",
                "--out",
                out.toString()));
    arguments.addAll(List.of(more));
    return CommandLineTest.run(arguments.toArray(String[]::new));
  }

  /** Files of runs but for their descriptions, which say when and how long. */
  private static TreeMap<String, byte[]> results(Path store) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(store.resolve("runs"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("run.json")) {
          files.put(store.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static void assertSame(TreeMap<String, byte[]> expected, TreeMap<String, byte[]> files) {
    assertEquals(expected.keySet(), files.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, files.get(name), name));
  }

  @Test
  void aFurtherSeedOrColumnTrainsOnlyWhatIsNew() throws IOException {
    Path out = folder.resolve("results");
    CommandLineTest.Ran first =
        reproduce(out, "--methods", "source-only", "--seeds", "1", "--no-report");
    assertEquals(0, first.exit(), first.err());
    assertTrue(first.err().contains("0 of 2 runs were there, 2 were trained"), first.err());
    CommandLineTest.Ran again =
        reproduce(out, "--methods", "source-only", "--seeds", "1", "--no-report");
    assertTrue(again.err().contains("2 of 2 runs were there, 0 were trained"), again.err());
    CommandLineTest.Ran more = reproduce(out, "--methods", "source-only,emo-dna", "--seeds", "2");
    assertEquals(0, more.exit(), more.err());
    assertTrue(more.err().contains("2 of 8 runs were there, 6 were trained"), more.err());
    assertTrue(more.out().contains("| emo-dna |"), more.out());
    // What came bit by bit is what comes at once.
    Path whole = folder.resolve("whole");
    reproduce(whole, "--methods", "source-only,emo-dna", "--seeds", "2", "--no-report");
    assertSame(results(whole), results(out));
    for (String file :
        List.of("index.html", "results.md", "results.csv", "runs.csv", "results.tex")) {
      assertTrue(Files.size(out.resolve("report").resolve(file)) > 0, file);
    }
  }

  @Test
  void partsOfAMatrixThatAreCopiedTogetherAreTheWhole() throws IOException {
    String[] asked = {"--methods", "source-only,emo-dna", "--seeds", "3", "--no-report"};
    Path whole = folder.resolve("whole");
    assertEquals(0, reproduce(whole, asked).exit());
    Path joined = folder.resolve("joined");
    int trained = 0;
    for (int part = 1; part <= 3; part++) {
      Path own = folder.resolve("part" + part);
      List<String> arguments = new ArrayList<>(List.of(asked));
      arguments.addAll(List.of("--shard", part + "/3"));
      reproduce(own, arguments.toArray(String[]::new));
      for (String name : List.of("plans", "runs")) {
        if (Files.isDirectory(own.resolve(name))) {
          trained += copy(own.resolve(name), joined.resolve(name));
        }
      }
    }
    assertEquals(12, trained);
    assertSame(results(whole), results(joined));
    try (Stream<Path> plans = Files.list(joined.resolve("plans"))) {
      assertEquals(1, plans.count(), "parts have the same plan");
    }
    CommandLineTest.Ran report = CommandLineTest.run("report", joined.toString());
    assertEquals(0, report.exit(), report.err());
    JsonNode json = JSON.readTree(joined.resolve("report/report.json").toFile());
    assertEquals(0, json.path("missing").size());
  }

  /** Copies a tree; gives the number of runs in it. */
  private static int copy(Path from, Path to) throws IOException {
    int runs = 0;
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path there = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(there);
        } else {
          Files.copy(path, there, StandardCopyOption.REPLACE_EXISTING);
          runs += path.endsWith("run.json") ? 1 : 0;
        }
      }
    }
    return runs;
  }

  @Test
  void whatCannotBeTrainedIsReportedAndStopsNoOther() throws IOException {
    for (String label : Tones.LABELS) {
      Path sub = Files.createDirectories(folder.resolve("broken").resolve(label));
      Files.writeString(sub.resolve("clip.wav"), "no sound");
    }
    Path out = folder.resolve("results");
    String[] asked = {"--methods", "source-only", "--seeds", "1", "--corpora"};
    List<String> arguments = new ArrayList<>(List.of(asked));
    arguments.add(folder.resolve("broken").toString());
    CommandLineTest.Ran ran = reproduce(out, arguments.toArray(String[]::new));
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(ran.err().contains("failed: high>broken, corpus track, source-only"), ran.err());
    assertTrue(ran.err().contains("failed: broken>low"), ran.err());
    assertTrue(ran.err().contains("0 of 6 runs were there, 2 were trained"), ran.err());
    JsonNode json = JSON.readTree(out.resolve("report/report.json").toFile());
    assertEquals(4, json.path("missing").size(), json.path("missing").toString());
    assertTrue(ran.out().contains("| source-only |"), ran.out());
  }

  @Test
  void modelsThatAreAskedForLaterAreTrainedThen() throws IOException {
    Path out = folder.resolve("results");
    String[] asked = {"--methods", "source-only", "--seeds", "1", "--no-report"};
    reproduce(out, asked);
    List<String> arguments = new ArrayList<>(List.of(asked));
    arguments.add("--keep-models");
    assertEquals(0, reproduce(out, arguments.toArray(String[]::new)).exit());
    List<String> models =
        results(out).keySet().stream().filter(file -> file.endsWith("model.safetensors")).toList();
    assertEquals(2, models.size());
    CommandLineTest.Ran predicted =
        CommandLineTest.run(
            "predict",
            "--model",
            out.resolve(models.get(0)).toString(),
            "--device",
            "cpu",
            corpora.resolve("low").resolve("anger").toString());
    assertEquals(0, predicted.exit(), predicted.err());
  }

  @Test
  void aPlanSaysWhatWouldBeTrainedAndTrainsNothing() {
    CommandLineTest.Ran ran = reproduce(folder.resolve("results"), "--plan-only", "--seeds", "4");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.out().contains("task high>low: 12 to learn from, 12 to recognise"), ran.out());
    assertFalse(Files.exists(folder.resolve("results")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --methods nonsense           | nonsense
          --seeds 0                    | seeds
          --seeds a                    | seeds 'a'
          --tracks loud                | track 'loud'
          --shard 3/2                  | shard 3/2
          --shard x                    | shard 'x'
          --embeddings some            | --embeddings some
          --directions high>other      | high>other
          """)
  void whatDoesNotFitIsOneErrorThatNamesIt(String options, String named) {
    CommandLineTest.Ran ran = reproduce(folder.resolve("results"), options.split(" "));
    assertEquals(2, ran.exit(), ran.err());
    String last = ran.err().lines().reduce((first, second) -> second).orElseThrow();
    assertTrue(last.startsWith("emodna: ") && last.contains(named), ran.err());
    assertFalse(Files.exists(folder.resolve("results/runs")));
  }

  @Test
  void namesFromOutsideDoNothingInThePage() throws IOException {
    String name = "<img src=x onerror=alert(1)>";
    Path hostile = Files.createDirectories(folder.resolve(name));
    Tones.write(hostile, 0.4, 3);
    Path out = folder.resolve("results");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "reproduce",
            "--corpora",
            corpora.resolve("high").toString(),
            hostile.toString(),
            "--protocol",
            "every-direction",
            "--methods",
            "source-only",
            "--seeds",
            "1",
            "--config",
            corpora.resolve("small.yaml").toString(),
            "--device",
            "cpu",
            "--no-cache",
            "--out",
            out.toString());
    assertEquals(0, ran.exit(), ran.err());
    String page = Files.readString(out.resolve("report/index.html"));
    assertFalse(page.contains(name));
    assertTrue(page.contains("&lt;img src=x"), "the name is not in the page at all");
  }

  @Test
  void theCommandOfBeforeSaysWhatHasBecomeOfIt() {
    CommandLineTest.Ran ran = CommandLineTest.run("cross-corpus", "--corpora", "a", "b");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("reproduce --protocol every-direction"), ran.err());
  }

  @Test
  void aPlaceThatIsNoStoreIsOneError() {
    CommandLineTest.Ran ran = CommandLineTest.run("report", corpora.toString());
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains(corpora + ": is no run store"), ran.err());
    CommandLineTest.Ran absent = CommandLineTest.run("report", corpora.resolve("no").toString());
    assertEquals(2, absent.exit());
    assertTrue(absent.err().contains("there is nothing there"), absent.err());
  }
}
