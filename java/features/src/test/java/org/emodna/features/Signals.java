package org.emodna.features;

import java.util.SplittableRandom;

/** Audio for tests. */
final class Signals {
  private Signals() {}

  /** A tone with a little noise, other for every channel: [channels][samples]. */
  static float[][] tones(int channels, int samples, int sampleRate) {
    SplittableRandom random = new SplittableRandom(channels * 31L + samples);
    float[][] x = new float[channels][samples];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < samples; i++) {
        double tone = 0.5 * Math.sin(2 * Math.PI * (300 + 120 * c) * i / sampleRate);
        x[c][i] = (float) (tone + 0.01 * (random.nextDouble() - 0.5));
      }
    }
    return x;
  }

  /** Mean over channels. */
  static float[] mono(float[][] channels) {
    float[] mean = new float[channels[0].length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] channel : channels) {
        sum += channel[i];
      }
      mean[i] = (float) (sum / channels.length);
    }
    return mean;
  }

  /** Largest absolute value. */
  static double peak(float[] x) {
    double peak = 0;
    for (float value : x) {
      peak = Math.max(peak, Math.abs(value));
    }
    return peak;
  }
}
