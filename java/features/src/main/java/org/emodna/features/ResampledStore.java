package org.emodna.features;

import java.util.Arrays;
import org.emodna.audio.SampleSink;
import org.emodna.kernels.Stream;

/**
 * Keeps a recording at another rate, which it is brought to while it is read: of its own samples
 * some seconds are held. The result has the bits that resampling the whole would give.
 */
final class ResampledStore implements SampleSink {
  /** Input samples that are worked on at a time, about. */
  private static final long STRETCH = 1 << 20;

  private final Stream stream;
  private final ResampleRatio ratio;
  private final long count;
  private final float[] made;

  /** Output samples that so many of the input give. */
  private final long stretch;

  private int filled;

  /** Samples from {@code base} on that are still needed. */
  private float[] input = new float[0];

  private long base;
  private int held;

  /**
   * Makes the room for all of it.
   *
   * @param count samples that the recording has, no more than an array holds once resampled
   */
  ResampledStore(Stream stream, ResampleRatio ratio, long count) {
    this.stream = stream;
    this.ratio = ratio;
    this.count = count;
    made = new float[Math.toIntExact(ratio.outputs(count))];
    stretch = Math.max(1024, STRETCH * made.length / count);
  }

  @Override
  public void add(float[] samples, int length, int rate) {
    int taken = (int) Math.min(length, count - base - held);
    if (held + taken > input.length) {
      input = Arrays.copyOf(input, Math.max(held + taken, 2 * input.length));
    }
    System.arraycopy(samples, 0, input, held, taken);
    held += taken;
    while (filled < made.length) {
      int end = (int) Math.min(made.length, filled + stretch);
      if (ratio.inputTo(end, count) > base + held) {
        return;
      }
      float[] piece = ratio.resample(stream, Arrays.copyOf(input, held), filled, end);
      System.arraycopy(piece, 0, made, filled, piece.length);
      filled = end;
      int gone = (int) Math.max(0, Math.min(held, ratio.inputFrom(end) - base));
      System.arraycopy(input, gone, input, 0, held - gone);
      held -= gone;
      base += gone;
    }
  }

  /** All samples at the other rate, once as many have come as the recording has. */
  float[] samples() {
    return made;
  }
}
