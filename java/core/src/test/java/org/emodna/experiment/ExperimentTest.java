package org.emodna.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.evaluation.ScoreFile;
import org.emodna.evaluation.Target;
import org.emodna.training.EpochLog;
import org.emodna.training.InterruptedRunException;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.emodna.training.TrainingException;
import org.emodna.training.TrainingResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directions, configurations and seeds: trained as alone, stored, scored, stopped and resumed. */
class ExperimentTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);
  private static final TrainingConfig CONFIG = ToneCorpus.config().withEpochs(2);

  @TempDir static Path folder;
  private static Path a;
  private static Path b;

  @BeforeAll
  static void corpora() throws IOException {
    a = ToneCorpus.write(folder.resolve("a"), 0.2, 9);
    b = ToneCorpus.write(folder.resolve("b"), 0.6, 7);
  }

  private static LabelledCorpus source(Path corpus) {
    return Corpus.open(corpus).labelled(LABELS);
  }

  /** Two directions, two configurations that differ in their epochs, two seeds. */
  private static Experiment.Builder experiment(String output) {
    return Experiment.builder()
        .direction("a-b", source(a), Target.open(b, LABELS))
        .direction("b-a", source(b), Target.open(a, LABELS))
        .configuration("two epochs", CONFIG)
        .configuration("one epoch", CONFIG.withEpochs(1))
        .seeds(List.of(2L, 5L))
        .device("cpu")
        .folder(folder.resolve(output));
  }

  private static ExperimentResult.Finished finished(Experiment.Builder experiment) {
    return assertInstanceOf(ExperimentResult.Finished.class, experiment.run(Progress.NONE));
  }

  private static List<byte[]> models(ExperimentResult result) throws IOException {
    List<byte[]> models = new ArrayList<>();
    for (ExperimentRun run : result.runs()) {
      models.add(Files.readAllBytes(run.result().requireFinished().model()));
    }
    return models;
  }

  private static void assertSame(List<byte[]> expected, List<byte[]> models) {
    assertEquals(expected.size(), models.size());
    for (int i = 0; i < models.size(); i++) {
      assertArrayEquals(expected.get(i), models.get(i), "run " + i);
    }
  }

  @Test
  void eachRunIsAsAloneAndItsModelLogPredictionsAndScoreAreStored() throws IOException {
    ExperimentResult.Finished result = finished(experiment("stored"));
    assertEquals(
        Stream.of("two epochs", "one epoch")
            .flatMap(c -> Stream.of("a-b", "b-a").flatMap(d -> Stream.of(c + d + 2, c + d + 5)))
            .toList(),
        result.runs().stream()
            .map(run -> run.configuration() + run.direction() + run.result().seed())
            .toList());
    for (ExperimentRun run : result.runs()) {
      TrainingResult.Finished one = run.result().requireFinished();
      assertEquals(
          folder
              .resolve("stored")
              .resolve(run.configuration())
              .resolve(run.direction() + "-seed" + one.seed() + ".safetensors"),
          one.model());
      assertEquals(one.predictions(), PredictionsFile.read(PredictionsFile.of(one.model())));
      assertEquals(run.score().orElseThrow(), ScoreFile.read(ScoreFile.of(one.model())));
      assertEquals(
          one.history(),
          EpochLog.read(EpochLog.of(one.model())).stream().map(EpochLog.Entry::report).toList());
    }
    ExperimentRun last = result.runs().get(7);
    Target target = Target.open(a, LABELS);
    TrainingResult.Finished alone =
        Training.builder()
            .source(source(b))
            .target(target.corpus())
            .config(CONFIG.withEpochs(1).withSeed(5))
            .device("cpu")
            .output(folder.resolve("alone.safetensors"))
            .run(Progress.NONE)
            .requireFinished();
    assertArrayEquals(
        Files.readAllBytes(alone.model()),
        Files.readAllBytes(last.result().requireFinished().model()));
    assertEquals(target.score(alone.predictions()), last.score());
    assertEquals(4, result.scores().rows().size());
    assertEquals(2, result.scores().rows().get(0).scores().seeds().size());
    assertTrue(result.scores().toText().startsWith("| direction | two epochs UAR / WAR | one"));
    assertEquals(List.of(), result.failed());
  }

  @Test
  void whatWasStoppedGoesOnToTheSameBits() throws IOException {
    List<byte[]> expected = models(finished(experiment("whole")));
    // 16 steps: two epochs of 4 in one set of 4 models, then one of 4.
    for (int stopAt : new int[] {3, 9}) {
      AtomicInteger steps = new AtomicInteger();
      ExperimentResult.Stopped stopped =
          assertInstanceOf(
              ExperimentResult.Stopped.class,
              experiment("stopped" + stopAt)
                  .stopWhen(() -> steps.getAndIncrement() >= stopAt)
                  .run(Progress.NONE));
      assertEquals(stopAt == 3 ? "two epochs" : "one epoch", stopped.configuration());
      assertEquals(stopAt == 3 ? 4 : 8, stopped.runs().size());
      assertThrows(
          InterruptedRunException.class, () -> experiment("stopped" + stopAt).run(Progress.NONE));
      assertSame(expected, models(finished(experiment("stopped" + stopAt).resume(true))));
    }
  }

  /** Such a state is in the way before the first configuration is trained, whosever it is. */
  @Test
  void theStateOfAnInterruptedRunIsInTheWayFromTheBeginning() throws IOException {
    Path left = folder.resolve("left/one epoch/cross-corpus.checkpoint");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "state");
    InterruptedRunException e =
        assertThrows(InterruptedRunException.class, () -> experiment("left").run(Progress.NONE));
    assertEquals(left, e.checkpoint());
  }

  @Test
  void aTargetWithoutLabelsIsPredictedAndNotScored() throws IOException {
    Path plain = Files.createDirectories(folder.resolve("plain"));
    for (int i = 0; i < 6; i++) {
      Files.copy(b.resolve("anger/clip" + i + ".wav"), plain.resolve("x" + i + ".wav"));
    }
    ExperimentResult.Finished result =
        finished(
            Experiment.builder()
                .direction("a-plain", source(a), Target.open(plain, LABELS))
                .configuration("one", CONFIG.withEpochs(1))
                .device("cpu")
                .folder(folder.resolve("unscored")));
    ExperimentRun run = result.runs().get(0);
    assertEquals(Optional.empty(), run.score());
    assertEquals(6, run.result().requireFinished().predictions().size());
    assertEquals(List.of(), result.scores().rows());
  }

  @Test
  void wrongUseIsNamed() {
    assertThrows(TrainingException.class, () -> Experiment.builder().run(Progress.NONE));
    assertThrows(
        TrainingException.class, () -> experiment("wrong").configuration("one epoch", CONFIG));
    for (String name : List.of("", ".a", "a/b", "..")) {
      assertThrows(
          TrainingException.class, () -> experiment("wrong").configuration(name, CONFIG), name);
    }
    assertThrows(
        TrainingException.class, () -> experiment("wrong").seeds(List.of()).run(Progress.NONE));
    assertThrows(TrainingException.class, () -> experiment("wrong").atOnce(0).run(Progress.NONE));
  }
}
