package org.emodna.audio.agreement;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * What is written into a file: two tones and some noise, other ones for every channel, in steps of
 * so many bits that a file of this depth holds them exactly.
 *
 * @param rate in Hz
 * @param channels how many
 * @param bits depth, at most 24
 */
record Source(int rate, int channels, int bits) {
  /** About 0.2 s: many frames of every codec, and an odd number of samples. */
  int length() {
    return rate / 5 + 37;
  }

  /** Samples [channels][length], below 1. */
  double[][] samples() {
    double steps = Math.scalb(1.0, bits - 1);
    double[][] samples = new double[channels][length()];
    for (int c = 0; c < channels; c++) {
      SplittableRandom random = new SplittableRandom(31L * rate + 7L * channels + c);
      for (int i = 0; i < samples[c].length; i++) {
        double t = (double) i / rate;
        double x =
            0.4 * Math.sin(2 * Math.PI * (310 + 90 * c) * t)
                + 0.15 * Math.sin(2 * Math.PI * 1270 * t)
                + 0.05 * (random.nextDouble() - 0.5);
        samples[c][i] = Math.rint(x * steps) / steps;
      }
    }
    return samples;
  }

  /** The mean of the channels. */
  double[] mono() {
    double[] mono = new double[length()];
    for (double[] channel : samples()) {
      for (int i = 0; i < mono.length; i++) {
        mono[i] += channel[i] / channels;
      }
    }
    return mono;
  }

  String name() {
    return "source-%d-%d-%d.wav".formatted(rate, channels, bits);
  }

  /** The plainest WAV that holds it, of 32 bits. */
  byte[] wav() {
    return new QuirkyWav(this).depth(32).bytes();
  }

  /** Samples interleaved, as integers of a container's bits, left-justified. */
  byte[] integers(int containerBits, ByteOrder order) {
    int bytes = (containerBits + 7) / 8;
    double[][] samples = samples();
    ByteBuffer out = ByteBuffer.allocate(length() * channels * bytes);
    for (int i = 0; i < length(); i++) {
      for (int c = 0; c < channels; c++) {
        long value = (long) Math.scalb(samples[c][i], 8 * bytes - 1);
        if (bytes == 1) {
          value += 128;
        }
        for (int b = 0; b < bytes; b++) {
          int shift = order == ByteOrder.LITTLE_ENDIAN ? b : bytes - 1 - b;
          out.put((byte) (value >> 8 * shift));
        }
      }
    }
    return out.array();
  }

  /** Samples interleaved, as floating-point numbers of 32 or 64 bits. */
  byte[] floats(int containerBits, ByteOrder order) {
    double[][] samples = samples();
    ByteBuffer out = ByteBuffer.allocate(length() * channels * containerBits / 8).order(order);
    for (int i = 0; i < length(); i++) {
      for (int c = 0; c < channels; c++) {
        if (containerBits == 32) {
          out.putFloat((float) samples[c][i]);
        } else {
          out.putDouble(samples[c][i]);
        }
      }
    }
    return out.array();
  }
}
