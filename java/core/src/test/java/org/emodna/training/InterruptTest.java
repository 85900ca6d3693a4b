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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusScan;
import org.emodna.evaluation.Target;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupting the thread ends long work as the stop signal does, and leaves nothing behind. */
@Timeout(120)
class InterruptTest extends ToneTraining {
  private static final TrainingConfig CONFIG = ToneCorpus.config();

  @AfterEach
  void nothingIsLeft() {
    Thread.interrupted();
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("emodna-files"))
            .toList());
  }

  /** Interrupts the calling thread at the nth event of a kind. */
  private static Progress interrupting(Class<?> kind, int at) {
    Thread caller = Thread.currentThread();
    AtomicInteger heard = new AtomicInteger();
    return event -> {
      if (kind.isInstance(event) && heard.incrementAndGet() == at) {
        caller.interrupt();
      }
    };
  }

  private static Progress interruptingTraining() {
    Thread caller = Thread.currentThread();
    return event -> {
      if (event instanceof EpochEnded epoch && epoch.epoch() == 2) {
        caller.interrupt();
      }
    };
  }

  @Test
  void aTrainingIsStoppedBehindACheckpointAndGoesOnToTheSameBits() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            training(CONFIG, "whole-model").run(Progress.NONE).requireFinished().model());
    TrainingResult stopped = training(CONFIG, "interrupted").run(interruptingTraining());
    assertTrue(Thread.interrupted(), "the caller still is");
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    assertTrue(Files.exists(folder.resolve("interrupted.checkpoint")));
    TrainingResult resumed = training(CONFIG, "interrupted").resume(true).run(Progress.NONE);
    assertArrayEquals(whole, Files.readAllBytes(resumed.requireFinished().model()));
  }

  @Test
  void seedsAreStoppedTogether() throws IOException {
    List<Long> seeds = List.of(1L, 2L);
    training(CONFIG, "seeds-whole").runSeeds(seeds, Progress.NONE);
    List<TrainingResult> stopped =
        training(CONFIG, "seeds").runSeeds(seeds, interruptingTraining());
    assertTrue(Thread.interrupted());
    stopped.forEach(one -> assertInstanceOf(TrainingResult.Stopped.class, one));
    training(CONFIG, "seeds").resume(true).runSeeds(seeds, Progress.NONE);
    for (long seed : seeds) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("seeds-whole-seed" + seed)),
          Files.readAllBytes(folder.resolve("seeds-seed" + seed)));
    }
  }

  @Test
  void beforeTheFirstStepThereIsNothingToGoOnFrom() {
    Path cache = folder.resolve("cache");
    assertThrows(
        InterruptedWorkException.class,
        () -> training(CONFIG, "early").cache(cache).run(interrupting(Advanced.class, 1)));
    assertTrue(Thread.interrupted());
    assertFalse(Files.exists(folder.resolve("early.checkpoint")));
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedWorkException.class, () -> training(CONFIG, "early").run(Progress.NONE));
    assertTrue(Thread.interrupted());
    // The lock is free, and so is the way.
    training(CONFIG, "early").cache(cache).run(Progress.NONE).requireFinished();
  }

  private static TrainingMatrix matrix(String name) {
    return new TrainingMatrix(
        Training.builder().device("cpu"),
        folder.resolve(name),
        "all",
        TrainingMatrix.Options.standard().withAtOnce(1).withWatchedEpochs(0));
  }

  private static List<RunRequest> requests() {
    Direction direction =
        Direction.transductive(
            "a>b", Corpus.open(source).labelled(LABELS), Target.open(target, LABELS).corpus());
    return Stream.of(1L, 2L)
        .map(seed -> new RunRequest("run-" + seed, CONFIG.withSeed(seed), direction))
        .toList();
  }

  @Test
  void aMatrixIsStoppedAndNoRunIsToBlame() {
    MemorySink whole = new MemorySink();
    matrix("whole-matrix").run(requests(), whole, Progress.NONE);
    MemorySink sink = new MemorySink();
    // While features are made, and then in the second of three epochs of the second run.
    assertEquals(
        TrainingMatrix.End.STOPPED,
        matrix("stopped").run(requests(), sink, interrupting(Advanced.class, 1)));
    assertTrue(Thread.interrupted());
    assertEquals(0, sink.stored.size() + sink.notTrained.size() + sink.failed.size());
    assertEquals(
        TrainingMatrix.End.STOPPED,
        matrix("stopped").run(requests(), sink, interrupting(EpochEnded.class, 5)));
    assertTrue(Thread.interrupted());
    assertEquals(List.of("run-1"), sink.stored);
    assertEquals(0, sink.notTrained.size() + sink.failed.size());
    assertEquals(
        TrainingMatrix.End.FINISHED, matrix("stopped").run(requests(), sink, Progress.NONE));
    assertEquals(List.of("run-1", "run-2"), sink.stored);
    whole.outcomes.forEach(
        (key, one) -> {
          assertEquals(one.predictions(), sink.outcomes.get(key).predictions());
          ModelBits.assertSame(one.model(), sink.outcomes.get(key).model());
        });
  }

  @Test
  void recognitionAndScansEndWithAnErrorOfTheirOwn() {
    Path model = training(CONFIG, "model").run(Progress.NONE).requireFinished().model();
    List<Path> files = Corpus.open(target).utterances().stream().map(one -> one.path()).toList();
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).threads(2).load(model)) {
      assertThrows(
          InterruptedWorkException.class,
          () -> recognizer.recognizeAll(files, interrupting(Advanced.class, 3)));
      assertTrue(Thread.interrupted());
      assertThrows(
          InterruptedWorkException.class,
          () ->
              recognizer.recognize(
                  Corpus.open(target).unlabelled(),
                  Recognizer.Statistics.CORPUS,
                  interrupting(Advanced.class, 3)));
      assertTrue(Thread.interrupted());
      // It is as good as before; and one file is not disturbed by an interruption.
      Thread.currentThread().interrupt();
      assertTrue(recognizer.recognize(files.get(0)).hasEmotion());
      assertTrue(Thread.interrupted());
      assertEquals(files.size(), recognizer.recognizeAll(files, Progress.NONE).size());
    }
    assertThrows(
        InterruptedWorkException.class,
        () -> CorpusScan.of(Corpus.open(target), 2, interrupting(Advanced.class, 2)));
    assertTrue(Thread.interrupted());
  }

  /** Another thread interrupts, at any moment: always a stop, a typed exception or the end. */
  @Test
  void atAnyMomentAnInterruptionIsOneOfThree() throws Exception {
    byte[] whole =
        Files.readAllBytes(
            training(CONFIG, "any-whole").run(Progress.NONE).requireFinished().model());
    Thread caller = Thread.currentThread();
    for (int i = 0; i < 12; i++) {
      int millis = 15 * i;
      Thread other =
          new Thread(
              () -> {
                try {
                  Thread.sleep(millis);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                caller.interrupt();
              });
      other.start();
      boolean done = false;
      try {
        done = training(CONFIG, "any" + i).run(Progress.NONE) instanceof TrainingResult.Finished;
      } catch (InterruptedWorkException e) {
        assertTrue(caller.isInterrupted());
      }
      while (other.isAlive()) {
        Thread.interrupted();
        try {
          other.join();
        } catch (InterruptedException e) {
          // The one that was asked for.
        }
      }
      Thread.interrupted();
      if (!done) {
        training(CONFIG, "any" + i).resume(true).run(Progress.NONE).requireFinished();
      }
      assertArrayEquals(whole, Files.readAllBytes(folder.resolve("any" + i)), "after " + millis);
    }
  }
}
