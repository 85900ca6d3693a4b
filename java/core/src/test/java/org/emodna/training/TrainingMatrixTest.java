package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.Stage;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.objective.Confidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns, directions and seeds in sets: each run comes to the bits that it comes to alone. */
class TrainingMatrixTest extends MatrixTraining {
  private static Set<Integer> replicas(MemorySink sink) {
    return sink.outcomes.values().stream().map(RunOutcome::replicas).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void everyDirectionAndSeedHasTheBitsOfARunAlone(String method) throws IOException {
    List<RunRequest> requests = requests(ToneCorpus.config().withMethod(method), all());
    MemorySink sink = new MemorySink();
    Heard heard = new Heard();
    assertEquals(
        TrainingMatrix.End.FINISHED, matrix("all-" + method, options()).run(requests, sink, heard));
    // Without a target an epoch's length is the source's alone: those of a, of b and of c.
    assertEquals(Set.of(4, 8), replicas(sink));
    List<StageBegan> stages = heard.of(StageBegan.class);
    assertEquals(1, stages.size());
    assertEquals(Stage.TRAINING, stages.get(0).stage());
    List<Advanced> advanced = heard.of(Advanced.class);
    assertEquals(stages.get(0).total(), advanced.get(advanced.size() - 1).done());
    long loads =
        advanced.stream().map(Advanced::detail).filter(d -> d.matches(".*features of .")).count();
    assertEquals(3, loads, "each corpus's features once");
    assertAsAlone(requests, sink);
    assertEquals(List.of(), left("all-" + method));
  }

  @Test
  void twoColumnsTwoDirectionsAndTwoTracksHaveTheBitsOfRunsAlone() throws IOException {
    List<RunRequest> requests = new ArrayList<>();
    for (String normalisation : List.of("corpus", "utterance")) {
      for (String method : List.of("emo-dna", "dann")) {
        TrainingConfig config =
            ConfigFile.parse(
                "{method: " + method + ", features: {normalisation: " + normalisation + "}}",
                "test",
                ToneCorpus.config());
        for (RunRequest one : requests(config, List.of(direction(a, b), direction(b, a)))) {
          requests.add(new RunRequest(normalisation + one.key(), one.config(), one.direction()));
        }
      }
    }
    MemorySink sink = new MemorySink();
    Heard heard = new Heard();
    matrix("columns", options().withAtOnce(3)).run(requests, sink, heard);
    assertEquals(Set.of(1, 3), replicas(sink));
    assertAsAlone(requests, sink);
    long loads =
        heard.of(Advanced.class).stream()
            .filter(one -> one.detail().matches(".*features of ."))
            .count();
    assertEquals(2, loads, "normalisations share what is loaded");
  }

  @ParameterizedTest
  @EnumSource(Confidence.Strategy.class)
  void everyThresholdToo(Confidence.Strategy strategy) throws IOException {
    TrainingConfig config =
        ConfigFile.parse(
            "{threshold: {strategy: " + strategy.name().toLowerCase(Locale.ROOT) + ", fixed: 0.4}}",
            "test",
            ToneCorpus.config());
    List<RunRequest> requests =
        requests(config, List.of(direction(a, b), direction(c, a), direction(b, a)));
    MemorySink sink = new MemorySink();
    matrix("threshold-" + strategy, options()).run(requests, sink, Progress.NONE);
    // FlexMatch counts the target's utterances, so they must be as many.
    assertEquals(
        strategy == Confidence.Strategy.FLEXMATCH ? Set.of(2, 4) : Set.of(6), replicas(sink));
    assertAsAlone(requests, sink);
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
      MemorySink sink = new MemorySink();
      matrix("leak-" + method + forward.size(), options())
          .run(
              List.of(
                  new RunRequest(
                      "f", config, Direction.transductive("forward", source, unlabelled(b))),
                  new RunRequest(
                      "b", config, Direction.transductive("backward", labelled(b), target))),
              sink,
              Progress.NONE);
      forward.add(
          sink.outcomes.get("f").model().tensors().get("emotion_classifier.weight").values());
      backward.add(bytes(sink.outcomes.get("b")));
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
  void onTheCpuAsManyAreTrainedAtOnceAsThereAreThreads() throws IOException {
    List<RunRequest> requests = requests(ToneCorpus.config(), List.of(direction(b, c)));
    requests.addAll(requests(ToneCorpus.config(), List.of(direction(c, b))));
    MemorySink sink = new MemorySink();
    matrix("few", TrainingMatrix.Options.standard()).run(requests, sink, Progress.NONE);
    assertEquals(Set.of(2), replicas(sink));
    assertAsAlone(requests, sink);
  }

  @Test
  void whatIsStoredIsNotTrainedAgain() throws IOException {
    List<RunRequest> requests = requests(ToneCorpus.config(), List.of(direction(b, c)));
    MemorySink sink = new MemorySink();
    matrix("again", options()).run(requests.subList(0, 1), sink, Progress.NONE);
    matrix("again", options()).run(requests, sink, Progress.NONE);
    assertEquals(requests.stream().map(RunRequest::key).toList(), sink.stored);
    Heard heard = new Heard();
    matrix("again", options()).run(requests, sink, heard);
    assertEquals(List.of(), heard.events);
  }

  /** One that can't be trained says why, and the others go on. */
  @Test
  void aRunThatCantBeTrainedEndsNoOther() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("broken/anger"));
    Files.writeString(broken.resolve("x.wav"), "no sound");
    UnlabelledCorpus unusable = Corpus.openUnlabelled(broken.getParent()).unlabelled();
    LabelSet wide = LabelSet.named(List.of("anger", "fear", "neutral"));
    TrainingConfig config = ToneCorpus.config().withEpochs(1);
    List<RunRequest> requests = new ArrayList<>();
    requests.add(
        new RunRequest("unusable", config, Direction.transductive("x", labelled(a), unusable)));
    requests.add(
        new RunRequest(
            "unusable2",
            config.withSeed(2),
            Direction.transductive("x", requests.get(0).direction().source(), unusable)));
    requests.add(
        new RunRequest(
            "lacks",
            config.withLabels(wide.names()),
            Direction.transductive("y", Corpus.open(a).labelled(wide), unlabelled(b))));
    requests.addAll(requests(config, List.of(direction(a, b))));
    MemorySink sink = new MemorySink();
    assertEquals(
        TrainingMatrix.End.FINISHED,
        matrix("broken", options()).run(requests, sink, Progress.NONE));
    assertEquals(Set.of("unusable", "unusable2", "lacks"), sink.notTrained.keySet());
    String why = sink.notTrained.get("unusable2").message();
    assertTrue(why.contains("no file of broken could be used"), why);
    why = sink.notTrained.get("lacks").message();
    assertTrue(why.contains("corpus a has no recording of fear"), why);
    sink.notTrained.clear();
    assertAsAlone(requests.subList(3, 5), sink);
  }

  @Test
  void wrongUseIsNamed() {
    List<RunRequest> one = requests(ToneCorpus.config(), List.of(direction(a, b)));
    List<RunRequest> twice = List.of(one.get(0), one.get(0));
    assertThrows(
        TrainingException.class,
        () -> matrix("wrong", options()).run(twice, new MemorySink(), Progress.NONE));
    for (String key : List.of("", ".a", "a/b", "..", "a b")) {
      assertThrows(
          TrainingException.class,
          () -> new RunRequest(key, ToneCorpus.config(), direction(a, b)),
          key);
      assertThrows(
          TrainingException.class,
          () -> new TrainingMatrix(settings(), work("wrong"), key, options()));
    }
    assertThrows(TrainingException.class, () -> options().withAtOnce(-1));
    assertThrows(TrainingException.class, () -> options().withWatchedEpochs(-1));
    Direction fold = Direction.withoutTarget("fold", labelled(a), unlabelled(b));
    TrainingException e =
        assertThrows(TrainingException.class, () -> new RunRequest("k", ToneCorpus.config(), fold));
    assertTrue(e.getMessage().contains("has no target to adapt to"), e.getMessage());
  }
}
