package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.model.ModelFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Three corpora of tones and matrices on them, for tests. */
abstract class MatrixTraining {
  static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);
  static final List<Long> SEEDS = List.of(3L, 1L);

  @TempDir static Path folder;
  static Path a;
  static Path b;
  static Path c;

  /** Epochs of 4 steps where a takes part, else of 3: two shapes. */
  @BeforeAll
  static void corpora() throws IOException {
    a = ToneCorpus.write(folder.resolve("a"), 0.2, 9);
    b = ToneCorpus.write(folder.resolve("b"), 0.6, 7);
    c = ToneCorpus.write(folder.resolve("c"), 0.9, 6);
    ALONE.clear();
  }

  static LabelledCorpus labelled(Path corpus) {
    return Corpus.open(corpus).labelled(LABELS);
  }

  static UnlabelledCorpus unlabelled(Path corpus) {
    return Target.open(corpus, LABELS).corpus();
  }

  static Direction direction(Path source, Path target) {
    String name = source.getFileName() + ">" + target.getFileName();
    return Direction.transductive(name, labelled(source), unlabelled(target));
  }

  static List<Direction> all() {
    return Stream.of(a, b, c)
        .flatMap(s -> Stream.of(a, b, c).filter(t -> t != s).map(t -> direction(s, t)))
        .toList();
  }

  /** Every direction with every seed. */
  static List<RunRequest> requests(TrainingConfig config, List<Direction> directions) {
    List<RunRequest> all = new ArrayList<>();
    for (Direction direction : directions) {
      for (long seed : SEEDS) {
        String key = config.method() + "-" + direction.name().replace('>', '-') + "-" + seed;
        all.add(new RunRequest(key, config.withSeed(seed), direction));
      }
    }
    return all;
  }

  static Training.Builder settings() {
    return Training.builder().device("cpu").threads(2);
  }

  static TrainingMatrix.Options options() {
    return TrainingMatrix.Options.standard().withAtOnce(16).withWatchedEpochs(0);
  }

  static TrainingMatrix matrix(String name, TrainingMatrix.Options options) {
    return new TrainingMatrix(settings(), work(name), "all", options);
  }

  static Path work(String name) {
    return folder.resolve("work-" + name);
  }

  /** Hears everything. */
  static final class Heard implements Progress {
    final List<ProgressEvent> events = new ArrayList<>();

    @Override
    public void on(ProgressEvent event) {
      events.add(event);
    }

    <T extends ProgressEvent> List<T> of(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> warnings() {
      return of(Warned.class).stream().map(Warned::message).toList();
    }
  }

  /** What a run comes to alone. */
  record Alone(TrainingResult.Finished result, byte[] model) {}

  private static final Map<String, Alone> ALONE = new HashMap<>();

  static Alone alone(RunRequest request) throws IOException {
    String key = request.direction().name() + ConfigFile.toJson(request.config());
    if (!ALONE.containsKey(key)) {
      TrainingResult.Finished result =
          Training.builder()
              .config(request.config())
              .device("cpu")
              .output(folder.resolve("alone"))
              .source(request.direction().source())
              .target(request.direction().target())
              .run(Progress.NONE)
              .requireFinished();
      ALONE.put(key, new Alone(result, Files.readAllBytes(result.model())));
    }
    return ALONE.get(key);
  }

  static byte[] bytes(RunOutcome outcome) throws IOException {
    Path file = folder.resolve("saved");
    ModelFile.save(outcome.model(), file);
    return Files.readAllBytes(file);
  }

  static void assertAsAlone(List<RunRequest> requests, MemorySink sink) throws IOException {
    assertEquals(Map.of(), sink.failed);
    assertEquals(Map.of(), sink.notTrained);
    assertEquals(requests.size(), sink.stored.size());
    for (RunRequest request : requests) {
      Alone alone = alone(request);
      RunOutcome outcome = sink.outcomes.get(request.key());
      assertArrayEquals(alone.model, bytes(outcome), request.title());
      assertEquals(alone.result.predictions(), outcome.predictions(), request.title());
      assertEquals(alone.result.summary(), outcome.summary());
      assertEquals(alone.result.warnings(), outcome.warnings());
    }
  }

  /** Files of the work folder, without locks. */
  static List<String> left(String name) throws IOException {
    try (Stream<Path> files = Files.list(work(name))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.endsWith(".lock"))
          .sorted()
          .toList();
    }
  }

  static void assertSame(Map<String, RunOutcome> expected, Map<String, RunOutcome> outcomes)
      throws IOException {
    assertEquals(expected.keySet(), outcomes.keySet());
    for (String key : expected.keySet()) {
      assertArrayEquals(bytes(expected.get(key)), bytes(outcomes.get(key)), key);
      assertEquals(expected.get(key).watched(), outcomes.get(key).watched(), key);
      assertEquals(expected.get(key).predictions(), outcomes.get(key).predictions(), key);
      assertEquals(expected.get(key).summary(), outcomes.get(key).summary(), key);
    }
  }
}
