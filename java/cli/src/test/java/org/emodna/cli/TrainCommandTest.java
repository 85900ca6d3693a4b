package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.cli.CommandLineTest.Ran;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} says of its corpora, and what it refuses before it computes anything. */
class TrainCommandTest {
  @TempDir static Path folder;
  private static Path source;
  private static Path target;
  private static Path config;

  @BeforeAll
  static void corpora() throws IOException {
    source = Tones.write(folder.resolve("source"), 0.2, 5);
    target = Tones.write(folder.resolve("target"), 0.6, 4);
    config = Tones.config(folder);
  }

  private static Ran train(Path source, Path target, String out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--source",
                source.toString(),
                "--target",
                target.toString(),
                "--out",
                folder.resolve(out).toString(),
                "--config",
                config.toString(),
                "--epochs",
                "1",
                "--no-cache",
                "--device",
                "cpu"));
    arguments.addAll(List.of(more));
    return CommandLineTest.run(arguments.toArray(String[]::new));
  }

  private static void assertNothingComputed(Ran ran) {
    assertEquals(2, ran.exit(), ran.err());
    assertFalse(ran.err().contains("features of"), ran.err());
  }

  @Test
  void anEnsembleIsOneModelThatIsUsedAsAnyOther() {
    Ran trained = train(source, target, "ensemble.safetensors", "--ensemble", "2");
    assertEquals(0, trained.exit(), trained.err());
    assertTrue(trained.err().contains("ensembles of 2"), trained.err());
    Ran evaluated =
        CommandLineTest.run(
            "evaluate",
            "--model",
            folder.resolve("ensemble.safetensors").toString(),
            "--corpus",
            target.toString(),
            "--device",
            "cpu");
    assertEquals(0, evaluated.exit(), evaluated.err());
    // As the target's own statistics serve, the score is the training's.
    assertEquals(trained.out(), evaluated.out());
    assertNothingComputed(train(source, target, "none", "--ensemble", "0"));
  }

  @Test
  void whatNormalisationAutoComesToIsSaid() throws IOException {
    Path auto =
        Files.writeString(
            folder.resolve("auto.yaml"),
            Files.readString(config).replace("normalisation: corpus", "normalisation: auto"));
    Ran ran =
        CommandLineTest.run(
            "train",
            "--source",
            source.toString(),
            "--target",
            target.toString(),
            "--out",
            folder.resolve("auto").toString(),
            "--config",
            auto.toString(),
            "--epochs",
            "1",
            "--no-cache",
            "--device",
            "cpu");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.err().contains("features are normalised by corpus"), ran.err());
  }

  @Test
  void aStoppedTrainingStartedAgainIsRefusedUnlessItIsSaidWhatToDo() throws IOException {
    byte[] state =
        Files.readAllBytes(Files.writeString(folder.resolve("left.checkpoint"), "state"));
    Ran refused = train(source, target, "left");
    assertNothingComputed(refused);
    for (String named : List.of("left.checkpoint", "--resume", "--restart")) {
      assertTrue(refused.err().contains(named), refused.err());
    }
    assertNothingComputed(train(source, target, "left", "--seeds", "1,2"));
    Ran both = train(source, target, "left", "--resume", "--restart");
    assertNothingComputed(both);
    assertTrue(both.err().contains("mutually exclusive"), both.err());
    Ran restarted = train(source, target, "left", "--restart");
    assertEquals(0, restarted.exit(), restarted.err());
    assertArrayEquals(state, Files.readAllBytes(folder.resolve("left.checkpoint.old")));
    // A finished model stands in nobody's way, but it is said that it is gone.
    Ran again = train(source, target, "left");
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("left: the model, replacing an earlier one"), again.err());
  }

  @Test
  void allCheckpointsOfAStoppedTrainingAreNamed() {
    Path first = Path.of("m.safetensors.part1-of-2.checkpoint");
    Path second = Path.of("m.safetensors.part2-of-2.checkpoint");
    assertEquals(
        "stopped; the state is in %s and %s. Continue with --resume.".formatted(first, second),
        TrainCommand.stopped(List.of(first, second)));
    assertEquals("stopped; it has left no state. Start it again.", TrainCommand.stopped(List.of()));
  }

  @Test
  void sectionsThatTheMethodDoesNotUseAreSaid() {
    Ran unused = train(source, target, "unused", "--method", "source-only");
    assertEquals(0, unused.exit(), unused.err());
    String note = "note: the configuration sets decoupling, which source-only does not use";
    assertTrue(unused.err().contains(note), unused.err());
    Ran used = train(source, target, "used");
    assertFalse(used.err().contains("note: the configuration"), used.err());
  }

  @Test
  void whatIsLeftOutIsSaidWithNumbers() throws IOException {
    Path mixed = Tones.write(folder.resolve("mixed"), 0.4, 3);
    Path more = Tones.write(folder.resolve("more"), 0.9, 2);
    Files.move(more.resolve("anger"), mixed.resolve("surprise"));
    Files.createDirectories(mixed.resolve("papers"));
    Files.move(more.resolve("neutral/clip0.wav"), mixed.resolve("papers/p.wav"));
    Files.writeString(mixed.resolve("sadness/clip2.wav"), "no audio");
    Ran ran = train(mixed, target, "mixed.safetensors", "--json");
    assertEquals(1, ran.exit(), ran.err());
    String said =
        "source mixed: 9 of 12 recordings are used; left out: 2 of other classes (surprise 2), 1 (";
    assertTrue(ran.err().contains(said), ran.err());
    assertTrue(ran.err().contains("target target: all 12 recordings are used"), ran.err());
    assertTrue(ran.err().contains("mixed: 1 of 9 recordings could not be used"), ran.err());
    assertTrue(ran.json().has("uar"), ran.out());
    Ran scored =
        CommandLineTest.run(
            "evaluate",
            "--model",
            folder.resolve("mixed.safetensors").toString(),
            "--corpus",
            mixed.toString(),
            "--no-cache",
            "--json");
    assertEquals(1, scored.exit(), scored.err());
    assertEquals(8, scored.json().get("n").asInt());
    assertTrue(scored.err().contains(said.substring(7)), scored.err());
    assertTrue(scored.err().contains("mixed: 1 of 9 recordings could not be"), scored.err());
  }

  @Test
  void aMissingClassIsNamedBeforeAnyFeature() throws IOException {
    Path two = Tones.write(folder.resolve("two"), 0.4, 3);
    Files.move(two.resolve("neutral"), folder.resolve("elsewhere"));
    Ran refused = train(two, folder.resolve("nowhere"), "two.safetensors");
    assertNothingComputed(refused);
    assertTrue(refused.err().contains("has no recording of neutral; it has anger 3, sadness 3"));
    assertTrue(refused.err().contains(two.toString()), refused.err());
    assertTrue(refused.err().contains("nowhere: no such"), refused.err());
    Ran target = train(source, two, "two.safetensors");
    assertEquals(0, target.exit(), target.err());
    assertTrue(
        target.err().contains("two has no recording of neutral, so UAR is the mean over the other"),
        target.err());
  }

  @Test
  void sourceAndTargetMayBeReadInDifferentWays() throws IOException {
    Path list = folder.resolve("target/list.csv");
    Files.writeString(list, "path,emotion\nanger/clip0.wav,sad\nsadness/clip0.wav,angry\n");
    Ran ran =
        train(
            source,
            target,
            "readers.safetensors",
            "--source-reader",
            "folders",
            "--target-reader",
            list.toString(),
            "--json");
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(2, ran.json().get("n").asInt());
    Ran unlabelled =
        train(
            source,
            target,
            "readers.safetensors",
            "--corpus-reader",
            "folders",
            "--target-reader",
            "unlabelled");
    assertEquals(0, unlabelled.exit(), unlabelled.err());
    assertTrue(unlabelled.err().contains("no labels, so there is no score"), unlabelled.err());
    Ran wrong = train(source, target, "readers.safetensors", "--source-reader", "magic");
    assertNothingComputed(wrong);
    assertTrue(wrong.err().contains("magic"), wrong.err());
    Files.delete(list);
  }

  @Test
  void aCorpusThatIsItsOwnTargetIsWarnedOf() {
    Ran ran = train(source, folder.resolve("./target/../source"), "own.safetensors");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.err().contains("source and target are the same corpus"), ran.err());
  }
}
