package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.emodna.cli.CommandLineTest.Ran;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cross-corpus}: every direction with every seed, by one command. */
class CrossCorpusCommandTest {
  @TempDir static Path folder;
  private static Path config;

  @BeforeAll
  static void corpora() throws IOException {
    Tones.write(folder.resolve("a"), 0.2, 9);
    Tones.write(folder.resolve("b"), 0.6, 7);
    Tones.write(folder.resolve("c"), 0.9, 6);
    config = Tones.config(folder);
  }

  private static Ran run(Stream<String> first, String... more) {
    Stream<String> common =
        Stream.of("--config", config.toString(), "--no-cache", "--device", "cpu");
    return CommandLineTest.run(
        Stream.concat(Stream.concat(first, common), Arrays.stream(more)).toArray(String[]::new));
  }

  private static Ran crossCorpus(String out, List<String> corpora, String... more) {
    Stream<String> command = Stream.of("cross-corpus", "--corpora");
    Stream<String> places = corpora.stream().map(name -> folder.resolve(name).toString());
    Stream<String> output = Stream.of("--out-dir", folder.resolve(out).toString());
    return run(Stream.of(command, places, output).flatMap(part -> part), more);
  }

  private static JsonNode alone(String direction, String method, String seed) throws IOException {
    Stream<String> command =
        Stream.of(
            "train",
            "--source",
            folder.resolve(direction.substring(0, 1)).toString(),
            "--target",
            folder.resolve(direction.substring(2)).toString(),
            "--out",
            folder.resolve("alone.safetensors").toString());
    Ran ran = run(command, "--method", method, "--seed", seed, "--json");
    assertEquals(0, ran.exit(), ran.err());
    return ran.json();
  }

  @Test
  void modelsAndScoresAreThoseOfRunsAlone() throws IOException {
    Ran ran =
        crossCorpus(
            "all",
            List.of("a", "b", "c"),
            "--seeds",
            "1,4",
            "--methods",
            "source-only,emo-dna",
            "--json");
    assertEquals(0, ran.exit(), ran.err());
    JsonNode directions = ran.json().get("directions");
    assertEquals(12, directions.size());
    for (JsonNode row : directions) {
      assertEquals(2, row.get("seeds").size());
      assertEquals(2, row.get("uar").get("n").asInt());
    }
    for (int at : new int[] {0, 4, 7, 9, 11}) {
      JsonNode row = directions.get(at);
      String direction = row.get("direction").asText();
      String method = row.get("method").asText();
      assertEquals(at < 6 ? "source-only" : "emo-dna", method);
      JsonNode own = row.get("seeds").get(1);
      JsonNode score = alone(direction, method, "4");
      Path model = folder.resolve("all").resolve(method).resolve(direction + "-seed4.safetensors");
      assertEquals(model.toString(), own.get("model").asText());
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("alone.safetensors")), Files.readAllBytes(model));
      for (String figure : new String[] {"uar", "war", "macro_f1", "n", "confusion"}) {
        assertEquals(score.get(figure), own.get(figure), figure);
      }
    }
  }

  @Test
  void aTableOfChosenDirectionsAndWhatIsFinishedIsNotTrainedAgain() {
    List<String> corpora = List.of("a", "b");
    String[] more = {"--directions", "a>b, b>a", "--seeds", "1,2", "--methods", "dan"};
    Ran ran = crossCorpus("table", corpora, more);
    assertEquals(0, ran.exit(), ran.err());
    List<String> lines = ran.out().lines().toList();
    assertEquals("| direction | dan UAR / WAR |", lines.get(0));
    assertEquals("|---|--:|", lines.get(1));
    assertTrue(lines.get(2).matches("\\| a-b \\| [\\d.]+ ± [\\d.]+ / [\\d.]+ ± [\\d.]+ \\|"));
    assertTrue(lines.get(3).startsWith("| b-a | "), ran.out());
    assertTrue(lines.get(4).startsWith("| mean | "), ran.out());
    assertEquals(5, lines.size());
    assertTrue(ran.err().contains("training dan, 4 models ("), ran.err());
    Ran again =
        crossCorpus(
            "table",
            corpora,
            Stream.concat(Arrays.stream(more), Stream.of("--resume")).toArray(String[]::new));
    assertEquals(0, again.exit(), again.err());
    assertEquals(ran.out(), again.out());
    assertFalse(again.err().contains("training"), again.err());
  }

  @Test
  void aBrokenFileIsListedOnceAndTheRestGoesOn() throws IOException {
    Path damaged = Tones.write(folder.resolve("damaged"), 0.4, 5);
    Files.writeString(damaged.resolve("anger/clip0.wav"), "no audio");
    Ran ran = crossCorpus("broken", List.of("damaged", "b"), "--epochs", "1", "--at-once", "1");
    assertEquals(1, ran.exit(), ran.err());
    assertEquals(2, ran.err().split("training emo-dna, 1 model ", -1).length - 1);
    assertEquals(2, ran.err().split("clip0.wav", -1).length, ran.err());
    assertTrue(ran.out().contains("| damaged-b | "), ran.out());
  }

  @Test
  void wrongUseIsNamed() throws IOException {
    for (String wrong : new String[] {"a", "a>x", "a>a", "a>b>a", ">", ""}) {
      Ran ran = crossCorpus("wrong", List.of("a", "b"), "--directions", wrong);
      assertEquals(2, ran.exit(), wrong);
      assertTrue(ran.err().contains("--directions"), ran.err());
      assertTrue(ran.err().contains("[a, b]"), ran.err());
    }
    Tones.write(folder.resolve("other/a"), 0.4, 2);
    Ran twice = crossCorpus("wrong", List.of("a", "other/a"));
    assertEquals(2, twice.exit());
    assertTrue(twice.err().contains("two are called 'a'"), twice.err());
    Ran one = crossCorpus("wrong", List.of("a"));
    assertEquals(2, one.exit());
    Ran method = crossCorpus("wrong", List.of("a", "b"), "--methods", "emo-dna,magic");
    assertEquals(2, method.exit());
    assertTrue(method.err().contains("magic"), method.err());
    Path file = Files.writeString(folder.resolve("file"), "");
    Ran taken = crossCorpus("file", List.of("a", "b"));
    assertEquals(2, taken.exit());
    assertTrue(taken.err().contains(file.toString()), taken.err());
    Ran none = crossCorpus("wrong", List.of("a", "b"), "--at-once", "0");
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("at once"), none.err());
  }
}
