package org.emodna.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times work that is done when it returns. Nothing can be optimised away: the work happens in
 * native code or writes what others read.
 */
final class Stopwatch {
  /** Untimed runs at the start: code gets compiled, memory touched, caches filled. */
  private static final int WARM_UPS = 3;

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * Times in seconds.
   *
   * @param sorted of each run
   * @param cpu CPU seconds that the process used in a run, on average: the system counts in
   *     hundredths
   */
  record Times(double[] sorted, double cpu) {
    double median() {
      int n = sorted.length;
      return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    double min() {
      return sorted[0];
    }

    int runs() {
      return sorted.length;
    }

    /** The times of one repetition, if each run did the work several times. */
    Times dividedBy(int repeats) {
      return new Times(
          Arrays.stream(sorted).map(seconds -> seconds / repeats).toArray(), cpu / repeats);
    }
  }

  private final int runs;
  private final double seconds;

  Stopwatch(BenchmarkOptions options) {
    runs = options.runs();
    seconds = options.seconds();
  }

  Times time(Runnable work) {
    return time(List.of(work)).get(0);
  }

  /**
   * Times several pieces of work in turn, so that other load on the machine affects all of them
   * alike.
   */
  List<Times> time(List<Runnable> works) {
    for (int i = 0; i < WARM_UPS; i++) {
      works.forEach(Runnable::run);
    }
    List<List<Double>> times =
        works.stream().map(work -> (List<Double>) new ArrayList<Double>()).toList();
    long[] cpu = new long[works.size()];
    long end = System.nanoTime() + (long) (seconds * works.size() * 1e9);
    for (int run = 0; run < runs || System.nanoTime() < end; run++) {
      for (int i = 0; i < works.size(); i++) {
        long used = PROCESS.getProcessCpuTime();
        long began = System.nanoTime();
        works.get(i).run();
        times.get(i).add((System.nanoTime() - began) / 1e9);
        cpu[i] += PROCESS.getProcessCpuTime() - used;
      }
    }
    List<Times> results = new ArrayList<>();
    for (int i = 0; i < cpu.length; i++) {
      results.add(sorted(times.get(i), cpu[i] / 1e9 / times.get(i).size()));
    }
    return results;
  }

  private static Times sorted(List<Double> times, double cpu) {
    double[] values = times.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(values);
    return new Times(values, cpu);
  }
}
