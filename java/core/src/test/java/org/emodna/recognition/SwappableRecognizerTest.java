package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.Outcome;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.kernels.DeviceChoice;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model changes or is closed under load, and no request is lost. */
@Timeout(120)
class SwappableRecognizerTest {
  @TempDir static Path folder;
  private static Path file;
  private static Path one;
  private static Path other;

  @BeforeAll
  static void train() throws IOException {
    Path source = ToneCorpus.write(folder.resolve("source"), 0.2, 4);
    LabelSet labels = LabelSet.named(ToneCorpus.LABELS);
    List<Path> models = new ArrayList<>();
    for (long seed : new long[] {1, 2}) {
      models.add(
          Training.builder()
              .source(Corpus.open(source).labelled(labels))
              .target(Target.open(source, labels).corpus())
              .config(ToneCorpus.config().withMethod("source-only").withSeed(seed))
              .output(folder.resolve("model" + seed + ".safetensors"))
              .device("cpu")
              .run(Progress.NONE)
              .requireFinished()
              .model());
    }
    one = models.get(0);
    other = models.get(1);
    file = source.resolve("anger/clip0.wav");
  }

  private static Recognizer load(Path model) {
    return Recognizer.builder().device(DeviceChoice.of("cpu")).threads(1).load(model);
  }

