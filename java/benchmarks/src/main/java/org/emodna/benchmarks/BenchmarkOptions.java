package org.emodna.benchmarks;

import java.nio.file.Path;
import java.util.Locale;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Precision;

/**
 * How to time.
 *
 * @param threads of the CPU; 0 = all
 * @param device "auto", "cpu", "cuda" or "cuda:N"
 * @param runs least number of timed runs of each measurement, after its warm-up
 * @param seconds least duration of each measurement
 * @param audio folder of recordings for speech and decoding; null = speech synthesised on the fly
 * @param precision of TIM-Net's step, the encoders and contrastive decoupling; all but float32 on a
 *     CUDA device only
 */
public record BenchmarkOptions(
    int threads, String device, int runs, double seconds, Path audio, Precision precision) {
  /** All threads, the best device, 5 runs and 2 seconds a measurement, synthetic speech. */
  public static final BenchmarkOptions DEFAULT =
      new BenchmarkOptions(0, "auto", 5, 2, null, Precision.FLOAT32);

  /** Checks the settings. */
  public BenchmarkOptions {
    require(threads >= 0 && threads <= 1024, "threads", threads, "0 to 1024");
    require(runs >= 1 && runs <= 1_000_000, "runs", runs, "1 to 1,000,000");
    require(seconds >= 0 && seconds <= 3600, "seconds", seconds, "0 to 3600");
  }

  /** What a shape says of the precision: nothing of the ordinary one. */
  String precisionSuffix() {
    return precision == Precision.FLOAT32 ? "" : ", " + precision.name().toLowerCase(Locale.ROOT);
  }

  private static void require(boolean sound, String name, Number value, String range) {
    if (!sound) {
      throw new InvalidArgumentException(name + " is " + value + "; give " + range);
    }
  }
}
