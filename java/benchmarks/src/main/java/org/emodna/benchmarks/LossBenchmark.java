package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.Precision;
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
      results.accept(contrastive(options, rows));
      // The alignments have no other precision than float32.
      if (options.precision() == Precision.FLOAT32) {
        results.accept(alignment(options, Alignment.Kind.CLASS, rows));
        results.accept(alignment(options, Alignment.Kind.CORPUS, rows));
      }
    }
  }

  private static BenchmarkResult contrastive(BenchmarkOptions options, int rows) {
    try (Bench bench = new Bench(options)) {
      Tensor loss = Tensor.floats(bench.context, 1);
      Contrastive contrastive = contrastive(bench, rows, loss).precision(options.precision());
      return time(
          bench,
          "losses/contrastive-" + rows,
          shape(rows, PROJECTION) + options.precisionSuffix(),
          loss,
          contrastive.allocate()::run);
    }
  }

  private static BenchmarkResult alignment(
      BenchmarkOptions options, Alignment.Kind kind, int rows) {
    try (Bench bench = new Bench(options)) {
      Tensor loss = Tensor.floats(bench.context, 1);
      String word = kind.name().toLowerCase(Locale.ROOT);
      return time(
          bench,
          "losses/alignment-%s-%d".formatted(word, rows),
          shape(rows, DIM),
          loss,
          alignment(bench, kind, rows, loss)::run);
    }
  }

  private static String shape(int rows, int dim) {
    return "%d + %d x %d".formatted(rows, rows, dim);
  }

  /** With the loss, which must be a number: at the largest sizes nothing else has checked it. */
  private static BenchmarkResult time(
      Bench bench, String name, String shape, Tensor loss, Runnable work) {
    BenchmarkResult result = bench.time(name, shape, work);
    float value = loss.toFloats(bench.stream)[0];
    if (!Float.isFinite(value)) {
      throw new IllegalStateException(name + ": the loss is " + value);
    }
    return result.with("loss", value).with("memory_bytes", bench.context.memoryInUse());
  }

  private static Contrastive contrastive(Bench bench, int rows, Tensor loss) {
    return new Contrastive(
            bench.stream, Contrastive.Shape.of(1, rows, rows, PROJECTION).withTemperature(0.07f))
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
            null);
  }

  private static Alignment alignment(Bench bench, Alignment.Kind kind, int rows, Tensor loss) {
    boolean byClass = kind == Alignment.Kind.CLASS;
    Alignment alignment =
        new Alignment(
                bench.stream,
                Alignment.Shape.of(kind, 1, DIM)
                    .withRows(rows, rows)
                    .withClasses(byClass ? CLASSES : 1))
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
    return alignment.allocate();
  }
}
