package org.emodna.audio.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.ShortPointer;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.content.SampleChecks;
import org.emodna.base.Problem;

/** Takes decoded frames of any sample format, and checks what they have in common. */
abstract class FrameSink {
  final String name;
  private final DecodeLimits limits;
  private long count;
  private boolean silent = true;
  private int sampleRate;
  private int channels;

  /** The values of one plane. */
  private double[] plane = new double[0];

  FrameSink(String name, DecodeLimits limits) {
    this.name = name;
    this.limits = limits;
  }

  /** Samples of a channel so far. */
  final long count() {
    return count;
  }

  final int sampleRate() {
    return sampleRate;
  }

  /** The most that a frame had. */
  final int channels() {
    return channels;
  }

  /** Whether every sample was 0. */
  final boolean silent() {
    return silent;
  }

  /** Whether nothing more is wanted. */
  abstract boolean full();

  final void add(AVFrame frame) {
    int length = frame.nb_samples();
    int width = frame.ch_layout().nb_channels();
    if (length <= 0 || width <= 0) {
      return;
    }
    checkRate(frame.sample_rate());
    double most = limits.maxSeconds();
    if (count + length > most * sampleRate) {
      throw new AudioException(
          Problem.of(name, "is longer than the limit of %s".formatted(AudioDecoder.seconds(most)))
              .remedy("raise the limit (DecodeLimits.maxSeconds) or cut the file"));
    }
    limits.requireSamples(name, count + length);
    channels = Math.max(channels, width);
    take(frame, length, width);
    count += length;
  }

  /** The same for what a frame holds. */
  abstract void take(AVFrame frame, int length, int width);

  /** How many samples of a frame may be passed on: those before the first that is not a number. */
  final int sound(float[] samples, int length) {
    for (int i = 0; i < length; i++) {
      if (!SampleChecks.isSample(samples[i])) {
        return i;
      }
      silent &= samples[i] == 0;
    }
    return length;
  }

  /** Reports a sample that is not a number, where those before it were passed on. */
  final void refuse(int sound, float[] samples) {
    count += sound;
    SampleChecks.requireSample(name, count, samples[sound]);
  }

  private void checkRate(int rate) {
    SampleChecks.requireRate(name, rate);
    if (sampleRate != 0 && rate != sampleRate) {
      throw new AudioException(
          Problem.of(
                  name,
                  "changes its sampling rate from %d to %d Hz on the way"
                      .formatted(sampleRate, rate))
              .remedy("convert it to a single one"));
    }
    sampleRate = rate;
  }

  /**
   * Reads values of one plane, full scale being 1.
   *
   * @return holds them until the next call
   */
  final double[] read(BytePointer from, int format, int values) {
    if (plane.length < values) {
      plane = new double[values];
    }
    switch (format) {
      case avutil.AV_SAMPLE_FMT_S16 -> {
        short[] raw = new short[values];
        new ShortPointer(from).get(raw);
        for (int i = 0; i < values; i++) {
          plane[i] = raw[i] * 0x1p-15;
        }
      }
      case avutil.AV_SAMPLE_FMT_FLT -> {
        float[] raw = new float[values];
        new FloatPointer(from).get(raw);
        for (int i = 0; i < values; i++) {
          plane[i] = raw[i];
        }
      }
      case avutil.AV_SAMPLE_FMT_S32 -> {
        int[] raw = new int[values];
        new IntPointer(from).get(raw);
        for (int i = 0; i < values; i++) {
          plane[i] = raw[i] * 0x1p-31;
        }
      }
      case avutil.AV_SAMPLE_FMT_U8 -> {
        byte[] raw = new byte[values];
        from.get(raw);
        for (int i = 0; i < values; i++) {
          plane[i] = ((raw[i] & 0xFF) - 128) * 0x1p-7;
        }
      }
      case avutil.AV_SAMPLE_FMT_DBL -> new DoublePointer(from).get(plane, 0, values);
      case avutil.AV_SAMPLE_FMT_S64 -> {
        long[] raw = new long[values];
        new LongPointer(from).get(raw);
        for (int i = 0; i < values; i++) {
          plane[i] = raw[i] * 0x1p-63;
        }
      }
      default ->
          throw new AudioException(
              Problem.of(name, "has samples of an unknown kind").remedy("convert it"));
    }
    return plane;
  }
}
