package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.base.Stage;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;

/** Few utterances of a target are too few for a teacher, and that is said. */
class TeacherUseTest extends ToneTraining {
  private static TrainingConfig config(String more) {
    String vectors =
        """
        features: {streams: [tone-vectors]}
        encoder: {kind: functionals, hidden: 8, width: 4}
        schedule: {epochs: 1, batch-source: 9, batch-target: 8}
        threshold: {strategy: discriminant}
        """;
    return ConfigFile.parse(
        more, "more", ConfigFile.parse(vectors, "vectors", ToneCorpus.config()));
  }

  private static List<ProgressEvent> heard(TrainingConfig config, Path target, String name) {
    List<ProgressEvent> heard = new ArrayList<>();
    training(config, name)
        .target(Target.open(target, LABELS).corpus())
        .runSeeds(List.of(1L, 2L), heard::add);
    return heard;
  }

  private static List<Warned> warnings(List<ProgressEvent> heard) {
    return heard.stream()
        .filter(Warned.class::isInstance)
        .map(Warned.class::cast)
        .filter(warned -> warned.text().contains("pseudo-labels"))
        .toList();
  }

  @Test
  void aTargetOfFewRecordingsIsWarnedOfOnceAndNamesTheSetting() throws IOException {
    // 21 recordings of 3 classes are fewer than 30.
    List<Warned> warnings = warnings(heard(config("{}"), target, "few"));
    assertEquals(1, warnings.size());
    assertEquals("threshold.strategy", warnings.get(0).subject());
    assertTrue(
        warnings.get(0).text().contains("has 21 usable recordings")
            && warnings.get(0).text().contains("fewer than 30"),
        warnings.get(0).text());
    Path enough = ToneCorpus.write(folder.resolve("enough"), 0.6, 10);
    assertEquals(List.of(), warnings(heard(config("{}"), enough, "enough-of-them")));
  }

  @Test
  void withoutATeacherThereIsNothingToWarnOf() {
    for (String more :
        List.of("threshold: {strategy: adaptive}", "method: source-only", "method: discriminant")) {
      assertEquals(List.of(), warnings(heard(config(more), target, "none")), more);
    }
    List<Warned> method =
        warnings(heard(config("method: discriminant-self-training"), target, "itself"));
    assertEquals(List.of("method"), method.stream().map(Warned::subject).toList());
  }

  /** What may take long on a wide input has a name while it lasts. */
  @Test
  void theTeacherIsAStageOfItsOwn() {
    List<StageBegan> stages =
        heard(config("{}"), target, "stages").stream()
            .filter(StageBegan.class::isInstance)
            .map(StageBegan.class::cast)
            .toList();
    assertEquals(
        List.of(Stage.FEATURES, Stage.FEATURES, Stage.OTHER, Stage.TRAINING),
        stages.stream().map(StageBegan::stage).toList());
    assertTrue(stages.get(2).title().startsWith("linear teacher of "), stages.get(2).title());
  }

  /** A matrix has one stage; there it is warned of each target once, too. */
  @Test
  void aMatrixWarnsToo() {
    List<ProgressEvent> heard = new ArrayList<>();
    Direction direction =
        Direction.transductive(
            "one", Corpus.open(source).labelled(LABELS), Target.open(target, LABELS).corpus());
    List<RunRequest> requests =
        List.of(
            new RunRequest("one-1", config("{}").withSeed(1), direction),
            new RunRequest("one-2", config("{}").withSeed(2), direction));
    Progress progress = heard::add;
    new TrainingMatrix(
            Training.builder().device("cpu").threads(2),
            folder.resolve("matrix"),
            "all",
            TrainingMatrix.Options.standard())
        .run(requests, new MemorySink(), progress);
    assertEquals(1, warnings(heard).size());
    assertTrue(
        heard.stream()
            .anyMatch(
                event ->
                    event instanceof ProgressEvent.Advanced advanced
                        && advanced.detail().contains("linear teacher of ")));
  }
}
