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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Features;
import org.emodna.features.LoadedFeatures;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.features.SpeakerStatistics;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a corpus, what is watched while a run is trained, and embeddings. */
class MatrixFoldsTest extends MatrixTraining {
  private static Set<String> ids(Corpus corpus, Predicate<String> which) {
    Set<String> ids = new TreeSet<>();
    corpus.utterances().stream().map(Utterance::id).filter(which).forEach(ids::add);
    return ids;
  }

  private static Corpus part(String name, String clips) {
    Corpus corpus = Corpus.open(a);
    return corpus.part(ids(corpus, id -> id.matches(".*clip[" + clips + "]\\.wav")), name);
  }

  private static Direction fold() {
    return Direction.withoutTarget("fold", part("train", "0-4").labelled(LABELS), test())
        .withValidation(part("held back", "5-6").unlabelled());
  }

  private static UnlabelledCorpus test() {
    return Target.of(part("test", "7-8"), LABELS).corpus();
  }

  private static TrainingConfig config(String method, String normalisation) {
    return ConfigFile.parse(
        "{method: " + method + ", features: {normalisation: " + normalisation + "}}",
        "test",
        ToneCorpus.config());
  }

  private static RunOutcome outcome(String name, TrainingConfig config, Direction direction) {
    MemorySink sink = new MemorySink();
    matrix(name, options().withWatchedEpochs(20).withEmbeddings(request -> true))
        .run(List.of(new RunRequest("run", config, direction)), sink, Progress.NONE);
    assertEquals(List.of(), List.copyOf(sink.notTrained.values()));
    return sink.outcomes.get("run");
  }

  @Test
  void aPartHasTheUtterancesThatWereNamed() {
    Corpus corpus = Corpus.open(a);
    Corpus part = part("fold", "0-4");
    assertEquals("fold", part.name());
    assertEquals(15, part.utterances().size());
    assertEquals(corpus.name(), corpus.part(Set.of(corpus.utterances().get(0).id())).name());
    assertThrows(CorpusException.class, () -> corpus.part(Set.of()));
    CorpusException e =
        assertThrows(CorpusException.class, () -> corpus.part(Set.of("no.wav", "nor.wav")));
    assertTrue(e.getMessage().contains("no utterance 'no.wav', nor 1 other"), e.getMessage());
  }

  /** The same as the source's statistics applied by hand to each of the parts. */
  @ParameterizedTest
  @ValueSource(strings = {"corpus", "utterance", "none"})
  void aFoldIsNormalisedByItsSourceAndPredictedByItsModel(String normalisation) {
    TrainingConfig config = config("source-only", normalisation);
    RunOutcome outcome = outcome("fold-" + normalisation, config, fold());
    assertEquals(6, outcome.predictions().size());
    try (FeatureLoader loader = FeatureLoader.builder(config.input()).build()) {
      LoadedFeatures source =
          loader.load("source", Recordings.of(fold().source()).inputs(), Progress.NONE);
      Normaliser ofSource = Normaliser.fit(config.input(), source);
      WatchedEpoch last = outcome.watched().get(outcome.watched().size() - 1);
      assertPredicted(outcome, loader, ofSource, Recordings.of(test()), outcome.predictions());
      assertPredicted(
          outcome,
          loader,
          ofSource,
          Recordings.of(fold().validation()),
          last.validation().orElseThrow());
    }
    // What new files are taken to resemble.
    assertEquals(normalisation.equals("corpus"), outcome.model().input().target().isPresent());
  }

  private static void assertPredicted(
      RunOutcome outcome,
      FeatureLoader loader,
      Normaliser normaliser,
      Recordings recordings,
      Predictions predictions) {
    LoadedFeatures loaded = loader.load("part", recordings.inputs(), Progress.NONE);
    try (KernelContext context = DeviceChoice.of("cpu").open(2);
        Classifier classifier = new Classifier(context, outcome.model())) {
      float[][] rows = classifier.classify(normaliser.apply("part", loaded, loader).values());
      assertEquals(
          Predictions.of(
              recordings.inputs().stream().map(FeatureLoader.Input::id).toList(),
              outcome.request().config().labels(),
              rows),
          predictions);
    }
  }

