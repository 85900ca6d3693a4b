package org.emodna.benchmarks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured.
 *
 * @param name such as "step" or "losses/contrastive-1024"
 * @param medianSeconds of the timed runs
 * @param minSeconds of the fastest
 * @param cpuSeconds of all threads together, mean of the timed runs; with one thread on a busy
 *     machine a better measure than the clock
 * @param runs how many were timed
 * @param shape sizes of the work
 * @param threads CPU threads that worked
 * @param device that worked
 * @param figures further figures by name and unit, such as "utterances_per_s"
 */
public record BenchmarkResult(
    String name,
    double medianSeconds,
    double minSeconds,
    double cpuSeconds,
    int runs,
    String shape,
    int threads,
    String device,
    Map<String, Double> figures) {
  /** Takes the map over as unmodifiable, in its order. */
  public BenchmarkResult {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /** The same with one more figure. */
  BenchmarkResult with(String figure, double value) {
    Map<String, Double> more = new LinkedHashMap<>(figures);
    more.put(figure, value);
    return new BenchmarkResult(
        name, medianSeconds, minSeconds, cpuSeconds, runs, shape, threads, device, more);
  }
}
