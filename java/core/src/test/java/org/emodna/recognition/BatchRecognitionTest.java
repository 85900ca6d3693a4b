package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.emodna.audio.AudioException;
import org.emodna.audio.Outcome;
import org.emodna.base.Progress;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.evaluation.Target;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings recognised in batches, on the CPU and on an emulated GPU. */
@Timeout(300)
class BatchRecognitionTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);

  @TempDir static Path folder;
  private static Path model;
  private static List<Path> files;

  @BeforeAll
  static void train() throws IOException {
    Path source = ToneCorpus.write(folder.resolve("source"), 0.2, 4);
    model =
        Training.builder()
            .source(Corpus.open(source).labelled(LABELS))
            .target(Target.open(source, LABELS).corpus())
            .config(ToneCorpus.config().withMethod("source-only"))
            .output(folder.resolve("model.safetensors"))
            .device("cpu")
            .run(Progress.NONE)
            .requireFinished()
            .model();
    // Of all lengths from 0.5 to 0.75 s.
    Path many = ToneCorpus.write(folder.resolve("many"), 0.3, 67);
    try (Stream<Path> tree = Files.walk(many)) {
      files = tree.filter(Files::isRegularFile).sorted().limit(200).toList();
    }
  }

  private static Recognizer load(String device, int threads) {
    return Recognizer.builder().device(DeviceChoice.of(device)).threads(threads).load(model);
  }

  private static Recognition recognised(Outcome<Recognition> outcome) {
    Outcome.Done<Recognition> done = assertInstanceOf(Outcome.Done.class, outcome);
    return done.value();
  }

  @Test
  void recordingsInMemoryGiveTheSameAndOneThatFailsStopsNoOther() {
    List<EncodedAudio> recordings = new ArrayList<>();
    for (Path file : files) {
      recordings.add(new EncodedAudio(file.toString(), () -> bytes(file)));
    }
    recordings.add(EncodedAudio.of(new byte[100], "nul\0name"));
    recordings.add(
        new EncodedAudio(
            "far away",
            () -> {
              throw new AudioException("far away", "can't be reached");
            }));
    try (Recognizer recognizer = load("cpu", 2)) {
      List<Outcome<Recognition>> all = recognizer.recognizeEncoded(recordings, Progress.NONE);
      assertEquals(
          recognizer.recognizeAll(files, Progress.NONE).stream()
              .map(BatchRecognitionTest::recognised)
              .toList(),
          all.subList(0, files.size()).stream().map(BatchRecognitionTest::recognised).toList());
      assertInstanceOf(Outcome.Failed.class, all.get(files.size()));
      Outcome.Failed<Recognition> last =
          assertInstanceOf(Outcome.Failed.class, all.get(files.size() + 1));
      assertEquals("can't be reached", last.exception().reason());
      assertEquals(List.of(), recognizer.recognizeEncoded(List.of(), Progress.NONE));
    }
  }

  @Test
  void namesThatAreNoPathsAreEscaped() throws Exception {
    assertEquals(Path.of("a\\u0000b"), EncodedAudio.of(new byte[0], "a\0b").path());
    assertEquals(Path.of("half\\uD800"), EncodedAudio.of(new byte[0], "half\uD800").path());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            NamesProcess.class.getName(),
            model.toString(),
            files.get(0).toString());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    List<String> lines = output.lines().toList();
    assertEquals("ANSI_X3.4-1968", lines.get(lines.size() - 6), output);
    assertEquals(
        List.of(
            "\\u00FC.wav done",
            "plain.wav done",
            "a\\u0000b.wav done",
            "half\\uD800.wav done",
            "\\uD83D\\uDE00/\\u00E4.wav done"),
        lines.subList(lines.size() - 5, lines.size()),
        output);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBatchGivesTheBitsOfSingleRecordingsAtAnyNumberOfThreads() {
    List<Recognition> expected = new ArrayList<>();
    try (Recognizer recognizer = load("cpu", 1)) {
      files.forEach(file -> expected.add(recognizer.recognize(file)));
    }
    for (int threads : new int[] {1, 2, 5}) {
      try (Recognizer recognizer = load("cpu", threads)) {
        assertEquals(
            expected,
            recognizer.recognizeAll(files, Progress.NONE).stream()
                .map(BatchRecognitionTest::recognised)
                .toList());
      }
    }
  }

  @Test
  void aCorpusHasTheProbabilitiesOfItsRecordings() {
    UnlabelledCorpus corpus = Target.open(folder.resolve("many"), LABELS).corpus();
    try (Recognizer recognizer = load("cpu", 2)) {
      CorpusPredictions predictions =
          recognizer.recognize(corpus, Recognizer.Statistics.MODEL, Progress.NONE);
      assertEquals(ToneCorpus.LABELS, predictions.labels());
      for (int i = 0; i < corpus.size(); i += 20) {
        Recognition one = recognizer.recognize(corpus.items().get(i).path());
        float[] row = new float[ToneCorpus.LABELS.size()];
        for (int c = 0; c < row.length; c++) {
          row[c] = one.probabilities().get(ToneCorpus.LABELS.get(c));
        }
        assertArrayEquals(row, predictions.probabilities()[i]);
        assertEquals(one.emotion(), ToneCorpus.LABELS.get(predictions.classes()[i]));
      }
    }
  }

  /** The context of a GPU has one thread; the host has more for decoding. */
  @Test
  void aGpuHasFilesDecodedByAllThreadsAndRecognisesThemInBatches() {
    String library = System.getProperty("emodna.cuda.tested", "");
    Assumptions.assumeTrue(
        Files.isRegularFile(Path.of(library)), "no CUDA backend for tests: " + library);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, library);
    try {
      try (KernelContext context = DeviceChoice.of("cuda").open(0)) {
        assertEquals(1, context.threads());
      }
      try (Recognizer recognizer = load("cuda", 0)) {
        assertEquals(Runtime.getRuntime().availableProcessors(), recognizer.threads());
      }
      recognizeOnCuda();
    } finally {
      System.clearProperty(DeviceChoice.CUDA_LIBRARY);
    }
  }

  private static void recognizeOnCuda() {
    int threads = 3;
    Set<Thread> decoding = ConcurrentHashMap.newKeySet();
    CountDownLatch atOnce = new CountDownLatch(threads);
    List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    try (Recognizer cuda = load("cuda", threads);
        Recognizer cpu = load("cpu", threads)) {
      // The recogniser's own two steps, watched.
      FileBatches watched =
          new FileBatches(
              (number, file) -> {
                if (decoding.add(Thread.currentThread())) {
                  meet(atOnce);
                }
                return cuda.preparation().of(file, null, cuda.preparation()::usual);
              },
              features -> {
                batches.add(features.size());
                return cuda.classify(features);
              },
              cuda.labels(),
              cuda.threads());
      List<Outcome<Recognition>> outcomes = watched.run(files, Progress.NONE);
      assertEquals(threads, decoding.size());
      Collections.sort(batches);
      assertEquals(List.of(8, 64, 64, 64), batches);
      assertEquals(outcomes, cuda.recognizeAll(files, Progress.NONE));
      for (int i = 0; i < files.size(); i += 25) {
        assertEquals(cuda.recognize(files.get(i)), recognised(outcomes.get(i)));
      }
      List<Outcome<Recognition>> expected = cpu.recognizeAll(files, Progress.NONE);
      for (int i = 0; i < files.size(); i++) {
        Recognition one = recognised(outcomes.get(i));
        recognised(expected.get(i))
            .probabilities()
            .forEach((label, p) -> assertEquals(p, one.probabilities().get(label), 1e-4f));
      }
    }
  }

  /** Each thread has a file at the same time as the others, or they would wait in vain. */
  private static void meet(CountDownLatch all) {
    all.countDown();
    try {
      assertTrue(all.await(60, TimeUnit.SECONDS), "fewer threads than asked for decode at once");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
