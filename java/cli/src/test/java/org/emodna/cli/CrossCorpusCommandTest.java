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
      String method = row.get("configuration").asText();
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

  /** All that is wrong with any corpus is said at once, and before any feature is computed. */
  @Test
  void corporaThatLackAClassAreNamedBeforeAnyFeature() throws IOException {
    for (String name : List.of("lacks1", "lacks2")) {
      Path lacking = Tones.write(folder.resolve(name), 0.4, 3);
      Files.move(lacking.resolve("sadness"), folder.resolve("apart-" + name));
    }
    Path sounds = Files.createDirectories(folder.resolve("sounds"));
    Files.copy(folder.resolve("a/anger/clip0.wav"), sounds.resolve("x.wav"));
    Ran ran = crossCorpus("lacking", List.of("a", "lacks1", "lacks2", "gone"));
    assertEquals(2, ran.exit());
    assertFalse(ran.err().contains("features of"), ran.err());
    for (String lacking : List.of("lacks1", "lacks2")) {
      assertTrue(ran.err().contains("source " + lacking + " (" + folder.resolve(lacking)));
    }
    assertTrue(ran.err().contains("no recording of sadness; it has anger 3, neutral 3"), ran.err());
    assertTrue(ran.err().contains("gone: no such"), ran.err());
    // As a target it will do.
    Ran target =
        crossCorpus("lacking", List.of("a", "lacks1"), "--directions", "a>lacks1", "--epochs", "1");
    assertEquals(0, target.exit(), target.err());
    assertTrue(target.err().contains("lacks1 has no recording of sadness, so UAR"), target.err());
    Ran unscored =
        crossCorpus(
            "lacking",
            List.of("a", "sounds"),
            "--directions",
            "a>sounds",
            "--corpus-readers",
            "sounds=unlabelled");
    assertEquals(2, unscored.exit());
    assertTrue(unscored.err().contains("sounds (" + sounds + ") has no labels"), unscored.err());
    assertFalse(unscored.err().contains("features of"), unscored.err());
  }

  @Test
  void eachCorpusMayBeReadInItsOwnWayAndIsSummedUp() throws IOException {
    Path list = Files.writeString(folder.resolve("c.csv"), "path,emotion\n");
    for (String row : List.of("anger,sad", "sadness,angry", "neutral,neutral", "neutral,disgust")) {
      String[] cells = row.split(",");
      String clip = cells[1].equals("disgust") ? "/clip1.wav," : "/clip0.wav,";
      Files.writeString(
          list, "c/" + cells[0] + clip + cells[1] + "\n", java.nio.file.StandardOpenOption.APPEND);
    }
    Ran ran =
        crossCorpus(
            "readers",
            List.of("a", "c"),
            "--corpus-readers",
            "a=folders,c=" + list,
            "--epochs",
            "1",
            "--json");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.err().contains("a: all 27 recordings are used"), ran.err());
    assertTrue(
        ran.err().contains("c: 3 of 4 recordings are used; left out: 1 of other classes (disgust"),
        ran.err());
    assertEquals(3, ran.json().get("directions").get(0).get("seeds").get(0).get("n").asInt());
    Ran wrong = crossCorpus("readers", List.of("a", "c"), "--corpus-readers", "x=folders");
    assertEquals(2, wrong.exit());
    assertTrue(wrong.err().contains("--corpus-readers x"), wrong.err());
  }

  /** Also where the state belongs to the second method, whose turn would come late. */
  @Test
  void whatWasStoppedAndBegunAgainIsRefusedBeforeAnyMethodIsTrained() throws IOException {
    Path left = folder.resolve("left/dan/cross-corpus.checkpoint");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "state");
    String[] more = {"--methods", "source-only,dan", "--epochs", "1"};
    Ran refused = crossCorpus("left", List.of("a", "b"), more);
    assertEquals(2, refused.exit());
    assertTrue(refused.err().contains(left + ": "), refused.err());
    assertTrue(refused.err().contains("(--resume), or begin anew (--restart)"), refused.err());
    assertFalse(refused.err().contains("features of"), refused.err());
    Ran restarted =
        crossCorpus(
            "left",
            List.of("a", "b"),
            Stream.concat(Arrays.stream(more), Stream.of("--restart")).toArray(String[]::new));
    assertEquals(0, restarted.exit(), restarted.err());
    assertEquals("state", Files.readString(left.resolveSibling("cross-corpus.checkpoint.old")));
    assertFalse(restarted.err().contains("trained again and replaced"), restarted.err());
    Ran again = crossCorpus("left", List.of("a", "b"), more);
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("trained again and replaced: 2 (a resumed run"), again.err());
  }

  @Test
  void aCorpusGivenTwiceIsNamed() throws IOException {
    Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("a"));
    for (String again : List.of("a", "alias", "b/../a")) {
      Ran ran = crossCorpus("again", List.of("a", again, "b"));
      assertEquals(2, ran.exit());
      assertTrue(ran.err().contains("are the same; name it once"), ran.err());
    }
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
