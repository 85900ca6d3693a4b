package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.EpochValues;
import org.emodna.base.ProgressEvent.StageBegan;
import org.emodna.base.Stage;
import org.emodna.base.Thrown;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;

/** What a listener is told of epochs, and what becomes of a run whose callbacks throw. */
class CallbackTest extends ToneTraining {
  private static final TrainingConfig CONFIG = ToneCorpus.config();

  private static final class Boom extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Throws at the nth event of a kind, and counts those that come after. */
  private static final class Throwing implements Progress {
    final Throwable thrown;
    final AtomicInteger after = new AtomicInteger();
    private final Class<?> kind;
    private final int at;
    private int heard;

    Throwing(Class<?> kind, int at) {
      this(kind, at, new Boom());
    }

    Throwing(Class<?> kind, int at, Throwable thrown) {
      this.thrown = thrown;
      this.kind = kind;
      this.at = at;
    }

    @Override
    public void on(ProgressEvent event) {
      if (heard >= at) {
        after.incrementAndGet();
      }
      if (kind.isInstance(event) && ++heard == at) {
        throw Thrown.again(thrown);
      }
    }
  }

  @Test
  void epochsComeWithTheirValues() {
    List<EpochEnded> epochs = new ArrayList<>();
    List<TrainingResult> results =
        training(CONFIG, "epochs")
            .runSeeds(
                List.of(4L, 9L),
                event -> {
                  if (event instanceof EpochEnded epoch) {
                    epochs.add(epoch);
                  }
                });
    assertEquals(3, epochs.size());
    for (EpochEnded epoch : epochs) {
      assertEquals(
          List.of("seed 4", "seed 9"), epoch.runs().stream().map(EpochValues::run).toList());
      for (int r = 0; r < 2; r++) {
        EpochReport report = results.get(r).history().get(epoch.epoch() - 1);
        EpochValues values = epoch.runs().get(r);
        assertEquals(report.values(), values.values());
        assertEquals(results.get(r).seed(), values.seed());
        assertTrue(values.values().containsKey("emotion"), values.toString());
        assertTrue(values.values().containsKey("threshold.anger"), values.toString());
        assertThrows(UnsupportedOperationException.class, () -> values.values().put("x", 1.0));
      }
    }
  }

  @Test
  void theLearningRateIsThatOfTheStep() {
    TrainingConfig cosine =
        ConfigFile.parse(
            "optimizer: {learning-rate: 0.01, schedule: cosine, final-share: 0.1, warm-up-steps: 2}",
            "test",
            CONFIG);
    double[] rates =
        LongStream.range(0, 12)
            .mapToDouble(step -> EpochEvents.rate(cosine.optimizer(), step, 12))
            .toArray();
    float rate = cosine.optimizer().learningRate();
    assertEquals(rate / 2, rates[0], 1e-9);
    assertEquals(rate, rates[1], 1e-9);
    assertEquals(rate, rates[2], 1e-9);
    assertEquals(rate * (0.1 + 0.9 * 0.5), rates[7], 1e-9);
    assertTrue(rates[11] > 0.1 * rate && rates[11] < 0.13 * rate, "last: " + rates[11]);
    List<Double> heard = new ArrayList<>();
    training(cosine, "rates")
        .run(
            event -> {
              if (event instanceof EpochEnded epoch) {
                heard.add(epoch.runs().get(0).learningRate());
              }
            });
    assertEquals(List.of(rates[3], rates[7], rates[11]), heard);
  }

  @Test
  void aListenerThatThrowsEndsATrainingBehindACheckpoint() throws IOException {
    byte[] whole =
        Files.readAllBytes(training(CONFIG, "whole").run(Progress.NONE).requireFinished().model());
    int i = 0;
    for (Throwing listener :
        List.of(
            new Throwing(EpochEnded.class, 1),
            new Throwing(EpochEnded.class, 2),
            // A listener in Kotlin may throw what it does not declare.
            new Throwing(EpochEnded.class, 1, new IOException("no screen")))) {
      String name = "thrown" + i++;
      Throwable thrown = assertThrows(Throwable.class, () -> training(CONFIG, name).run(listener));
      assertSame(listener.thrown, thrown);
      assertEquals(0, listener.after.get(), "it is not called again");
      assertTrue(Files.exists(folder.resolve(name + ".checkpoint")));
      TrainingResult resumed = training(CONFIG, name).resume(true).run(Progress.NONE);
      assertArrayEquals(whole, Files.readAllBytes(resumed.requireFinished().model()));
    }
  }

  @Test
  void oneThatThrowsWhileFeaturesAreMadeEndsItAtOnce() {
    for (Throwing listener :
        List.of(
            new Throwing(Advanced.class, 2),
            new Throwing(Advanced.class, 2, new IOException("no screen")))) {
      assertSame(
          listener.thrown,
          assertThrows(Throwable.class, () -> training(CONFIG, "features").run(listener)));
      assertEquals(0, listener.after.get());
      assertFalse(Files.exists(folder.resolve("features.checkpoint")));
    }
    training(CONFIG, "features").run(Progress.NONE).requireFinished();
  }