  private static Corpus withSpeakers(Path of, String name, UnaryOperator<String> speaker)
      throws IOException {
    StringBuilder rows = new StringBuilder("path,emotion,speaker\n");
    for (LabelledCorpus.Item item : labelled(of).items()) {
      List<String> row =
          List.of(
              item.path().toString(),
              ToneCorpus.LABELS.get(item.label()),
              speaker.apply(item.id()));
      rows.append(String.join(",", row)).append('\n');
    }
    return Corpus.open(Files.writeString(folder.resolve(name + ".csv"), rows.toString()));
  }

  /** Two clips of a class for each speaker: "anger 0" has the clips 0 and 1 of anger. */
  private static Corpus pairs(Path of, String name) throws IOException {
    Corpus all =
        withSpeakers(
            of,
            name,
            id ->
                id.replaceAll(".*?(\\w+)/clip(\\d)\\.wav", "$1 ")
                    + Integer.parseInt(id.replaceAll(".*clip(\\d)\\.wav", "$1")) / 2);
    return all.part(ids(all, id -> !id.matches(".*clip8\\.wav")), name);
  }

  private static Corpus speakers(Corpus corpus, Predicate<String> which) {
    Set<String> ids = new TreeSet<>();
    corpus.utterances().stream()
        .filter(one -> which.test(one.speaker()))
        .map(Utterance::id)
        .forEach(ids::add);
    return corpus.part(ids);
  }

  /** Of two utterances a speaker, and a prior of three: the source's statistics weigh more. */
  @Test
  void aSpeakerThatIsLeftOutIsWeighedAgainstTheSource() throws IOException {
    Corpus corpus = pairs(a, "pairs");
    Set<String> both = Set.of("anger 0", "neutral 1");
    LabelledCorpus source = speakers(corpus, one -> !both.contains(one)).labelled(LABELS);
    TrainingConfig config = config("source-only", "speaker, speaker-prior: 3");
    Map<String, float[]> together = new HashMap<>();
    for (Set<String> out : List.of(both, Set.of("anger 0"), Set.of("neutral 1"))) {
      Direction fold =
          Direction.withoutTarget("fold", source, speakers(corpus, out::contains).unlabelled());
      RunOutcome outcome = outcome("left out " + String.join(" ", out), config, fold);
      Recordings recognised = Recordings.of(fold.recognised());
      assertEquals(2 * out.size(), recognised.inputs().size());
      for (int i = 0; i < outcome.predictions().size(); i++) {
        float[] row = outcome.predictions().probabilities(i).orElseThrow();
        float[] before = together.putIfAbsent(outcome.predictions().ids().get(i), row);
        assertArrayEquals(before == null ? row : before, row, "the other speaker has no influence");
      }
      if (out.size() == 1) {
        try (FeatureLoader loader = FeatureLoader.builder(config.input()).build()) {
          LoadedFeatures own = loader.load("own", recognised.inputs(), Progress.NONE);
          SpeakerStatistics heard =
              SpeakerStatistics.startingFrom(
                  FeatureStatistics.of(
                      loader.load("all", Recordings.of(source).inputs(), Progress.NONE).features()),
                  3);
          for (Features one : own.features()) {
            heard = heard.plus(one);
          }
          Normaliser byHand = Normaliser.of(Normalisation.CORPUS, heard.statistics());
          assertPredicted(outcome, loader, byHand, recognised, outcome.predictions());
        }
      }
    }
  }

  /** Beside a target it is the target that speakers are taken to resemble. */
  @Test
  void speakersBesideTheTargetAreWeighedAgainstIt() throws IOException {
    Corpus corpus = pairs(b, "target pairs");
    Direction direction =
        new Direction(
            "a>b",
            pairs(a, "source pairs").labelled(LABELS),
            speakers(corpus, one -> !one.endsWith("1")).unlabelled(),
            speakers(corpus, one -> one.endsWith("1")).unlabelled(),
            null);
    TrainingConfig config = config("dann", "speaker, speaker-prior: 3");
    RunOutcome outcome = outcome("speakers beside", config, direction);
    try (FeatureLoader loader = FeatureLoader.builder(config.input()).build()) {
      Recordings recognised = Recordings.of(direction.recognised());
      LoadedFeatures target =
          loader.load("target", Recordings.of(direction.target()).inputs(), Progress.NONE);
      LoadedFeatures own = loader.load("own", recognised.inputs(), Progress.NONE);
      Normaliser byHand =
          Normaliser.fit(config.input(), own, FeatureStatistics.of(target.features()));
      assertPredicted(outcome, loader, byHand, recognised, outcome.predictions());
    }
  }

