package org.emodna.audio.ffmpeg;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.SampleSink;

/** Mixes decoded frames to the mean of their channels. */
final class MonoSink extends FrameSink {
  private final SampleSink sink;
  private float[] mixed = new float[0];

  /** Sums of the channels of one frame. */
  private double[] sums = new double[0];

  MonoSink(String name, DecodeLimits limits, SampleSink sink) {
    super(name, limits);
    this.sink = sink;
  }

  @Override
  boolean full() {
    return sink.full();
  }

  @Override
  void take(AVFrame frame, int length, int width) {
    if (sums.length < length) {
      sums = new double[length];
    }
    Arrays.fill(sums, 0, length, 0);
    int format = avutil.av_get_packed_sample_fmt(frame.format());
    if (avutil.av_sample_fmt_is_planar(frame.format()) != 0) {
      for (int c = 0; c < width; c++) {
        double[] plane = read(frame.extended_data(c), format, length);
        for (int i = 0; i < length; i++) {
          sums[i] += plane[i];
        }
      }
    } else {
      double[] plane = read(frame.extended_data(0), format, Math.multiplyExact(length, width));
      for (int i = 0, at = 0; i < length; i++) {
        for (int c = 0; c < width; c++) {
          sums[i] += plane[at++];
        }
      }
    }
    if (mixed.length < length) {
      mixed = new float[length];
    }
    for (int i = 0; i < length; i++) {
      mixed[i] = (float) (sums[i] / width);
    }
    int sound = sound(mixed, length);
    if (sound > 0) {
      sink.add(mixed, sound, sampleRate());
    }
    if (sound < length) {
      refuse(sound, mixed);
    }
  }
}
