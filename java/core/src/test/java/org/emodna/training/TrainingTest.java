package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest extends ToneTraining {
  private static byte[] model(TrainingResult result) throws IOException {
    return Files.readAllBytes(result.requireFinished().model());
  }

  @Test
  void sameSeedSameBitsWhateverTheThreads() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    byte[] one = model(training(config, "one").threads(1).run(Progress.NONE));
    byte[] again = model(training(config, "again").threads(1).run(Progress.NONE));
    byte[] two = model(training(config, "two").threads(2).run(Progress.NONE));
    byte[] three = model(training(config, "three").threads(3).run(Progress.NONE));
    assertArrayEquals(one, again);
    assertArrayEquals(one, two);
    assertArrayEquals(one, three);
    byte[] other = model(training(config.withSeed(2), "other").run(Progress.NONE));
    assertFalse(Arrays.equals(one, other));
  }

  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void everyMethodTrainsStopsAndResumesToTheSameBits(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    TrainingResult whole = training(config, "whole-" + method).run(Progress.NONE);
    byte[] expected = model(whole);
    assertEquals(3, whole.history().size());
    for (int stopAt : new int[] {0, 1, 5, 8}) {
      String name = "stopped-" + method + stopAt;
      AtomicInteger steps = new AtomicInteger();
      TrainingResult stopped =
          training(config, name)
              .stopWhen(() -> steps.getAndIncrement() >= stopAt)
              .run(Progress.NONE);
      Path checkpoint =
          assertInstanceOf(TrainingResult.Stopped.class, stopped).checkpoints().get(0);
      assertTrue(Files.exists(checkpoint));
      assertThrows(TrainingException.class, stopped::requireFinished);
      assertFalse(Files.exists(folder.resolve(name)));
      TrainingResult resumed = training(config, name).resume(true).run(Progress.NONE);
      assertArrayEquals(expected, model(resumed), "stopped before step " + stopAt);
      assertEquals(whole.history(), resumed.history());
      assertFalse(Files.exists(checkpoint));
    }
  }

  @Test
  void aStoppedTrainingStartedAgainIsRefusedUnlessItIsSaidWhatToDo() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    training(config, "left").stopWhen(() -> true).run(Progress.NONE);
    Path file = folder.resolve("left.checkpoint");
    byte[] state = Files.readAllBytes(file);
    for (Training.Builder again :
        List.of(training(config, "left"), training(config.withSeed(2), "left"))) {
      List<String> stages = new ArrayList<>();
      InterruptedRunException e =
          assertThrows(InterruptedRunException.class, () -> again.run(stages(stages)));
      assertEquals(file, e.checkpoint());
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      assertFalse(e.getMessage().contains("--"), "options are the command line's");
      assertEquals(List.of(), stages, "before any feature is computed");
    }
    assertThrows(
        InterruptedRunException.class,
        () -> training(config, "left").runSeeds(List.of(1L, 2L), Progress.NONE));
    assertThrows(
        TrainingException.class,
        () -> training(config, "left").resume(true).restart(true).run(Progress.NONE));
    assertArrayEquals(state, Files.readAllBytes(file));
    training(config, "left").restart(true).run(Progress.NONE).requireFinished();
    assertFalse(Files.exists(file));
    assertArrayEquals(state, Files.readAllBytes(folder.resolve("left.checkpoint.old")));
    training(config, "left").restart(true).run(Progress.NONE).requireFinished();
  }

  @Test
  void theStatesOfPartsAreNamedTogetherAndOtherFilesAreNone() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    for (String part : List.of("1-of-0", "0-of-2", "3-of-2", "1-of-1", "01-of-02")) {
      Files.createFile(folder.resolve("parts.part" + part + ".checkpoint"));
    }
    Path first = Files.createFile(folder.resolve("parts.part1-of-2.checkpoint"));
    Training.Builder training = training(config, "parts");
    InterruptedRunException one =
        assertThrows(InterruptedRunException.class, () -> training.run(Progress.NONE));
    assertTrue(one.getMessage().startsWith(first + ": "), one.getMessage());
    Files.createFile(folder.resolve("parts.part2-of-2.checkpoint"));
    InterruptedRunException two =
        assertThrows(InterruptedRunException.class, () -> training.run(Progress.NONE));
    String all = "parts.part*-of-2.checkpoint";
    assertTrue(two.getMessage().startsWith(folder.resolve(all) + ": "), two.getMessage());
    assertTrue(two.getMessage().endsWith("as " + all + ".old"), two.getMessage());
    assertEquals(first, two.checkpoint());
    Files.createFile(folder.resolve("parts.checkpoint"));
    InterruptedRunException three =
        assertThrows(InterruptedRunException.class, () -> training.run(Progress.NONE));
    assertTrue(
        three.getMessage().startsWith(folder.resolve("parts.*checkpoint") + ": "),
        three.getMessage());
    for (Path file : List.of(first, folder.resolve("parts.part2-of-2.checkpoint"))) {
      Files.delete(file);
    }
    Files.delete(folder.resolve("parts.checkpoint"));
    training(config, "parts").resume(true).run(Progress.NONE).requireFinished();
  }

  private static Progress stages(List<String> into) {
    return event -> {
      if (event instanceof StageBegan began) {
        into.add(began.title());
      } else if (event instanceof Warned warned) {
        into.add(warned.message());
      }
    };
  }

  @Test
  void aListenerHearsATrainingAsTypedEvents() {
    List<ProgressEvent> heard = new ArrayList<>();
    TrainingConfig config = ToneCorpus.config();
    training(config, "heard").run(heard::add);
    List<Stage> stages = of(heard, StageBegan.class).stream().map(StageBegan::stage).toList();
    assertEquals(List.of(Stage.FEATURES, Stage.FEATURES, Stage.TRAINING), stages);
    long total = of(heard, StageBegan.class).get(2).total();
    List<EpochEnded> epochs = of(heard, EpochEnded.class);
    assertEquals(config.schedule().epochs(), epochs.size());
    for (int e = 0; e < epochs.size(); e++) {
      assertEquals(e + 1, epochs.get(e).epoch());
      assertEquals(epochs.size(), epochs.get(e).epochs());
      assertEquals(total * (e + 1) / epochs.size(), epochs.get(e).done());
      assertFalse(epochs.get(e).text().isEmpty());
    }
    List<Advanced> steps = of(heard, Advanced.class);
    assertEquals(total, steps.get(steps.size() - 1).done());
  }

  private static <T extends ProgressEvent> List<T> of(List<ProgressEvent> all, Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void aSourceThatLacksAClassIsRefusedBeforeAnyFeature() {
    TrainingConfig config =
        ToneCorpus.config().withLabels(List.of("anger", "fear", "neutral", "shyness"));
    LabelSet labels = LabelSet.named(config.labels());
    List<String> stages = new ArrayList<>();
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(config, "lacks")
                    .source(Corpus.open(source).labelled(labels))
                    .run(stages(stages)));
    assertTrue(e.getMessage().contains("source has no recording of fear, shyness"), e.getMessage());
    assertEquals(List.of(), stages);
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    TrainingConfig config = ToneCorpus.config();
    training(config, "mine").stopWhen(() -> true).run(Progress.NONE);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> training(config.withSeed(9), "mine").resume(true).run(Progress.NONE));
    assertTrue(e.getMessage().contains("mine.checkpoint"), e.getMessage());
  }

  @Test
  void aDamagedCheckpointIsRefusedByNameWithTheRemedy() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    training(config, "hurt").stopWhen(() -> true).run(Progress.NONE);
    Path file = folder.resolve("hurt.checkpoint");
    byte[] sound = Files.readAllBytes(file);
    String text = new String(sound, java.nio.charset.StandardCharsets.ISO_8859_1);
    for (String damaged :
        new String[] {
          text.substring(0, sound.length / 2),
          "",
          "not a safetensors file",
          text.replace("\"step\":\"0\"", "\"step\":\"x\""),
          text.replace("\"history\"", "\"hisTory\""),
          text.replace("adam.m", "adam.x")
        }) {
      Files.write(file, damaged.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      TrainingException e =
          assertThrows(
              TrainingException.class,
              () -> training(config, "hurt").resume(true).run(Progress.NONE));
      assertEquals(file.toString(), e.subject());
      assertFalse(e.reason().contains("hurt.checkpoint"), e.getMessage());
      assertTrue(e.remedy().startsWith("delete it"), e.getMessage());
    }
    Files.write(file, sound);
    training(config, "hurt").resume(true).run(Progress.NONE).requireFinished();
  }

  @Test
  void brokenFilesAreListedAndTheRestGoesOn(@TempDir Path other) throws IOException {
    Path damaged = ToneCorpus.write(other.resolve("damaged"), 0.2, 4);
    Files.writeString(damaged.resolve("anger/clip0.wav"), "no audio");
    List<String> told = new ArrayList<>();
    TrainingResult result =
        training(ToneCorpus.config(), "damaged")
            .source(Corpus.open(damaged).labelled(LABELS))
            .run(stages(told));
    String count = "damaged: 1 of 12 recordings could not be used and are left out";
    assertTrue(told.contains(count), told.toString());
    assertEquals(1, result.failures().size());
    assertTrue(result.failures().get(0).path().endsWith("clip0.wav"));
    result.requireFinished();
  }

  @Test
  void allBrokenOrAClassMissingIsAnError(@TempDir Path other) throws IOException {
    Path damaged = ToneCorpus.write(other.resolve("damaged"), 0.2, 2);
    Files.writeString(damaged.resolve("anger/clip0.wav"), "no audio");
    Files.writeString(damaged.resolve("anger/clip1.wav"), "no audio");
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(ToneCorpus.config(), "missing")
                    .source(Corpus.open(damaged).labelled(LABELS))
                    .run(Progress.NONE));
    assertTrue(e.getMessage().contains("anger"), e.getMessage());
  }

  @Test
  void epochsAreLoggedForMachines() throws IOException {
    TrainingResult result = training(ToneCorpus.config(), "logged").run(Progress.NONE);
    Path log = folder.resolve("logged.log.jsonl");
    assertEquals(3, Files.readAllLines(log).size());
    assertTrue(Files.readAllLines(log).get(2).contains("\"epoch\":3"));
    assertTrue(Files.readString(log).contains("\"selected\""));
    assertEquals(log, EpochLog.of(result.requireFinished().model()));
    List<EpochLog.Entry> read = EpochLog.read(log);
    assertEquals(result.history(), read.stream().map(EpochLog.Entry::report).toList());
    assertTrue(read.get(2).seconds().orElseThrow() > 0);
  }

  /** Whatever the other settings are, no confidence reaches it. */
  @ParameterizedTest
  @ValueSource(strings = {"emo-dna", "pseudo-label"})
  void withoutAThresholdNoTargetRowIsEverSelected(String method) {
    String settings =
        "{method: %s, threshold: {strategy: %s, fixed: 0, rho: 0, momentum: 0},"
            + " emotion-classifier: {label-smoothing: 0}}";
    for (String strategy : List.of("none", "fixed")) {
      TrainingConfig config =
          ConfigFile.parse(settings.formatted(method, strategy), "test", ToneCorpus.config());
      TrainingResult result = training(config, strategy + "-" + method).run(Progress.NONE);
      boolean none = strategy.equals("none");
      for (EpochReport report : result.history()) {
        assertEquals(none ? 0 : 1, report.values().get("selected"), strategy);
        for (String label : ToneCorpus.LABELS) {
          assertEquals(none, report.values().get("threshold." + label) > 1, strategy);
        }
      }
    }
  }

  @Test
  void predictionsOfOneClassAreWarnedOf() {
    int[] collapsed = new int[100];
    TrainingConfig config = ToneCorpus.config();
    Encoder encoder = config.encoder().create(new EncoderInput(196, 39), 2);
    String warning = Collapse.warning(collapsed, 1000, config, encoder).orElseThrow();
    // It may be a fold of one corpus, without a target.
    String seen = "100 % of the 100 recognised recordings are predicted as 'anger'. ";
    assertTrue(warning.startsWith(seen), warning);
    String early = Collapse.warning(collapsed, 10, config, encoder).orElseThrow();
    assertTrue(early.contains("batch-norm-momentum"), early);
    for (int i = 0; i < 60; i++) {
      collapsed[i] = 1 + i % 2;
    }
    assertTrue(Collapse.warning(collapsed, 1000, config, encoder).isEmpty());
  }
}
