package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
        Contrastive contrastive = contrastive(bench, rows);
        results.accept(time(bench, "contrastive", rows, PROJECTION, contrastive::run));
        Alignment byClass = alignment(bench, Alignment.Kind.CLASS, rows);
        results.accept(time(bench, "alignment-class", rows, DIM, byClass::run));
        Alignment byCorpus = alignment(bench, Alignment.Kind.CORPUS, rows);
        results.accept(time(bench, "alignment-corpus", rows, DIM, byCorpus::run));
      }
    }
  }

  private BenchmarkResult time(Bench bench, String loss, int rows, int dim, Runnable work) {
    String shape = "%d + %d x %d".formatted(rows, rows, dim);
    return bench.time(name() + "/" + loss + "-" + rows, shape, work);
  }

  private static Contrastive contrastive(Bench bench, int rows) {
    return new Contrastive(bench.stream, new Contrastive.Shape(1, rows, rows, PROJECTION, 0.07f))
        .input(
            bench.unitRows(rows, PROJECTION),
            0,
            bench.unitRows(rows, PROJECTION),
            0,
            bench.labels(rows, CLASSES),
            0)
        .output(Tensor.floats(bench.context, 1), null)
        .gradients(
            Tensor.floats(bench.context, rows, PROJECTION),
            Tensor.floats(bench.context, rows, PROJECTION),
            null)
        .allocate();
  }

  private static Alignment alignment(Bench bench, Alignment.Kind kind, int rows) {
    boolean byClass = kind == Alignment.Kind.CLASS;
    Alignment alignment =
        new Alignment(
                bench.stream, new Alignment.Shape(kind, 1, rows, rows, DIM, byClass ? CLASSES : 1))
            .input(bench.unitRows(rows, DIM), 0, bench.unitRows(rows, DIM), 0)
            .output(Tensor.floats(bench.context, 1), null)
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
