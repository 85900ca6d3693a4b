package org.emodna.kernels;

import java.util.List;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;

/**
 * Resampling of audio in Java's memory by a Kaiser-windowed sinc ({@code emodna/audio.h}), on any
 * device. The context keeps tables, so the first clip of a pair of rates takes longer than the
 * next.
 */
public final class Resampler {
  /** Lowest sampling rate in Hz: below it a few samples would become minutes of sound. */
  public static final int LEAST_RATE = Native.EMODNA_LEAST_RATE;

  /** Highest sampling rate in Hz. */
  public static final int MOST_RATE = Native.EMODNA_MOST_RATE;

  private Resampler() {}

  /**
   * Changes the sampling rate.
   *
   * <p>The number of samples bounds the time. Rates with few common factors (44,099 and 22,050)
   * take about three times as long as others.
   *
   * @param samples mono
   * @param fromRate in Hz, from {@value #LEAST_RATE} to {@value #MOST_RATE}
   * @param toRate in Hz, likewise
   * @return ceil(samples * toRate / fromRate) samples; {@code samples} itself if the rates are
   *     equal
   * @throws InvalidArgumentException if a rate is out of range
   */
  public static float[] resample(Stream stream, float[] samples, int fromRate, int toRate) {
    long[] length = new long[1];
    Status.check(Native.emodna_resample_length(samples.length, fromRate, toRate, length));
    if (fromRate == toRate) {
      return samples;
    }
    if (length[0] > Integer.MAX_VALUE - 8) {
      throw new InvalidArgumentException(
          "resample: the result would have %d samples, too many for a Java array"
              .formatted(length[0]));
    }
    if (!stream.context().device().backend().equals("cpu")) {
      return onDevice(stream, samples, fromRate, toRate, length[0]);
    }
    float[] out = new float[(int) length[0]];
    stream.call(
        List.of(),
        () ->
            Native.emodna_resample(
                stream.handle(), samples, samples.length, fromRate, toRate, out, out.length));
    return out;
  }

  private static float[] onDevice(
      Stream stream, float[] samples, int fromRate, int toRate, long length) {
    stream.requireNoCapture("resample");
    stream.requireMemory("resampling");
    try (Tensor in = Tensor.of(stream, samples, samples.length);
        Tensor out = Tensor.floats(stream.context(), length)) {
      stream.call(
          List.of(in, out),
          () ->
              Native.emodna_resample(
                  stream.handle(),
                  in.floatPointer(),
                  samples.length,
                  fromRate,
                  toRate,
                  out.floatPointer(),
                  length));
      return out.toFloats(stream);
    }
  }
}
