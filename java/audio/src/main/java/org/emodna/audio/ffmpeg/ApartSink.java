package org.emodna.audio.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.emodna.audio.AudioException;
import org.emodna.audio.ChannelSink;
import org.emodna.audio.DecodeLimits;
import org.emodna.base.Problem;

/** Passes each channel of decoded frames on by itself. */
final class ApartSink extends FrameSink {
  private final ChannelSink sink;
  private float[][] apart = new float[0][];

  ApartSink(String name, DecodeLimits limits, ChannelSink sink) {
    super(name, limits);
    this.sink = sink;
  }

  @Override
  boolean full() {
    return sink.full();
  }

  @Override
  void take(AVFrame frame, int length, int width) {
    if (apart.length != 0 && apart.length != width) {
      throw new AudioException(
          Problem.of(
                  name, "changes from %d to %d channels on the way".formatted(apart.length, width))
              .remedy("judge all channels mixed, or convert it"));
    }
    if (apart.length == 0 || apart[0].length < length) {
      apart = new float[width][length];
    }
    int format = avutil.av_get_packed_sample_fmt(frame.format());
    if (avutil.av_sample_fmt_is_planar(frame.format()) != 0) {
      for (int c = 0; c < width; c++) {
        copy(read(frame.extended_data(c), format, length), 0, 1, length, apart[c]);
      }
    } else {
      double[] plane = read(frame.extended_data(0), format, Math.multiplyExact(length, width));
      for (int c = 0; c < width; c++) {
        copy(plane, c, width, length, apart[c]);
      }
    }
    int sound = length;
    for (float[] channel : apart) {
      sound = sound(channel, sound);
    }
    if (sound > 0) {
      sink.add(apart, sound, sampleRate());
    }
    if (sound < length) {
      for (float[] channel : apart) {
        if (sound(channel, sound + 1) == sound) {
          refuse(sound, channel);
        }
      }
    }
  }

  private static void copy(double[] from, int at, int step, int length, float[] to) {
    for (int i = 0; i < length; i++) {
      to[i] = (float) from[at + i * step];
    }
  }
}
