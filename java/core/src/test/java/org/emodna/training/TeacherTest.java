package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EMO-DNA with the pseudo-labels of a linear teacher, from recordings to models. */
class TeacherTest extends ToneTraining {
  private static final String VECTORS =
      """
      features: {streams: [tone-vectors]}
      encoder: {kind: functionals, hidden: 16, width: 8}
      optimizer: {learning-rate: 0.01}
      schedule: {epochs: 8, batch-source: 9, batch-target: 8, balanced: true}
      threshold: {strategy: discriminant}
      self-training: {share: 0.5}
      """;

  private static TrainingConfig config(String more) {
    return ConfigFile.parse(
        more, "more", ConfigFile.parse(VECTORS, "vectors", ToneCorpus.config()));
  }

  private static byte[] bytes(TrainingResult result) throws IOException {
    return Files.readAllBytes(result.requireFinished().model());
  }

  private static double right(TrainingResult result) {
    TrainingResult.Finished finished = result.requireFinished();
    int[] classes = finished.predictions().classes();
    List<String> ids = finished.predictions().ids();
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += ids.get(i).startsWith(ToneCorpus.LABELS.get(classes[i])) ? 1 : 0;
    }
    return (double) right / classes.length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "target-emotion: {weight: 1}", "method: pseudo-label", "ensemble: 2"})
  void learnsTonesStopsAndResumesToTheSameBitsAtAnyThreads(String more) throws IOException {
    TrainingConfig config = config(more);
    String name = "taught" + Math.abs(more.hashCode());
    TrainingResult whole = training(config, name).threads(1).run(Progress.NONE);
    assertTrue(right(whole) > 0.9, "share " + right(whole));
    assertArrayEquals(
        bytes(whole), bytes(training(config, name + "-2").threads(2).run(Progress.NONE)));
    AtomicInteger steps = new AtomicInteger();
    TrainingResult stopped =
        training(config, name + "-stopped")
            .stopWhen(() -> steps.getAndIncrement() >= 7)
            .run(Progress.NONE);
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    TrainingResult resumed = training(config, name + "-stopped").resume(true).run(Progress.NONE);
    assertArrayEquals(bytes(whole), bytes(resumed));
    assertEquals(whole.history(), resumed.history());
    for (EpochReport report : whole.history()) {
      // Of 7 recordings of each of 3 classes the teacher keeps half, which is 4.
      assertEquals(12 / 21f, report.values().get("selected"), 1e-6);
      assertTrue(report.values().keySet().stream().noneMatch(k -> k.startsWith("threshold.")));
    }
  }

  @Test
  void settingsOfTheTeacherMatterAndBelongToTheRun() throws IOException {
    byte[] usual = bytes(training(config("{}"), "usual").run(Progress.NONE));
    for (String change :
        List.of(
            "threshold: {strategy: adaptive}",
            "self-training: {share: 0.9}",
            "target-emotion: {weight: 1}")) {
      byte[] other = bytes(training(config(change), "other").run(Progress.NONE));
      assertFalse(Arrays.equals(usual, other), change);
    }
    AtomicInteger steps = new AtomicInteger();
    training(config("{}"), "kept").stopWhen(() -> steps.getAndIncrement() >= 7).run(Progress.NONE);
    Training.Builder changed =
        training(config("discriminant: {shrinkage: 0.5}"), "kept").resume(true);
    assertThrows(TrainingException.class, () -> changed.run(Progress.NONE));
  }

  @Test
  void framesHaveATeacherToo() {
    TrainingConfig config =
        ConfigFile.parse("threshold: {strategy: discriminant}", "frames", ToneCorpus.config());
    TrainingResult.Finished result =
        training(config, "frames").run(Progress.NONE).requireFinished();
    double selected = result.history().get(0).values().get("selected");
    assertTrue(selected >= 0.7 && selected < 0.9, "selected " + selected);
  }

  /** Where no target row has a label there is no loss, so the source's labels are left out. */
  @Test
  void crossEntropyOnTheTargetReadsPseudoLabelsAlone() {
    String weight = "target-emotion: {weight: 1}\n";
    TrainingResult none =
        training(config(weight + "threshold: {strategy: none}"), "none").run(Progress.NONE);
    none.history().forEach(one -> assertEquals(0, one.values().get("target-emotion")));
    double taught = last(weight);
    double hardly = last("target-emotion: {weight: 1.0e-6}");
    assertTrue(taught > 0 && taught < hardly, taught + " against " + hardly);
  }

  /** The loss on the target of the last epoch, where nothing else looks at the target. */
  private static double last(String weight) {
    String alone =
        """
        alignment: {class-weight: 0, corpus-weight: 0}
        decoupling: {weight: 0}
        corpus-classifier: {weight: 0}
        """;
    List<EpochReport> history =
        training(config(alone + weight), "last").run(Progress.NONE).requireFinished().history();
    return history.get(history.size() - 1).values().get("target-emotion");
  }
}