  @Test
  void oneThatThrowsAtTheVeryEndLosesNothing() {
    // The last event of all: whatever is warned of behind the last epoch.
    Throwing listener = new Throwing(EpochEnded.class, 3);
    assertThrows(Boom.class, () -> training(CONFIG, "end").run(listener));
    assertTrue(Files.exists(folder.resolve("end")), "the model is there");
    assertFalse(Files.exists(folder.resolve("end.checkpoint")));
  }

  @Test
  void aStopSignalThatThrowsIsOneThatStops() {
    Throwable thrown = new IOException("no connection");
    AtomicInteger asked = new AtomicInteger();
    Training.Builder training =
        training(CONFIG, "signal")
            .stopWhen(
                () -> {
                  if (asked.incrementAndGet() == 5) {
                    throw Thrown.again(thrown);
                  }
                  return false;
                });
    assertSame(thrown, assertThrows(IOException.class, () -> training.run(Progress.NONE)));
    assertEquals(5, asked.get());
    assertTrue(Files.exists(folder.resolve("signal.checkpoint")));
  }

  /** Corpora of several columns have the same to say, each time that they are prepared. */
  @Test
  void aWarningOfAMatrixIsLoggedOnce() {
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Progress.LOGGER);
    logger.addHandler(handler);
    try {
      List<ProgressEvent> heard = new ArrayList<>();
      Callbacks callbacks = new Callbacks(heard::add, () -> false);
      MatrixProgress matrix = new MatrixProgress(callbacks, System::nanoTime);
      for (int column = 0; column < 2; column++) {
        callbacks.ending(matrix.within()).warn("a", "has no speakers");
      }
      assertEquals(1, heard.size());
      assertEquals(List.of("a: has no speakers"), lines);
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void aSinkThatThrowsLosesNoOtherRunOfItsSet() {
    MemorySink sink =
        new MemorySink() {
          @Override
          public void store(RunOutcome outcome) {
            super.store(outcome);
            if (stored.size() == 1) {
              throw Thrown.again(new IOException("no screen"));
            }
          }
        };
    List<RunRequest> requests =
        LongStream.of(1, 2, 3)
            .mapToObj(
                seed -> new RunRequest("run-" + seed, CONFIG.withSeed(seed), request().direction()))
            .toList();
    TrainingMatrix matrix =
        new TrainingMatrix(
            Training.builder().device("cpu"),
            folder.resolve("throwing-sink"),
            "all",
            TrainingMatrix.Options.standard().withWatchedEpochs(0).withAtOnce(3));
    assertThrows(IOException.class, () -> matrix.run(requests, sink, Progress.NONE));
    assertEquals(List.of("run-1", "run-2", "run-3"), sink.stored);
    assertEquals(TrainingMatrix.End.FINISHED, matrix.run(requests, sink, Progress.NONE));
    assertEquals(3, sink.stored.size());
  }

  private static RunRequest request() {
    return new RunRequest(
        "run",
        CONFIG,
        Direction.transductive(
            "a>b", Corpus.open(source).labelled(LABELS), Target.open(target, LABELS).corpus()));
  }

  private static TrainingMatrix matrix(String name) {
    return new TrainingMatrix(
        Training.builder().device("cpu"),
        folder.resolve(name),
        "all",
        TrainingMatrix.Options.standard().withWatchedEpochs(0));
  }

  @Test
  void noRunOfAMatrixIsToBlame() {
    MemorySink whole = new MemorySink();
    matrix("matrix-whole").run(List.of(request()), whole, Progress.NONE);
    MemorySink sink = new MemorySink();
    for (Throwing listener :
        List.of(
            new Throwing(Advanced.class, 2),
            new Throwing(EpochEnded.class, 2, new IOException("no screen")))) {
      assertSame(
          listener.thrown,
          assertThrows(
              Throwable.class, () -> matrix("matrix").run(List.of(request()), sink, listener)));
      assertEquals(0, sink.stored.size() + sink.failed.size() + sink.notTrained.size());
    }
    MemorySink blind =
        new MemorySink() {
          private int asked;

          @Override
          public boolean has(RunRequest request) {
            if (++asked > 1) {
              throw new Boom();
            }
            return false;
          }
        };
    assertThrows(Boom.class, () -> matrix("matrix").run(List.of(request()), blind, Progress.NONE));
    assertEquals(0, blind.notTrained.size());
    List<ProgressEvent> events = new ArrayList<>();
    matrix("matrix").run(List.of(request()), sink, events::add);
    ModelBits.assertSame(whole.outcomes.get("run").model(), sink.outcomes.get("run").model());
    List<EpochEnded> epochs =
        events.stream().filter(EpochEnded.class::isInstance).map(EpochEnded.class::cast).toList();
    assertEquals("a>b, emo-dna, seed " + CONFIG.seed(), epochs.get(0).runs().get(0).run());
    assertEquals("", epochs.get(0).text());
    assertTrue(
        events.stream()
            .anyMatch(e -> e instanceof StageBegan began && began.stage() == Stage.TRAINING));
  }
}