  /** Without a prior, by what they say among the recordings that are looked at. */
  @Test
  void speakersOfAFoldAreNormalisedByTheirOwnRecordings() throws IOException {
    Corpus corpus =
        withSpeakers(a, "speakers", id -> id.matches(".*clip[02468]\\.wav") ? "even" : "odd");
    Direction fold =
        Direction.withoutTarget(
            "fold",
            corpus.part(ids(corpus, id -> id.matches(".*clip[0-4]\\.wav"))).labelled(LABELS),
            corpus.part(ids(corpus, id -> id.matches(".*clip[5-8]\\.wav"))).unlabelled());
    TrainingConfig config = config("source-only", "speaker");
    RunOutcome outcome = outcome("speakers", config, fold);
    try (FeatureLoader loader = FeatureLoader.builder(config.input()).build()) {
      Recordings recognised = Recordings.of(fold.recognised());
      LoadedFeatures own = loader.load("recognised", recognised.inputs(), Progress.NONE);
      Normaliser ofOwn = Normaliser.fit(config.input(), own);
      assertPredicted(outcome, loader, ofOwn, recognised, outcome.predictions());
      LoadedFeatures source =
          loader.load("source", Recordings.of(fold.source()).inputs(), Progress.NONE);
      assertArrayEquals(
          Normaliser.fit(config.input(), source).statistics().mean(),
          outcome.model().input().target().orElseThrow().mean(),
          "new files are taken to resemble the source");
    }
  }

