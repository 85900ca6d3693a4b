package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.Section;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.evaluation.Target;
import org.emodna.objective.Objective;
import org.emodna.objective.Settings;
import org.emodna.objective.Solver;
import org.emodna.objective.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed on the host at once, by solvers and teachers, is interrupted while it is. */
class HostWorkTest extends ToneTraining {
  private static final String TEACHER = "linear teacher of ";

  private static TrainingConfig config(String more) {
    return ConfigFile.parse(
        more,
        "more",
        ConfigFile.parse(
            """
            features: {streams: [tone-vectors]}
            encoder: {kind: functionals, hidden: 4, width: 4}
            schedule: {epochs: 1}
            threshold: {strategy: discriminant}
            """,
            "host",
            ToneCorpus.config()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic-regression", "discriminant", "discriminant-self-training"})
  void aSolverIsInterruptedAtItsWork(String method) {
    TrainingConfig config = config("method: " + method);
    Thread caller = Thread.currentThread();
    // Asked for the last time before the solver begins: only that can hear of it.
    Training.Builder training =
        training(config, method)
            .stopWhen(
                () -> {
                  caller.interrupt();
                  return false;
                });
    assertThrows(InterruptedWorkException.class, () -> training.run(Progress.NONE));
    assertTrue(Thread.interrupted(), "the caller still is");
    assertFalse(Files.exists(folder.resolve(method + ".checkpoint")));
    training(config, method).run(Progress.NONE).requireFinished();
  }

  @Test
  void aTeacherToo() {
    Thread caller = Thread.currentThread();
    Progress interrupting =
        event -> {
          if (event instanceof StageBegan stage && stage.title().startsWith(TEACHER)) {
            caller.interrupt();
          }
        };
    assertThrows(
        InterruptedWorkException.class, () -> training(config("{}"), "teacher").run(interrupting));
    assertTrue(Thread.interrupted());
    assertFalse(Files.exists(folder.resolve("teacher.checkpoint")));
    training(config("{}"), "teacher").run(Progress.NONE).requireFinished();
  }

  private static RunRequest request(TrainingConfig config) {
    return new RunRequest(
        "run",
        config,
        Direction.transductive(
            "a>b", Corpus.open(source).labelled(LABELS), Target.open(target, LABELS).corpus()));
  }

  private static TrainingMatrix matrix(String name) {
    return new TrainingMatrix(
        Training.builder().device("cpu"),
        folder.resolve(name),
        "all",
        TrainingMatrix.Options.standard().withWatchedEpochs(1));
  }

  @Test
  void inAMatrixNoRunIsToBlame() {
    RunRequest request = request(config("{}"));
    TrainingMatrix matrix = matrix("matrix");
    Thread caller = Thread.currentThread();
    MemorySink sink = new MemorySink();
    TrainingMatrix.End end =
        matrix.run(
            List.of(request),
            sink,
            event -> {
              if (event instanceof Advanced advanced && advanced.detail().contains(TEACHER)) {
                caller.interrupt();
              }
            });
    assertTrue(Thread.interrupted());
    assertEquals(TrainingMatrix.End.STOPPED, end);
    assertEquals(0, sink.notTrained.size() + sink.failed.size() + sink.stored.size());
    assertEquals(TrainingMatrix.End.FINISHED, matrix.run(List.of(request), sink, Progress.NONE));
    assertEquals(List.of("run"), sink.stored);
  }

  /** As where the settings were changed to those of a method that is solved. */
  @Test
  void aStateOfStepsIsNotLostToASolver() {
    training(config("{}"), "mine").stopWhen(() -> true).run(Progress.NONE);
    assertThrows(
        TrainingException.class,
        () -> training(config("method: discriminant"), "mine").resume(true).run(Progress.NONE));
    assertTrue(Files.exists(folder.resolve("mine.checkpoint")));
  }

  /** Of another jar, found by this thread's class loader. */
  private abstract static class OutsideSolver implements Objective, Solver {
    @Override
    public List<Term> terms() {
      return List.of();
    }

    @Override
    public Optional<String> encoder() {
      return Optional.of("identity");
    }

    @Override
    public Optional<Solver> solver() {
      return Optional.of(this);
    }

    @Override
    public List<Section<?>> sections() {
      return List.of();
    }
  }

  /** Finds nothing. */
  public static final class Unsolvable extends OutsideSolver {
    @Override
    public String name() {
      return "unsolvable";
    }

    @Override
    public Solution solve(Settings settings, Data data, Runnable check) {
      throw new EmoDnaException(Problem.of("unsolvable", "has no minimum").remedy("give it up"));
    }
  }

  /** Never ends by itself. */
  public static final class Endless extends OutsideSolver {
    @Override
    public String name() {
      return "endless";
    }

    @Override
    public Solution solve(Settings settings, Data data, Runnable check) {
      while (true) {
        check.run();
      }
    }
  }

  @Test
  void aSolverFromOutsideFailsAndIsStopped() throws IOException {
    Path services =
        Files.createDirectories(folder.resolve("outside/META-INF/services"))
            .resolve(Objective.class.getName());
    Files.writeString(services, Unsolvable.class.getName() + "\n" + Endless.class.getName());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    URL[] outside = {folder.resolve("outside").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(outside, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      fails(config("method: unsolvable"));
      AtomicInteger asked = new AtomicInteger();
      TrainingResult stopped =
          training(config("method: endless"), "endless")
              .stopWhen(() -> asked.incrementAndGet() > 1)
              .run(Progress.NONE);
      assertEquals(
          List.of(), assertInstanceOf(TrainingResult.Stopped.class, stopped).checkpoints());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static void fails(TrainingConfig config) {
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> training(config, "unsolved").runSeeds(List.of(1L, 2L), Progress.NONE));
    assertEquals("unsolvable: has no minimum; give it up", e.getMessage());
    assertFalse(Files.exists(folder.resolve("unsolved-seed1")));
    MemorySink sink = new MemorySink();
    matrix("unsolved-matrix").run(List.of(request(config)), sink, Progress.NONE);
    assertEquals("has no minimum", sink.failed.get("run").reason());
  }
}