  @Test
  void swappingUnderLoadLosesNoRequest() throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    AudioClip clip = new AudioDecoder().decode(file);
    Recognition first;
    Recognition second;
    try (Recognizer a = load(one);
        Recognizer b = load(other)) {
      first = a.recognize(clip);
      second = b.recognize(clip);
    }
    assertFalse(first.equals(second));
    List<Recognizer> all = new ArrayList<>(List.of(load(one)));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (SwappableRecognizer service = new SwappableRecognizer(all.get(0))) {
      List<Future<?>> callers = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int way = t % 4;
        callers.add(
            pool.submit(
                () -> {
                  while (!stop.get()) {
                    Recognition answer =
                        switch (way) {
                          case 0 -> service.recognize(file);
                          case 1 -> service.recognize(bytes, "clip");
                          case 2 -> service.recognize(clip);
                          default -> service.with(r -> r.recognize(clip));
                        };
                    assertTrue(answer.equals(first) || answer.equals(second), answer.toString());
                    done.incrementAndGet();
                  }
                }));
      }
      for (int swaps = 0; swaps < 50 || done.get() < 4000; swaps++) {
        Recognizer next = load(swaps % 2 == 0 ? other : one);
        service.swap(next);
        Recognizer old = all.set(0, next);
        // Whoever was replaced is closed and has given all of it back.
        assertTrue(old.calls().isClosed());
        assertEquals(0, old.memoryInUse());
      }
      stop.set(true);
      for (Future<?> caller : callers) {
        caller.get();
      }
      assertTrue(all.get(0).memoryInUse() > 0);
    } finally {
      stop.set(true);
      pool.shutdown();
    }
    assertEquals(0, all.get(0).memoryInUse());
  }

  /** A deployment renames the new file onto the old one while a service loads it. */
  @Test
  void aModelThatIsReplacedWhileItIsLoadedIsTheOldOrTheNewOne() throws Exception {
    Path live = Files.copy(one, folder.resolve("live.safetensors"));
    Set<Recognition> expected = ConcurrentHashMap.newKeySet();
    for (Path model : List.of(one, other)) {
      try (Recognizer recognizer = load(model)) {
        expected.add(recognizer.recognize(file));
      }
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread deployer =
        new Thread(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                try {
                  Path fresh = folder.resolve("fresh.safetensors");
                  Files.copy(i % 2 == 0 ? other : one, fresh, StandardCopyOption.REPLACE_EXISTING);
                  Files.move(fresh, live, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            });
    deployer.start();
    try {
      for (int i = 0; i < 40; i++) {
        try (Recognizer recognizer = load(live)) {
          assertTrue(expected.contains(recognizer.recognize(file)));
        }
      }
    } finally {
      stop.set(true);
      deployer.join();
    }
  }

  @Test
  void modelsLoadFromBytes() throws IOException {
    byte[] bytes = Files.readAllBytes(one);
    byte[] copy = bytes.clone();
    try (Recognizer fromFile = load(one);
        Recognizer fromBytes =
            Recognizer.builder()
                .device(DeviceChoice.of("cpu"))
                .threads(1)
                .load(bytes, "jar:model")) {
      java.util.Arrays.fill(bytes, (byte) 0);
      assertEquals(fromFile.recognize(file), fromBytes.recognize(file));
    }
    try (Recognizer simple = Recognizer.load(copy, "jar:model")) {
      assertEquals(ToneCorpus.LABELS, simple.labels());
    }
    EmoDnaException e =
        assertThrows(EmoDnaException.class, () -> Recognizer.load(new byte[99], "jar:model"));
    assertTrue(e.getMessage().startsWith("jar:model: "), e.getMessage());
  }

  /** Progress that waits in the first file for a sign. */
  private static final class Held implements Progress {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch sign = new CountDownLatch(1);

    @Override
    public void on(ProgressEvent event) {
      if (!(event instanceof Advanced)) {
        return;
      }
      reached.countDown();
      try {
        assertTrue(sign.await(60, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void closeWaitsForRunningCalls() throws Exception {
    Recognizer recognizer = load(one);
    Held held = new Held();
    ExecutorService pool = Executors.newFixedThreadPool(3);
    Future<List<Outcome<Recognition>>> call =
        pool.submit(() -> recognizer.recognizeAll(List.of(file, file, file), held));
    held.reached.await();
    Future<?> closing = pool.submit(recognizer::close);
    Future<?> closingAgain = pool.submit(recognizer::close);
    while (!recognizer.calls().isClosed()) {
      Thread.sleep(1);
    }
    assertThrows(ClosedResourceException.class, () -> recognizer.recognize(file));
    assertFalse(closing.isDone());
    held.sign.countDown();
    for (Outcome<Recognition> outcome : call.get()) {
      assertTrue(outcome instanceof Outcome.Done, outcome.toString());
    }
    closing.get();
    closingAgain.get();
    assertEquals(0, recognizer.memoryInUse());
    pool.shutdown();
  }

  /** Also a call that a listener makes in another thread than the one that began. */
  @Test
  void closingWithinACallDoesNotWaitForItself() {
    Recognizer recognizer = load(one);
    List<Outcome<Recognition>> outcomes =
        recognizer.recognizeAll(List.of(file, file), event -> recognizer.close());
    outcomes.forEach(outcome -> assertTrue(outcome instanceof Outcome.Done, outcome.toString()));
    assertEquals(0, recognizer.memoryInUse());
    assertThrows(ClosedResourceException.class, () -> recognizer.recognize(file));

    SwappableRecognizer service = new SwappableRecognizer(load(one));
    Recognizer next = load(other);
    Recognizer old =
        service.with(
            current -> {
              service.swap(next);
              // The one that this call began with serves it to its end.
              assertEquals(ToneCorpus.LABELS, current.labels());
              current.recognize(file);
              return current;
            });
    assertEquals(0, old.memoryInUse());
    service.close();
    assertEquals(0, next.memoryInUse());
  }

  @Test
  void anInterruptedCloseStillFreesAndHandsTheInterruptionOn() throws Exception {
    Recognizer recognizer = load(one);
    Held held = new Held();
    ExecutorService pool = Executors.newFixedThreadPool(1);
    Future<?> call = pool.submit(() -> recognizer.recognizeAll(List.of(file), held));
    held.reached.await();
    AtomicBoolean kept = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              recognizer.close();
              kept.set(Thread.currentThread().isInterrupted());
            });
    closer.start();
    while (!recognizer.calls().isClosed()) {
      Thread.sleep(1);
    }
    closer.interrupt();
    closer.join(50);
    assertTrue(closer.isAlive());
    held.sign.countDown();
    closer.join();
    call.get();
    assertTrue(kept.get());
    assertEquals(0, recognizer.memoryInUse());
    pool.shutdown();
  }

  @Test
  void whatIsClosedIsNotUsed() {
    Recognizer closed = load(one);
    closed.close();
    assertThrows(ClosedResourceException.class, () -> new SwappableRecognizer(closed));
    Recognizer first = load(one);
    SwappableRecognizer service = new SwappableRecognizer(first);
    assertThrows(ClosedResourceException.class, () -> service.swap(closed));
    service.swap(first);
    assertTrue(first.memoryInUse() > 0, "itself is not closed");
    first.close();
    assertThrows(ClosedResourceException.class, () -> service.recognize(file));
    Recognizer second = load(other);
    service.swap(second);
    service.recognize(file);
    service.close();
    service.close();
    assertThrows(ClosedResourceException.class, () -> service.recognize(file));
    Recognizer late = load(one);
    assertThrows(ClosedResourceException.class, () -> service.swap(late));
    assertFalse(late.calls().isClosed(), "stays the caller's");
    late.close();
  }
}