  /** With a target, what is recognised beside it is normalised by the target. */
  @Test
  void whatIsRecognisedBesideTheTargetIsNormalisedByIt() {
    Corpus corpus = Corpus.open(b);
    Direction direction =
        new Direction(
            "a>b",
            labelled(a),
            corpus.part(ids(corpus, id -> id.matches(".*clip[0-3]\\.wav"))).unlabelled(),
            corpus.part(ids(corpus, id -> id.matches(".*clip[4-6]\\.wav"))).unlabelled(),
            null);
    TrainingConfig config = config("dann", "corpus");
    RunOutcome outcome = outcome("beside", config, direction);
    try (FeatureLoader loader = FeatureLoader.builder(config.input()).build()) {
      LoadedFeatures target =
          loader.load("target", Recordings.of(direction.target()).inputs(), Progress.NONE);
      Normaliser ofTarget = Normaliser.fit(config.input(), target);
      assertPredicted(
          outcome, loader, ofTarget, Recordings.of(direction.recognised()), outcome.predictions());
      assertArrayEquals(
          ofTarget.statistics().mean(), outcome.model().input().target().orElseThrow().mean());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void whatIsWatchedEndsWithTheFinalPredictionsAndChangesNoBit(String method) throws IOException {
    TrainingConfig config = config(method, "corpus").withEpochs(7);
    List<RunRequest> requests = requests(config, List.of(direction(b, c), direction(c, b)));
    MemorySink plain = new MemorySink();
    matrix("plain-" + method, options()).run(requests, plain, Progress.NONE);
    MemorySink watched = new MemorySink();
    matrix("watched-" + method, options().withWatchedEpochs(3))
        .run(requests, watched, Progress.NONE);
    for (RunRequest request : requests) {
      RunOutcome outcome = watched.outcomes.get(request.key());
      assertArrayEquals(bytes(plain.outcomes.get(request.key())), bytes(outcome));
      assertEquals(List.of(), plain.outcomes.get(request.key()).watched());
      assertEquals(List.of(3, 5, 7), outcome.watched().stream().map(WatchedEpoch::epoch).toList());
      assertEquals(outcome.predictions(), outcome.watched().get(2).recognised());
      assertFalse(outcome.predictions().equals(outcome.watched().get(0).recognised()));
      assertTrue(outcome.watched().get(0).validation().isEmpty());
    }
    // An epoch's predictions are those of a run that ends there, whose ramps are as long.
    if (method.equals("source-only")) {
      MemorySink shorter = new MemorySink();
      matrix("shorter", options())
          .run(requests(config.withEpochs(3), List.of(direction(b, c))), shorter, Progress.NONE);
      String key = requests.get(0).key();
      assertEquals(
          shorter.outcomes.get(key).predictions(),
          watched.outcomes.get(key).watched().get(0).recognised());
    }
  }

  @Test
  void aboutAsManyEpochsAreWatchedAsWereAskedForAndTheLastAlways() {
    for (int epochs : new int[] {1, 2, 3, 7, 20, 38, 200}) {
      for (int wanted : new int[] {0, 1, 2, 5, 20, 300}) {
        List<Integer> at = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
          if (Watch.at(wanted, epoch, epochs)) {
            at.add(epoch);
          }
        }
        assertEquals(Math.min(wanted, epochs), at.size());
        if (wanted > 0) {
          assertEquals(epochs, at.get(at.size() - 1));
        }
      }
    }
  }

  /** The classifier, applied by hand to the embeddings, gives the predictions. */
  @Test
  void embeddingsAreWhatTheClassifierSees() {
    RunOutcome outcome = outcome("embedded", config("emo-dna", "corpus"), direction(b, c));
    assertEquals(
        List.of("SOURCE emotion", "RECOGNISED emotion", "SOURCE corpus", "RECOGNISED corpus"),
        outcome.embeddings().stream().map(one -> one.side() + " " + one.role()).toList());
    Embedding seen = outcome.embeddings().get(1);
    assertEquals(outcome.predictions().ids(), seen.ids());
    assertEquals(labelled(b).size(), outcome.embeddings().get(2).values().length);
    float[] weight = outcome.model().tensors().get("emotion_classifier.weight").values();
    float[] bias = outcome.model().tensors().get("emotion_classifier.bias").values();
    int width = seen.values()[0].length;
    for (int i = 0; i < seen.values().length; i++) {
      double[] odds = new double[bias.length];
      double sum = 0;
      for (int k = 0; k < bias.length; k++) {
        double logit = bias[k];
        for (int d = 0; d < width; d++) {
          logit += weight[k * width + d] * seen.values()[i][d];
        }
        odds[k] = Math.exp(logit);
        sum += odds[k];
      }
      float[] probabilities = outcome.predictions().probabilities(i).orElseThrow();
      for (int k = 0; k < bias.length; k++) {
        assertEquals(odds[k] / sum, probabilities[k], 1e-5);
      }
    }
    assertFalse(Arrays.equals(seen.values()[0], outcome.embeddings().get(3).values()[0]));
    assertEquals(
        2, outcome("plain", config("source-only", "corpus"), direction(b, c)).embeddings().size());
  }

  /** Features are let go of with the last run that needs them. */
  @Test
  void featuresDoNotPileUp() {
    Direction ab = direction(a, b);
    Direction bc = direction(b, c);
    TrainingConfig config = ToneCorpus.config();
    RunInput corpus = RunInput.of(config);
    RunInput utterance = RunInput.of(config("emo-dna", "utterance"));
    try (PreparedCorpora corpora = new PreparedCorpora(settings().options(), Progress.NONE)) {
      corpora.expect(corpus, ab);
      corpora.expect(corpus, bc);
      corpora.expect(utterance, bc);
      corpora.of(config, corpus, ab);
      assertEquals(2 + 21, corpora.held(), "b is to be normalised otherwise");
      corpora.done(corpus, ab);
      assertEquals(1 + 21, corpora.held());
      corpora.of(config, corpus, bc);
      corpora.done(corpus, bc);
      assertEquals(21 + 18, corpora.held());
      corpora.of(config("emo-dna", "utterance"), utterance, bc);
      assertEquals(2, corpora.held());
      corpora.done(utterance, bc);
      assertEquals(0, corpora.held());
    }
  }
}
