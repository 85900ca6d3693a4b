package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;
import org.emodna.evaluation.Target;
import org.emodna.features.Normalisation;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Normalisation auto: by speaker where all corpora know their speakers, else by corpus. */
class AutoNormalisationTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);
  private static final TrainingConfig AUTO = ToneCorpus.config().withNormalisation("auto");

  @TempDir static Path folder;
  private static Path plain;
  private static Path spoken;
  private static Path alsoSpoken;

  @BeforeAll
  static void corpora() throws IOException {
    plain = ToneCorpus.write(folder.resolve("plain"), 0.2, 6);
    spoken = bySpeaker(ToneCorpus.write(folder.resolve("spoken"), 0.4, 6));
    alsoSpoken = bySpeaker(ToneCorpus.write(folder.resolve("other"), 0.6, 6));
  }

  /** Moves the clips of each class into folders of two speakers. */
  private static Path bySpeaker(Path corpus) throws IOException {
    for (String label : ToneCorpus.LABELS) {
      for (int i = 0; i < 6; i++) {
        Path to = Files.createDirectories(corpus.resolve(label).resolve("speaker" + i % 2));
        String name = "clip" + i + ".wav";
        Files.move(corpus.resolve(label).resolve(name), to.resolve(name));
      }
    }
    return corpus;
  }

  private static UnlabelledCorpus unlabelled(Path corpus) {
    return Target.open(corpus, LABELS).corpus();
  }

  private static Direction direction(Path source, Path target) {
    return Direction.transductive("test", Corpus.open(source).labelled(LABELS), unlabelled(target));
  }

  private static String decided(Direction direction) {
    return AutoNormalisation.decided(AUTO, direction).features().normalisation();
  }

  @Test
  void speakersOfAllCorporaDecide() {
    assertEquals("speaker", decided(direction(spoken, alsoSpoken)));
    assertEquals("corpus", decided(direction(plain, spoken)));
    assertEquals("corpus", decided(direction(spoken, plain)));
    Direction held = direction(spoken, alsoSpoken).withValidation(unlabelled(plain));
    assertEquals("corpus", decided(held));
    Direction folds =
        Direction.withoutTarget(
            "fold", Corpus.open(spoken).labelled(LABELS), unlabelled(alsoSpoken));
    assertEquals("speaker", decided(folds));
    TrainingConfig named = AUTO.withNormalisation("utterance");
    assertSame(named, AutoNormalisation.decided(named, direction(spoken, alsoSpoken)));
    assertThrows(ConfigException.class, AUTO::input);
  }

  /** An empty column of a database makes no speaker that all strangers are. */
  @Test
  void blankSpeakersAreUnknown() {
    for (String blank : new String[] {"", " ", "\t", null}) {
      Corpus strangers =
          Corpus.of(
              "strangers",
              Corpus.open(spoken).utterances().stream()
                  .map(one -> Utterance.of(one.id(), one.path(), one.emotion().name(), blank))
                  .toList());
      assertNull(strangers.utterances().get(0).speaker());
      assertEquals(
          "corpus",
          decided(
              Direction.transductive("test", strangers.labelled(LABELS), unlabelled(alsoSpoken))));
    }
  }

  @Test
  void speakersThatAreNotKnownAreSaidBeforeAnyWork() {
    TrainingConfig bySpeaker = AUTO.withNormalisation("speaker");
    AutoNormalisation.requireSpeakers(bySpeaker, direction(spoken, alsoSpoken));
    AutoNormalisation.requireSpeakers(AUTO.withNormalisation("corpus"), direction(plain, spoken));
    List<Object> events = new ArrayList<>();
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> training(bySpeaker, direction(spoken, plain), "unknown").run(events::add));
    assertTrue(
        e.getMessage().contains("18 of 18 recordings of plain have no speaker"), e.getMessage());
    assertEquals(List.of(), events);
  }

  private static Training.Builder training(
      TrainingConfig config, Direction direction, String output) {
    return Training.builder()
        .source(direction.source())
        .target(direction.target())
        .config(config)
        .device("cpu")
        .output(folder.resolve(output));
  }

  @Test
  void theModelIsThatOfTheNormalisationNamedAndSaysWhich() throws IOException {
    for (Direction direction : List.of(direction(spoken, alsoSpoken), direction(spoken, plain))) {
      String which = decided(direction);
      List<String> titles = new ArrayList<>();
      Path auto =
          training(AUTO, direction, "auto-" + which)
              .run(
                  event -> {
                    if (event instanceof StageBegan stage) {
                      titles.add(stage.title());
                    }
                  })
              .requireFinished()
              .model();
      Path named =
          training(AUTO.withNormalisation(which), direction, "named-" + which)
              .run(Progress.NONE)
              .requireFinished()
              .model();
      assertArrayEquals(Files.readAllBytes(named), Files.readAllBytes(auto));
      assertTrue(
          titles.stream().anyMatch(title -> title.contains("normalised by " + which)),
          titles.toString());
      Model model = ModelFile.load(auto);
      assertEquals(which, model.provenance().get("normalisation"));
      assertEquals(Normalisation.of(which), model.input().spec().normalisation());
      assertTrue(model.config().contains("\"normalisation\":\"" + which + "\""));
      assertTrue(model.input().target().isPresent());
    }
  }

  @Test
  void aMatrixDecidesForEachDirection() {
    MemorySink sink = new MemorySink();
    List<RunRequest> wanted =
        List.of(
            new RunRequest("speaker", AUTO, direction(spoken, alsoSpoken)),
            new RunRequest("corpus", AUTO, direction(spoken, plain)));
    new TrainingMatrix(
            Training.builder().device("cpu"),
            folder.resolve("work"),
            "all",
            TrainingMatrix.Options.standard())
        .run(wanted, sink, Progress.NONE);
    for (String key : List.of("speaker", "corpus")) {
      assertEquals(key, sink.outcomes.get(key).model().provenance().get("normalisation"));
    }
  }

  @Test
  void aModelBySpeakerRecognisesRecordingsOfAnybody() {
    Path model =
        training(AUTO, direction(spoken, alsoSpoken), "anybody")
            .run(Progress.NONE)
            .requireFinished()
            .model();
    try (Recognizer recognizer = Recognizer.builder().device(DeviceChoice.of("cpu")).load(model)) {
      Path file = Corpus.open(plain).utterances().get(0).path();
      assertEquals(3, recognizer.recognize(file).probabilities().size());
      List<String> warnings = new ArrayList<>();
      Progress progress =
          event -> {
            if (event instanceof Warned warned) {
              warnings.add(warned.message());
            }
          };
      recognizer.recognize(unlabelled(alsoSpoken), Recognizer.Statistics.CORPUS, progress);
      assertEquals(List.of(), warnings);
      recognizer.recognize(unlabelled(plain), Recognizer.Statistics.CORPUS, progress);
      assertTrue(warnings.toString().contains("normalised by corpus"), warnings.toString());
    }
  }
}
