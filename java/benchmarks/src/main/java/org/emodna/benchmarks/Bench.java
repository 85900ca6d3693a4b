package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** A device with a stream, and what its benchmarks have in common. */
final class Bench implements AutoCloseable {
  /** As many as PyTorch's side records. */
  private static final int LAUNCHES = 20;

  final KernelContext context;
  final Stream stream;
  private final Stopwatch stopwatch;
  private final SplittableRandom random = new SplittableRandom(11);

  Bench(BenchmarkOptions options) {
    context = DeviceChoice.of(options.device()).open(options.threads());
    stream = context.stream();
    stopwatch = new Stopwatch(options);
  }

  /** A bench on the CPU, for work that only the CPU does. */
  static Bench cpu(BenchmarkOptions options) {
    return new Bench(
        new BenchmarkOptions(
            options.threads(),
            "cpu",
            options.runs(),
            options.seconds(),
            options.audio(),
            options.precision()));
  }

  /** Whether a GPU does the work. */
  boolean onGpu() {
    return !context.device().backend().equals("cpu");
  }

  /** Times work that queues operations on the stream. */
  BenchmarkResult time(String name, String shape, Runnable work) {
    return result(name, shape, times(work), Map.of());
  }

  /**
   * Times work that is one of a recorded step's many launches: a GPU has it many times in one
   * graph, or the launch of the graph would be all that is seen of it.
   */
  BenchmarkResult timeInStep(String name, String shape, Runnable work) {
    int launches = onGpu() ? LAUNCHES : 1;
    Runnable all =
        () -> {
          for (int i = 0; i < launches; i++) {
            work.run();
          }
        };
    return result(name, shape, times(all).dividedBy(launches), Map.of());
  }

  private Stopwatch.Times times(Runnable work) {
    if (!onGpu()) {
      return timeQueued(work, stream::synchronize);
    }
    work.run();
    stream.synchronize();
    try (Graph graph = stream.capture(work)) {
      return timeQueued(graph::launch, stream::synchronize);
    }
  }

  /**
   * Times work that a GPU does behind the host's back: many runs are queued for one wait, as
   * training does it, so that neither the launch nor the wait counts. On the CPU one run a wait.
   */
  Stopwatch.Times timeQueued(Runnable work, Runnable waiting) {
    int repeats = onGpu() ? repeats(work, waiting) : 1;
    return stopwatch
        .time(
            () -> {
              for (int i = 0; i < repeats; i++) {
                work.run();
              }
              waiting.run();
            })
        .dividedBy(repeats);
  }

  /** As many as take some 20 ms. */
  private static int repeats(Runnable work, Runnable waiting) {
    work.run();
    waiting.run();
    long began = System.nanoTime();
    work.run();
    waiting.run();
    return (int) Math.max(1, Math.min(1000, 20_000_000L / (System.nanoTime() - began + 1)));
  }

  BenchmarkResult result(
      String name, String shape, Stopwatch.Times times, Map<String, Double> figures) {
    return new BenchmarkResult(
        name,
        times.median(),
        times.min(),
        times.cpu(),
        times.runs(),
        shape,
        context.threads(),
        context.device().toString(),
        figures);
  }

  Stopwatch stopwatch() {
    return stopwatch;
  }

  /** Values in [-scale, scale). */
  Tensor uniform(double scale, long... shape) {
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return Tensor.of(stream, uniformValues(scale, count), shape);
  }

  float[] uniformValues(double scale, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  /** Random rows of length 1. */
  Tensor unitRows(int rows, int dim) {
    float[] values = uniformValues(1, rows * dim);
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int i = row * dim; i < (row + 1) * dim; i++) {
        squares += values[i] * values[i];
      }
      for (int i = row * dim; i < (row + 1) * dim; i++) {
        values[i] /= (float) Math.sqrt(squares);
      }
    }
    return Tensor.of(stream, values, rows, dim);
  }

  /** 0, 1, … classes - 1, 0, 1, … */
  Tensor labels(int rows, int classes) {
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % classes;
    }
    return Tensor.of(stream, labels, rows);
  }

  @Override
  public void close() {
    context.close();
  }
}
