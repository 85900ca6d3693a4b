package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.emodna.audio.AudioException;
import org.emodna.audio.Outcome;
import org.emodna.audio.SignalQuality;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches of made-up recordings: what is held, what fails, and in which order answers come. */
@Timeout(120)
class FileBatchesTest {
  private static final List<String> LABELS = List.of("anger", "neutral");
  private static final SignalQuality QUALITY = new SignalQuality(1, 0, 1, 1, 1, 0, 0, -10);

  private static List<Path> files(int count) {
    return IntStream.range(0, count).mapToObj(i -> Path.of(i + ".wav")).toList();
  }

  private static int number(Path file) {
    return Integer.parseInt(file.toString().replace(".wav", ""));
  }

  private static Prepared waiting(Path file) {
    SpeechCheck check = new SpeechCheck(Optional.empty(), List.of());
    return new Prepared.Waiting(file.toString(), new float[] {number(file)}, QUALITY, check);
  }

  /** A network that repeats its input as the first class's probability. */
  private static float[][] echo(List<float[]> features) {
    return features.stream().map(one -> new float[] {one[0], -1}).toArray(float[][]::new);
  }

  private static List<Outcome<Recognition>> run(
      List<Path> files,
      int threads,
      Function<Path, Prepared> prepare,
      Function<List<float[]>, float[][]> classify) {
    return new FileBatches((number, file) -> prepare.apply(file), classify, LABELS, threads)
        .run(files, Progress.NONE);
  }

  private static float first(Outcome<Recognition> outcome) {
    Outcome.Done<Recognition> done = assertInstanceOf(Outcome.Done.class, outcome);
    return done.value().probabilities().get("anger");
  }

  @Test
  void featuresOfAFewBatchesAreHeldHoweverManyFilesThereAre() {
    int threads = 4;
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Outcome<Recognition>> outcomes =
        run(
            files(100_000),
            threads,
            file -> {
              Prepared made = waiting(file);
              most.accumulateAndGet(held.incrementAndGet(), Math::max);
              return made;
            },
            features -> {
              float[][] result = echo(features);
              held.addAndGet(-features.size());
              return result;
            });
    assertEquals(0, held.get());
    assertTrue(most.get() <= (threads + 1) * FileBatches.FILES, "held: " + most);
    for (int i = 0; i < outcomes.size(); i++) {
      assertEquals(i, first(outcomes.get(i)));
    }
  }

  @Test
  void aSlowFileHoldsUpItsOwnBatchAlone() {
    int count = 10 * FileBatches.FILES;
    CountDownLatch others = new CountDownLatch(9);
    List<Outcome<Recognition>> outcomes =
        run(
            files(count),
            2,
            file -> {
              if (number(file) == 0) {
                await(others);
              }
              return waiting(file);
            },
            features -> {
              others.countDown();
              return echo(features);
            });
    assertEquals(count, outcomes.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** By number, so that they are the same at any number of threads. */
  @Test
  void aBatchIsOfNeighbours() {
    for (int threads : new int[] {1, 3}) {
      List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
      run(
          files(150),
          threads,
          FileBatchesTest::waiting,
          features -> {
            batches.add(features.stream().map(one -> (int) one[0]).toList());
            return echo(features);
          });
      batches.sort((a, b) -> a.get(0) - b.get(0));
      List<List<Integer>> expected = List.of(range(0, 64), range(64, 128), range(128, 150));
      assertEquals(expected, batches);
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void aFileThatFailsHasItsOwnErrorAndItsNeighboursHaveAnswers() {
    for (int bad : new int[] {0, 30, 63, 69}) {
      List<Outcome<Recognition>> outcomes =
          run(
              files(70),
              2,
              file -> {
                if (number(file) == bad) {
                  throw new AudioException(file.toString(), "is broken");
                }
                return waiting(file);
              },
              FileBatchesTest::echo);
      for (int i = 0; i < 70; i++) {
        assertEquals(Path.of(i + ".wav"), outcomes.get(i).path());
        if (i == bad) {
          Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcomes.get(i));
          assertTrue(failed.exception().getMessage().startsWith(i + ".wav"));
        } else {
          assertEquals(i, first(outcomes.get(i)));
        }
      }
    }
  }

  @Test
  void anAnswerThatIsNotANumberFailsItsFileAlone() {
    List<Outcome<Recognition>> outcomes =
        run(
            files(3),
            1,
            FileBatchesTest::waiting,
            features -> new float[][] {{1, 0}, {Float.NaN, 0}, {0, 1}});
    assertInstanceOf(Outcome.Done.class, outcomes.get(0));
    Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcomes.get(1));
    assertTrue(failed.exception().getMessage().startsWith("1.wav: "));
    assertInstanceOf(Outcome.Done.class, outcomes.get(2));
  }

  @Test
  void aDeviceThatFailsIsTheErrorOfEachFileOfItsBatch() {
    EmoDnaException error = new EmoDnaException("the device has too little memory");
    List<Outcome<Recognition>> outcomes =
        run(
            files(66),
            1,
            FileBatchesTest::waiting,
            features -> {
              if (features.size() == FileBatches.FILES) {
                throw error;
              }
              return echo(features);
            });
    for (int i = 0; i < 64; i++) {
      Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcomes.get(i));
      assertSame(error, failed.exception());
    }
    assertEquals(65, first(outcomes.get(65)));
  }

  @Test
  void noFilesAreNoWork() {
    assertEquals(List.of(), run(List.of(), 2, file -> null, features -> null));
  }
}
