package org.emodna.benchmarks;

import java.util.function.Consumer;

/** One kind of work that is timed; may give several results. */
interface Benchmark {
  /** The name that selects it. */
  String name();

  /** Whether "all" runs it: what any device can do. */
  default boolean partOfAll() {
    return true;
  }

  /**
   * Prepares the work, times it and passes on each result as soon as it is known.
   *
   * @param options how
   * @param results takes them
   */
  void run(BenchmarkOptions options, Consumer<BenchmarkResult> results);
}
