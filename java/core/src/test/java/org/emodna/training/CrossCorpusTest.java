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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.Stage;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.kernels.Threshold;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several directions in the same operations: each comes to the bits that it comes to alone. */
class CrossCorpusTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);
  private static final List<Long> SEEDS = List.of(3L, 1L);

  @TempDir static Path folder;
  private static Path a;
  private static Path b;
  private static Path c;

  /** Epochs of 4 steps where a takes part, else of 3: two shapes. */
  @BeforeAll
  static void corpora() throws IOException {
    a = ToneCorpus.write(folder.resolve("a"), 0.2, 9);
    b = ToneCorpus.write(folder.resolve("b"), 0.6, 7);
    c = ToneCorpus.write(folder.resolve("c"), 0.9, 6);
  }

  private static LabelledCorpus labelled(Path corpus) {
    return Corpus.open(corpus).labelled(LABELS);
  }

  private static UnlabelledCorpus unlabelled(Path corpus) {
    return Target.open(corpus, LABELS).corpus();
  }

  private static Direction direction(Path source, Path target) {
    String name = source.getFileName() + "-" + target.getFileName();
    return new Direction(name, labelled(source), unlabelled(target));
  }

  private static List<Direction> all() {
    return Stream.of(a, b, c)
        .flatMap(s -> Stream.of(a, b, c).filter(t -> t != s).map(t -> direction(s, t)))
        .toList();
  }

  /** Where and how, with what: the engine as an experiment has it. */
  private static final class Engine extends RunSettings<Engine> {
    private final TrainingConfig config;
    private final Path output;
    private int atOnce = CrossCorpus.Plan.ANY;

    Engine(TrainingConfig config, String output) {
      this.config = config;
      this.output = folder.resolve(output);
      device("cpu");
    }

    @Override
    protected Engine self() {
      return this;
    }

    Engine atOnce(int value) {
      atOnce = value;
      return this;
    }

    CrossCorpus of(List<Direction> directions, List<Long> seeds) {
      return new CrossCorpus(this, config, new CrossCorpus.Plan(output, directions, seeds, atOnce));
    }

    Map<String, List<TrainingResult>> run(
        List<Direction> directions, List<Long> seeds, Progress progress) {
      return of(directions, seeds).run(progress);
    }
  }

  private static Engine training(TrainingConfig config, String output) {
    return new Engine(config, output);
  }

  /** Trainings that began, by the line that announces one. */
  private static final class Sets implements Progress {
    final List<StageBegan> stages = new ArrayList<>();

    @Override
    public void on(ProgressEvent event) {
      if (event instanceof StageBegan began) {
        stages.add(began);
      }
    }

    List<String> trainings() {
      return stages.stream()
          .filter(began -> began.stage() == Stage.TRAINING)
          .map(StageBegan::title)
          .toList();
    }
  }

  /** What a run comes to alone. */
  private record Alone(TrainingResult.Finished result, byte[] model) {}

  private static Path model(Map<String, List<TrainingResult>> results, String direction) {
    return results.get(direction).get(0).requireFinished().model();
  }

  private static final Map<String, Alone> ALONE = new HashMap<>();

  private static Alone alone(TrainingConfig config, Direction direction) throws IOException {
    String key = direction.name() + ConfigFile.toJson(config);
    if (!ALONE.containsKey(key)) {
      TrainingResult.Finished result =
          Training.builder()
              .config(config)
              .device("cpu")
              .output(folder.resolve("alone"))
              .source(direction.source())
              .target(direction.target())
              .run(Progress.NONE)
              .requireFinished();
      ALONE.put(key, new Alone(result, Files.readAllBytes(result.model())));
    }
    return ALONE.get(key);
  }

  private static void assertAsAlone(
      TrainingConfig config, List<Direction> directions, Map<String, List<TrainingResult>> together)
      throws IOException {
    assertEquals(directions.stream().map(Direction::name).toList(), List.copyOf(together.keySet()));
    for (Direction direction : directions) {
      for (int i = 0; i < SEEDS.size(); i++) {
        String what = direction.name() + " seed " + SEEDS.get(i);
        Alone alone = alone(config.withSeed(SEEDS.get(i)), direction);
        TrainingResult.Finished result = together.get(direction.name()).get(i).requireFinished();
        assertEquals(SEEDS.get(i), result.seed());
        assertArrayEquals(alone.model, Files.readAllBytes(result.model()), what);
        assertEquals(alone.result.predictions(), result.predictions(), what);
        if (!result.history().isEmpty()) {
          assertEquals(alone.result.history(), result.history(), what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void everyDirectionAndSeedHasTheBitsOfARunAlone(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    Sets sets = new Sets();
    Map<String, List<TrainingResult>> results =
        training(config, "all-" + method).threads(2).run(all(), SEEDS, sets);
    // Without a target an epoch's length is the source's alone: those of a, of b and of c.
    List<String> expected =
        method.equals("source-only")
            ? List.of(", 4 models", ", 8 models")
            : List.of(", 8 models", ", 4 models");
    assertEquals(expected.stream().map(e -> "training " + method + e).toList(), sets.trainings());
    long features = sets.stages.stream().filter(s -> s.stage() == Stage.FEATURES).count();
    assertEquals(3, features, "each corpus's features once");
    assertAsAlone(config, all(), results);
    Path model = folder.resolve("all-" + method).resolve("b-c-seed3.safetensors");
    assertEquals(model, model(results, "b-c"));
    try (Stream<Path> left = Files.list(model.getParent())) {
      assertEquals(
          List.of("cross-corpus.lock"),
          left.map(file -> file.getFileName().toString())
              .filter(name -> !name.contains(".safetensors"))
              .toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Threshold.Strategy.class)
  void everyThresholdToo(Threshold.Strategy strategy) throws IOException {
    TrainingConfig config =
        ConfigFile.parse(
            "{threshold: {strategy: " + strategy.name().toLowerCase(Locale.ROOT) + ", fixed: 0.4}}",
            "test",
            ToneCorpus.config());
    List<Direction> directions = List.of(direction(a, b), direction(c, a), direction(b, a));
    Sets sets = new Sets();
    Map<String, List<TrainingResult>> results =
        training(config, "threshold-" + strategy).run(directions, SEEDS, sets);
    // FlexMatch counts the target's utterances, so they must be as many.
    int expected = strategy == Threshold.Strategy.FLEXMATCH ? 2 : 1;
    assertEquals(expected, sets.trainings().size());
    assertAsAlone(config, directions, results);
  }

  /**
   * A corpus's labels, wrong on purpose, must change what is learnt from it and nothing that is
   * learnt for it in the same set.
   */
  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void labelsOfASourceReachNoRunThatHasItAsTarget(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    Corpus corpus = Corpus.open(manifest("leak-" + method, 0));
    UnlabelledCorpus target = Target.of(corpus, LABELS).corpus();
    LabelledCorpus sound = corpus.labelled(LABELS);
    LabelledCorpus wrong = Corpus.open(manifest("leak-" + method, 1)).labelled(LABELS);
    assertFalse(Arrays.equals(sound.labels(), wrong.labels()));
    List<float[]> forward = new ArrayList<>();
    List<byte[]> backward = new ArrayList<>();
    for (LabelledCorpus source : List.of(sound, wrong)) {
      Sets sets = new Sets();
      Map<String, List<TrainingResult>> results =
          training(config, "leak-" + method + forward.size())
              .run(
                  List.of(
                      new Direction("forward", source, unlabelled(b)),
                      new Direction("backward", labelled(b), target)),
                  List.of(1L),
                  sets);
      assertEquals(2, sets.stages.stream().filter(s -> s.stage() == Stage.FEATURES).count());
      try (SafeTensorsFile model = SafeTensorsFile.open(model(results, "forward"))) {
        forward.add(model.toFloatArray("emotion_classifier.weight"));
      }
      backward.add(Files.readAllBytes(model(results, "backward")));
    }
    assertFalse(Arrays.equals(forward.get(0), forward.get(1)));
    assertArrayEquals(backward.get(0), backward.get(1));
  }

  /** A manifest of corpus a, each label replaced by the one so many places further on. */
  private static Path manifest(String name, int places) throws IOException {
    StringBuilder rows = new StringBuilder("path,emotion\n");
    for (LabelledCorpus.Item item : labelled(a).items()) {
      String label = ToneCorpus.LABELS.get((item.label() + places) % ToneCorpus.LABELS.size());
      rows.append(item.path()).append(',').append(label).append('\n');
    }
    return Files.writeString(folder.resolve(name + ".csv"), rows.toString());
  }

  @Test
  void fewerAtOnceComeToTheSame() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    List<Direction> directions = List.of(direction(a, b), direction(b, a), direction(b, c));
    Sets sets = new Sets();
    Map<String, List<TrainingResult>> results =
        training(config, "few").atOnce(3).run(directions, SEEDS, sets);
    assertEquals(
        List.of(", 3 models", ", 1 model", ", 2 models").stream()
            .map(what -> "training emo-dna" + what)
            .toList(),
        sets.trainings());
    assertAsAlone(config, directions, results);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void whatWasStoppedGoesOnAndWhatWasFinishedStays(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    List<Direction> directions = List.of(direction(a, b), direction(b, a), direction(b, c));
    // Sets of 2; an epoch has 3 or 4 steps, and there are 3: the second set is under way.
    for (int stopAt : new int[] {0, 5, 17}) {
      String output = "stopped-" + method + stopAt;
      AtomicInteger steps = new AtomicInteger();
      Map<String, List<TrainingResult>> stopped =
          training(config, output)
              .atOnce(2)
              .stopWhen(() -> steps.getAndIncrement() >= stopAt)
              .run(directions, SEEDS, Progress.NONE);
      assertEquals(stopAt == 17, stopped.get("a-b").get(0) instanceof TrainingResult.Finished);
      TrainingResult.Stopped last =
          assertInstanceOf(TrainingResult.Stopped.class, stopped.get("b-c").get(1));
      assertEquals(folder.resolve(output).resolve("cross-corpus.checkpoint"), last.checkpoint());
      assertTrue(Files.exists(last.checkpoint()));
      byte[] state = Files.readAllBytes(last.checkpoint());
      Sets sets = new Sets();
      // Another number at once: the set under way is ended as it was begun.
      Map<String, List<TrainingResult>> resumed =
          training(config, output).atOnce(5).resume(true).run(directions, SEEDS, sets);
      // Says from which of the set's own steps it goes on: the first set ends after 12 of the 17.
      String from = stopAt == 0 ? "" : ", resumed at step 5";
      String goesOn = "training " + method + ", 2 models" + from;
      assertEquals(goesOn, sets.trainings().get(0));
      assertAsAlone(config, directions, resumed);
      assertFalse(Files.exists(last.checkpoint()));
      Sets none = new Sets();
      assertAsAlone(
          config, directions, training(config, output).resume(true).run(directions, SEEDS, none));
      assertEquals(List.of(), none.trainings());
      // Killed between the set's last model and the end of its checkpoint.
      Files.write(last.checkpoint(), state);
      Sets once = new Sets();
      assertAsAlone(
          config, directions, training(config, output).resume(true).run(directions, SEEDS, once));
      assertEquals(List.of(goesOn), once.trainings());
    }
  }

  @Test
  void aCheckpointOfOtherDirectionsIsRefused() {
    TrainingConfig config = ToneCorpus.config();
    training(config, "others")
        .stopWhen(() -> true)
        .run(List.of(direction(a, b)), SEEDS, Progress.NONE);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(config, "others")
                    .resume(true)
                    .run(List.of(direction(b, a)), SEEDS, Progress.NONE));
    assertTrue(e.getMessage().contains("cross-corpus.checkpoint: belongs to"), e.getMessage());
  }

  @Test
  void directionsStoppedAndBegunAgainAreRefusedUnlessItIsSaidWhatToDo() {
    TrainingConfig config = ToneCorpus.config();
    List<Direction> one = List.of(direction(a, b));
    training(config, "left").stopWhen(() -> true).run(one, SEEDS, Progress.NONE);
    Sets sets = new Sets();
    for (Runnable again :
        List.<Runnable>of(
            () -> training(config, "left").run(one, SEEDS, sets),
            () -> training(config, "left").of(one, SEEDS).requireNothingInterrupted())) {
      InterruptedRunException e = assertThrows(InterruptedRunException.class, again::run);
      assertEquals(folder.resolve("left/cross-corpus.checkpoint"), e.checkpoint());
    }
    assertEquals(List.of(), sets.stages);
    training(config, "left").resume(true).of(one, SEEDS).requireNothingInterrupted();
    training(config, "left").restart(true).run(one, SEEDS, Progress.NONE);
    assertTrue(Files.exists(folder.resolve("left/cross-corpus.checkpoint.old")));
    training(config, "left").of(one, SEEDS).requireNothingInterrupted();
  }

  @Test
  void everySourceThatLacksAClassIsNamedBeforeAnyFeature() {
    LabelSet wide = LabelSet.named(List.of("anger", "fear", "neutral"));
    LabelledCorpus first = Corpus.open(a).labelled(wide);
    LabelledCorpus second = Corpus.open(b).labelled(wide);
    List<Direction> directions =
        List.of(
            new Direction("ab", first, unlabelled(b)),
            new Direction("ac", first, unlabelled(c)),
            new Direction("bc", second, unlabelled(c)));
    Sets sets = new Sets();
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(ToneCorpus.config().withLabels(wide.names()), "lacks")
                    .run(directions, SEEDS, sets));
    assertEquals(2, e.getMessage().split("has no recording of fear", -1).length - 1);
    assertTrue(e.getMessage().contains("corpus a has"), e.getMessage());
    assertTrue(e.getMessage().contains("corpus b has"), e.getMessage());
    assertEquals(List.of(), sets.stages);
  }

  @Test
  void wrongUseIsNamed() {
    Engine training = training(ToneCorpus.config(), "wrong");
    List<Direction> one = List.of(direction(a, b));
    for (List<Direction> wrong : List.of(List.<Direction>of(), List.of(one.get(0), one.get(0)))) {
      assertThrows(TrainingException.class, () -> training.run(wrong, SEEDS, Progress.NONE));
    }
    for (List<Long> wrong : List.of(List.<Long>of(), List.of(1L, 1L))) {
      assertThrows(TrainingException.class, () -> training.run(one, wrong, Progress.NONE));
    }
    assertThrows(TrainingException.class, () -> training.atOnce(0).of(one, SEEDS));
    for (String name : List.of("", ".a", "a/b", "..")) {
      assertThrows(TrainingException.class, () -> new Direction(name, labelled(a), unlabelled(b)));
    }
  }
}
