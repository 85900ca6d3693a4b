package org.emodna.benchmarks;

import java.util.List;
import java.util.function.Consumer;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * Linear layers on a batch, forward and backward apart, of one run and of many at once: the
 * method's own, and wide ones, for which a library of matrix products might be the better choice.
 *
 * <p>Without a ReLU, for which the peer would need another kernel and cuBLAS itself would not.
 */
final class HeadBenchmark implements Benchmark {
  /** Widths of a linear layer. */
  record Head(int inputs, int outputs) {}

  /** The emotion classifier, the first layer of projection and discriminator, and wide ones. */
  private static final List<Head> HEADS =
      List.of(new Head(39, 5), new Head(39, 64), new Head(512, 512), new Head(1024, 1024));

  private static final List<Integer> REPLICAS = List.of(1, 16);
  private static final int ROWS = 128;

  @Override
  public String name() {
    return "heads";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    for (Head head : HEADS) {
      for (int replicas : REPLICAS) {
        time(options, head, replicas, results);
      }
    }
  }

  /** Forward, then backward with the gradients of input, weights and bias. */
  static void time(
      BenchmarkOptions options, Head head, int replicas, Consumer<BenchmarkResult> results) {
    String widths = "%dx%d".formatted(head.inputs(), head.outputs());
    String ending = replicas == 1 ? widths : replicas + "x" + widths;
    String one = "%d x %d to %d".formatted(ROWS, head.inputs(), head.outputs());
    String shape = replicas == 1 ? one : replicas + " heads, " + one;
    try (Bench bench = new Bench(options)) {
      Linear linear = linear(bench, head, replicas);
      results.accept(bench.timeInStep("heads/forward-" + ending, shape, linear::forward));
      results.accept(bench.timeInStep("heads/backward-" + ending, shape, linear::backward));
    }
  }

  private static Linear linear(Bench bench, Head head, int replicas) {
    int inputs = head.inputs();
    int outputs = head.outputs();
    return new Linear(bench.stream, Linear.Shape.of(replicas, ROWS, inputs, outputs))
        .input(bench.uniform(1, replicas, ROWS, inputs), (long) ROWS * inputs)
        .weights(
            bench.uniform(0.1, replicas, outputs, inputs), bench.uniform(0.1, replicas, outputs))
        .output(Tensor.floats(bench.context, replicas, ROWS, outputs))
        .gradients(
            bench.uniform(1, replicas, ROWS, outputs),
            Tensor.floats(bench.context, replicas, ROWS, inputs),
            Tensor.floats(bench.context, replicas, outputs, inputs),
            Tensor.floats(bench.context, replicas, outputs));
  }
}
