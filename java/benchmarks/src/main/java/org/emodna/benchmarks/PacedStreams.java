package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.SpeechStream;

/**
 * How late results are with many calls in real time, and the greatest number of calls with which
 * one result in a hundred at most comes more than {@value #BOUND} s after its window's last sample.
 */
final class PacedStreams {
  /** Seconds. */
  static final double BOUND = 0.5;

  /** Of their time, in which threads may work: what is left over shows that none of it is owed. */
  private static final double BUSY = 0.97;

  /** The least time of a trial, in hops. */
  private static final int HOPS = 2;

  /** What is tried, of the number that the time of a window alone would allow. */
  private static final double[] TRIED = {
    1.1, 1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05
  };

  private final PacedCalls calls;
  private final int threads;
  private final int hops;
  private final double window;
  private final double hop;

  /**
   * Trials of calls.
   *
   * @param window seconds of one thread for a window with all the packets that bring it
   */
  PacedStreams(
      Recognizer recognizer, short[] speech, BenchmarkOptions options, int threads, double window) {
    calls =
        new PacedCalls(
            result -> stream(recognizer, result),
            speech,
            StreamBenchmark.RATE,
            (int) (StreamBenchmark.WINDOWS.seconds() * StreamBenchmark.RATE),
            (int) (StreamBenchmark.WINDOWS.hop() * StreamBenchmark.RATE));
    this.threads = threads;
    this.window = window;
    hop = StreamBenchmark.WINDOWS.hop();
    hops = Math.max(HOPS, (int) Math.ceil(options.seconds() / hop));
  }

  private static PacedCalls.Stream stream(Recognizer recognizer, Runnable result) {
    SpeechStream stream = StreamBenchmark.open(recognizer, result);
    return new PacedCalls.Stream() {
      @Override
      public void push(short[] samples, int from, int count) {
        stream.push(samples, from, count);
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }

  void run(String device, Consumer<BenchmarkResult> results) {
    // So many fill the threads' time; and so many windows at one moment are judged by the bound.
    double full = threads * hop / window;
    double together = Math.min(full, threads * BOUND / window);
    int half = (int) Math.max(1, full / 2);
    results.accept(result("staggered", device, half, trial(half, false)));
    results.accept(result("aligned", device, half, trial(half, true)));
    results.accept(greatest("most-staggered", device, full, false));
    results.accept(greatest("most-aligned", device, together, true));
  }

  private PacedCalls.Result trial(int number, boolean aligned) {
    return calls.run(new PacedCalls.Load(number, aligned, threads, hops));
  }

  private static boolean sustained(PacedCalls.Result result) {
    return !result.givenUp() && result.busy() < BUSY && result.percentile(0.99) < BOUND;
  }

  /** The first of ever fewer calls that are sustained; the last that was tried if none is. */
  private BenchmarkResult greatest(String name, String device, double estimate, boolean aligned) {
    int number = 0;
    PacedCalls.Result result = null;
    for (double share : TRIED) {
      number = (int) Math.max(1, estimate * share);
      result = trial(number, aligned);
      if (sustained(result)) {
        return result(name, device, number, result).with("calls_sustained", number);
      }
    }
    return result(name, device, number, result).with("calls_sustained", 0);
  }

  private BenchmarkResult result(String name, String device, int number, PacedCalls.Result result) {
    double[] sorted = result.latencies();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("us p99", 1e6 * result.percentile(0.99));
    figures.put("percent_busy", 100 * result.busy());
    Stopwatch.Times times = new Stopwatch.Times(sorted, Arrays.stream(sorted).average().orElse(0));
    return new BenchmarkResult(
        "streams-" + name,
        times.median(),
        times.min(),
        times.cpu(),
        times.runs(),
        "%,d calls in real time".formatted(number),
        threads,
        device,
        figures);
  }
}
