package org.emodna.kernels.contract;

import java.util.Random;

/**
 * A voice whose F0, jitter, shimmer and formants are known: pulses at exact times, between the
 * samples too, through five resonances.
 */
final class SyntheticVoice {
  static final int RATE = 22_050;
  private static final double[][] FORMANTS = {
    {700, 80}, {1220, 90}, {2600, 120}, {3500, 180}, {4500, 250}
  };

  /** Half the width of a pulse, a windowed sinc, in samples. */
  private static final int REACH = 30;

  final float[] samples;
  final double jitter;
  final double shimmer;

  /**
   * Speaks.
   *
   * @param seconds length
   * @param hertz mean F0
   * @param jitter largest relative change of a period
   * @param shimmer largest relative change of a pulse
   */
  SyntheticVoice(double seconds, double hertz, double jitter, double shimmer, Random random) {
    double[] x = new double[(int) (seconds * RATE)];
    double periods = 0;
    double changes = 0;
    double amplitudes = 0;
    double differences = 0;
    double before = 0;
    double beforeAmplitude = 0;
    int count = 0;
    for (double time = 100; time < x.length - 4 * REACH; time += before) {
      double amplitude = 1 + shimmer * (2 * random.nextDouble() - 1);
      double period = RATE / hertz * (1 + jitter * (2 * random.nextDouble() - 1));
      pulse(x, time, amplitude);
      if (count++ > 0) {
        changes += Math.abs(period - before);
        differences += Math.abs(amplitude - beforeAmplitude);
      }
      periods += period;
      amplitudes += amplitude;
      before = period;
      beforeAmplitude = amplitude;
    }
    for (double[] formant : FORMANTS) {
      resonate(x, formant[0], formant[1]);
    }
    double peak = 0;
    for (double value : x) {
      peak = Math.max(peak, Math.abs(value));
    }
    samples = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      samples[i] = (float) (0.5 * x[i] / peak);
    }
    this.jitter = changes / periods;
    this.shimmer = differences / amplitudes;
  }

  static double formant(int number) {
    return FORMANTS[number - 1][0];
  }

  private static void pulse(double[] x, double time, double amplitude) {
    for (int i = Math.max(0, (int) time - REACH); i <= time + REACH && i < x.length; i++) {
      double u = Math.PI * (i + 0.5 - time) / 2;
      double sinc = u == 0 ? 1 : Math.sin(u) / u;
      double window = Math.max(0, 0.5 + 0.5 * Math.cos(Math.PI * (i + 0.5 - time) / REACH));
      x[i] += amplitude * sinc * window;
    }
  }

  private static void resonate(double[] x, double hertz, double width) {
    double radius = Math.exp(-Math.PI * width / RATE);
    double turn = 2 * radius * Math.cos(2 * Math.PI * hertz / RATE);
    double one = 0;
    double two = 0;
    for (int i = 0; i < x.length; i++) {
      double y = x[i] + turn * one - radius * radius * two;
      two = one;
      one = y;
      x[i] = y;
    }
  }
}
