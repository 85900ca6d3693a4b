package org.emodna.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.SpeechStream;
import org.emodna.recognition.stream.StreamFormat;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.Windows;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.Training;

/**
 * Live calls: how much faster than life one thread is, how long after its last sample a window's
 * result is there, what {@value #OPEN} open streams take, and how late results are, and with how
 * many calls they are late, where all threads serve calls in real time. Calls of 16-bit samples at
 * 8,000 Hz, windows of 3 s every 1.5 s, a small network on functionals; packets of 20 ms, in real
 * time of 20 to 200 ms.
 */
final class StreamBenchmark implements Benchmark {
  static final int RATE = 8000;
  private static final int PACKET = RATE / 50;
  private static final int OPEN = 10_000;

  /** Of each of the many streams: enough for one window. */
  private static final int OPEN_PACKETS = 150;

  static final Windows WINDOWS = new Windows(3, 1.5);

  @Override
  public String name() {
    return "streams";
  }

  /** It trains a model first, and holds a gigabyte. */
  @Override
  public boolean partOfAll() {
    return false;
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    BenchmarkOptions single =
        new BenchmarkOptions(
            1, "cpu", options.runs(), options.seconds(), options.audio(), options.precision());
    try (Bench bench = Bench.cpu(single);
        Recordings recordings = new Recordings(options.audio(), bench.context.threads());
        Recognizer recognizer = recognizer()) {
      short[] call = call(recordings.clips());
      BenchmarkResult whole = calls(bench, recognizer, call);
      results.accept(whole);
      results.accept(latency(bench, recognizer, call));
      results.accept(many(bench, recognizer, call));
      double windows = (double) call.length / RATE / WINDOWS.hop();
      int threads =
          options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
      new PacedStreams(recognizer, call, options, threads, whole.medianSeconds() / windows)
          .run(whole.device(), results);
    }
  }

  static SpeechStream open(Recognizer recognizer, Runnable result) {
    return recognizer.open(
        StreamFormat.mono(RATE),
        StreamSettings.standard().withWindows(WINDOWS),
        window -> result.run());
  }

  /** The whole call, as fast as it goes. */
  private BenchmarkResult calls(Bench bench, Recognizer recognizer, short[] call) {
    Runnable work =
        () -> {
          try (SpeechStream stream = open(recognizer, () -> {})) {
            for (int at = 0; at + PACKET <= call.length; at += PACKET) {
              stream.push(call, at, PACKET);
            }
          }
        };
    Stopwatch.Times times = bench.stopwatch().time(work);
    double seconds = (double) call.length / RATE;
    return bench.result(
        name(),
        "a call of %.0f s".formatted(seconds),
        times,
        Map.of("times_life", seconds / times.median()));
  }

  /** The pushes that complete a window. */
  private BenchmarkResult latency(Bench bench, Recognizer recognizer, short[] call) {
    List<Double> taken = new ArrayList<>();
    AtomicLong windows = new AtomicLong();
    for (int run = 0; run < 6; run++) {
      try (SpeechStream stream = open(recognizer, windows::incrementAndGet)) {
        for (int at = 0; at + PACKET <= call.length; at += PACKET) {
          long before = windows.get();
          long began = System.nanoTime();
          stream.push(call, at, PACKET);
          double seconds = (System.nanoTime() - began) / 1e9;
          // The first run compiles the code.
          if (windows.get() > before && run > 0) {
            taken.add(seconds);
          }
        }
      }
    }
    double[] sorted = taken.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return bench.result(
        name() + "-latency",
        "last sample to result",
        new Stopwatch.Times(sorted, Arrays.stream(sorted).average().orElse(0)),
        Map.of("us p99", 1e6 * sorted[(int) (0.99 * (sorted.length - 1))]));
  }

  /** Packet by packet to each stream in turn, until each has a result. */
  private BenchmarkResult many(Bench bench, Recognizer recognizer, short[] call) {
    AtomicLong windows = new AtomicLong();
    List<SpeechStream> streams = new ArrayList<>();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long before = heap();
    long began = System.nanoTime();
    for (int i = 0; i < OPEN; i++) {
      streams.add(open(recognizer, windows::incrementAndGet));
    }
    for (int packet = 0; packet < OPEN_PACKETS; packet++) {
      int at = packet * PACKET % (call.length - PACKET);
      for (SpeechStream stream : streams) {
        stream.push(call, at, PACKET);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long held = heap() - before;
    int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
    streams.forEach(SpeechStream::close);
    if (windows.get() != OPEN) {
      throw new EmoDnaException(
          "streams: %d results of %d open streams".formatted(windows.get(), OPEN));
    }
    return bench.result(
        name() + "-open",
        "%,d streams, 3 s each".formatted(OPEN),
        new Stopwatch.Times(new double[] {seconds}, seconds),
        Map.of("KiB_per_stream", held / 1024.0 / OPEN, "more threads", (double) Math.max(0, more)));
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Speech one behind the other, as a telephone has it. */
  private static short[] call(List<AudioClip> clips) {
    short[] call = new short[60 * RATE];
    int length = 0;
    for (AudioClip clip : clips) {
      double step = (double) clip.sampleRate() / RATE;
      for (double at = 0; at < clip.samples().length && length < call.length; at += step) {
        float sample = Math.max(-1, Math.min(1, clip.samples()[(int) at]));
        call[length++] = (short) (sample * Short.MAX_VALUE);
      }
    }
    return Arrays.copyOf(call, length);
  }

  /** A network of the usual size, hardly trained. */
  private static Recognizer recognizer() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("emodna-bench-streams");
      SyntheticCorpus.NORTH.write(folder.resolve("north"), Progress.NONE);
      Corpus corpus = Corpus.open(folder.resolve("north"));
      TrainingConfig config = TrainingConfig.defaults().withMethod("source-only").withEpochs(1);
      Path model = folder.resolve("model.safetensors");
      Training.builder()
          .source(corpus.labelled(LabelSet.named(config.labels())))
          .target(corpus.unlabelled())
          .config(config)
          .device("cpu")
          .output(model)
          .run(Progress.NONE)
          .requireFinished();
      return Recognizer.builder().device(DeviceChoice.of("cpu")).threads(1).load(model);
    } catch (IOException e) {
      throw new EmoDnaException("streams: a model for the benchmark can't be written: " + e, e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new EmoDnaException(folder + ": can't be deleted (" + e + ")", e);
    }
  }
}
