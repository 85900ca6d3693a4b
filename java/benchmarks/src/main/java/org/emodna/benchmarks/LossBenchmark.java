package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.Tensor;

/** The pairwise losses, value and gradient, from a batch's size to a corpus's. */
final class LossBenchmark implements Benchmark {
  private static final List<Integer> SIZES = List.of(256, 1024, 4096);

  /** Sizes that a GPU is needed for. */
  private static final List<Integer> GPU_SIZES = List.of(16_384, 131_072);

  private static final int CLASSES = 5;
  private static final int PROJECTION = 64;
  private static final int DIM = 39;

  @Override
  public String name() {
    return "losses";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    List<Integer> sizes = new ArrayList<>(SIZES);
    try (Bench bench = new Bench(options)) {
      if (bench.onGpu()) {
        sizes.addAll(GPU_SIZES);
      }
    }
    for (int rows : sizes) {
      try (Bench bench = new Bench(options)) {
        results.accept(
            time(bench, "contrastive", rows, PROJECTION, loss -> contrastive(loss, bench, rows)));
        results.accept(
            time(
                bench,
                "alignment-class",
                rows,
                DIM,
                loss -> alignment(loss, bench, Alignment.Kind.CLASS, rows)));
        results.accept(
            time(
                bench,
                "alignment-corpus",
                rows,
                DIM,
                loss -> alignment(loss, bench, Alignment.Kind.CORPUS, rows)));
      }
    }
  }

  /**
   * With the value, which shows that the work was done, and the device memory that it takes.
   *
   * @param maker from the tensor of the value to the work
   */
  private BenchmarkResult time(
      Bench bench, String kind, int rows, int dim, Function<Tensor, Runnable> maker) {
    String name = name() + "/" + kind + "-" + rows;
    long before = bench.context.memoryInUse();
    Tensor loss = Tensor.floats(bench.context, 1);
    Runnable work = maker.apply(loss);
    long bytes = bench.context.memoryInUse() - before;
    BenchmarkResult timed = bench.time(name, "%d + %d x %d".formatted(rows, rows, dim), work);
    double value = loss.toFloats(bench.stream)[0];
    if (!Double.isFinite(value)) {
      throw new IllegalStateException(name + " gave " + value);
    }
    return timed.with(Map.of("loss", value, "device_bytes", (double) bytes));
  }

  private static Runnable contrastive(Tensor loss, Bench bench, int rows) {
    Contrastive contrastive =
        new Contrastive(bench.stream, new Contrastive.Shape(1, rows, rows, PROJECTION, 0.07f))
            .input(
                bench.unitRows(rows, PROJECTION),
                0,
                bench.unitRows(rows, PROJECTION),
                0,
                bench.labels(rows, CLASSES),
                0)
            .output(loss, null)
            .gradients(
                Tensor.floats(bench.context, rows, PROJECTION),
                Tensor.floats(bench.context, rows, PROJECTION),
                null)
            .allocate();
    return contrastive::run;
  }

  private static Runnable alignment(Tensor loss, Bench bench, Alignment.Kind kind, int rows) {
    boolean byClass = kind == Alignment.Kind.CLASS;
    Alignment alignment =
        new Alignment(
                bench.stream, new Alignment.Shape(kind, 1, rows, rows, DIM, byClass ? CLASSES : 1))
            .input(bench.unitRows(rows, DIM), 0, bench.unitRows(rows, DIM), 0)
            .output(loss, null)
            .gradients(
                Tensor.floats(bench.context, rows, DIM),
                Tensor.floats(bench.context, rows, DIM),
                null);
    if (byClass) {
      Tensor labels = bench.labels(rows, CLASSES);
      alignment.labels(labels, labels, 0);
    }
    return alignment.allocate()::run;
  }
}
