package org.emodna.features;

import java.util.Arrays;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;

/**
 * Two sampling rates, and which stretch of a recording a stretch of the resampled one comes from.
 * The filters repeat after so many samples; a stretch that begins where they do has the bits that
 * resampling the whole would give.
 */
final class ResampleRatio {
  /** The filter ({@code emodna/audio.h}): zero crossings on a side, and its rolloff. */
  private static final double CROSSINGS = 64;

  private static final double ROLLOFF = 0.9475937167399596;

  private final int from;
  private final int to;

  /** Samples of output and input after which the filters repeat. */
  private final long phases;

  private final long advance;

  /** Input samples on either side that an output depends on. */
  private final long reach;

  ResampleRatio(int from, int to) {
    this.from = from;
    this.to = to;
    long divisor = divisor(from, to);
    phases = to / divisor;
    advance = from / divisor;
    reach = (long) Math.ceil(CROSSINGS / (ROLLOFF * Math.min(1, (double) to / from))) + 2;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /** Samples that so many give. */
  long outputs(long count) {
    return (count * to + from - 1) / from;
  }

  /** The input sample from which on outputs from this one on can be made. */
  long inputFrom(long output) {
    long before = (reach + advance - 1) / advance;
    return Math.max(0, output / phases - before) * advance;
  }

  /** The input sample before which outputs before this one can be made. */
  long inputTo(long output, long count) {
    long last = output / phases * advance + output % phases * advance / phases;
    return Math.min(count, last + reach + 1);
  }

  /**
   * Outputs [begin, end) from the input from {@code inputFrom(begin)} to at least {@code
   * inputTo(end)}.
   */
  float[] resample(Stream stream, float[] input, long begin, long end) {
    float[] all = Resampler.resample(stream, input, from, to);
    long first = inputFrom(begin) / advance * phases;
    return Arrays.copyOfRange(all, (int) (begin - first), (int) (end - first));
  }
}
