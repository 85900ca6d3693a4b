package org.emodna.audio.ffmpeg;

import java.util.Arrays;
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
import org.emodna.audio.SampleSink;
import org.emodna.audio.content.SampleChecks;
import org.emodna.base.Problem;

/** Mixes decoded frames of any sample format to the mean of their channels, and checks them. */
final class MonoSink {
  private final String name;
  private final double maxSeconds;
  private final SampleSink sink;
  private float[] mixed = new float[0];
  private long count;
  private boolean silent = true;
  private int sampleRate;
  private int channels;

  /** Sums of the channels of one frame, and the values of one plane. */
  private double[] sums = new double[0];

  private double[] plane = new double[0];

  MonoSink(String name, double maxSeconds, SampleSink sink) {
    this.name = name;
    this.maxSeconds = maxSeconds;
    this.sink = sink;
  }

  long count() {
    return count;
  }

  int sampleRate() {
    return sampleRate;
  }

  int channels() {
    return channels;
  }

  /** Whether every sample was 0. */
  boolean silent() {
    return silent;
  }

  void add(AVFrame frame) {
    int length = frame.nb_samples();
    int width = frame.ch_layout().nb_channels();
    if (length <= 0 || width <= 0) {
      return;
    }
    checkRate(frame.sample_rate());
    channels = Math.max(channels, width);
    if (sums.length < length) {
      sums = new double[length];
    }
    Arrays.fill(sums, 0, length, 0);
    int format = avutil.av_get_packed_sample_fmt(frame.format());
    if (avutil.av_sample_fmt_is_planar(frame.format()) != 0) {
      for (int c = 0; c < width; c++) {
        read(frame.extended_data(c), format, length);
        for (int i = 0; i < length; i++) {
          sums[i] += plane[i];
        }
      }
    } else {
      read(frame.extended_data(0), format, Math.multiplyExact(length, width));
      for (int i = 0, at = 0; i < length; i++) {
        for (int c = 0; c < width; c++) {
          sums[i] += plane[at++];
        }
      }
    }
    append(length, width);
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

  private void append(int length, int width) {
    if (count + length > maxSeconds * sampleRate) {
      throw new AudioException(
          Problem.of(
                  name,
                  "is longer than the limit of %s".formatted(AudioDecoder.seconds(maxSeconds)))
              .remedy("raise the limit (DecodeLimits.maxSeconds) or cut the file"));
    }
    if (mixed.length < length) {
      mixed = new float[length];
    }
    for (int i = 0; i < length; i++) {
      float mean = (float) (sums[i] / width);
      SampleChecks.requireSample(name, count + i, mean);
      silent &= mean == 0;
      mixed[i] = mean;
    }
    count += length;
    sink.add(mixed, length, sampleRate);
  }

  /** Reads values of one plane, full scale being 1. */
  private void read(BytePointer from, int format, int values) {
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
  }
}
