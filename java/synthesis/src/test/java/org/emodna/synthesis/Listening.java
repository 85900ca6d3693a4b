package org.emodna.synthesis;

/** Plain measurements on a signal, made for the tests. */
final class Listening {
  private static final double LEAST_HZ = 65;
  private static final double MOST_HZ = 450;

  private Listening() {}

  static double rms(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += (double) sample * sample;
    }
    return Math.sqrt(sum / samples.length);
  }

  /**
   * F0 by normalised autocorrelation in windows of 50 ms, every 20 ms: {mean, standard deviation}
   * in semitones above 100 Hz over the clearly voiced windows.
   */
  static double[] pitch(float[] recorded, int recordedRate) {
    int rate = 8_000;
    float[] samples = Resampler.resample(widened(recorded), recordedRate, rate);
    int window = rate / 20;
    int hop = rate / 50;
    double loud = rms(samples);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int begin = 0; begin + 2 * window < samples.length; begin += hop) {
      double hertz = pitchAt(samples, begin, window, rate, loud);
      if (hertz > 0) {
        double semitones = 12 * Math.log(hertz / 100) / Math.log(2);
        sum += semitones;
        squares += semitones * semitones;
        count++;
      }
    }
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  private static double pitchAt(float[] samples, int begin, int window, int rate, double loud) {
    double energy = product(samples, begin, begin, window);
    if (energy < 0.25 * loud * loud * window) {
      return 0;
    }
    int longest = (int) (rate / LEAST_HZ);
    double[] likeness = new double[longest + 1];
    double best = 0;
    for (int lag = (int) (rate / MOST_HZ); lag <= longest; lag++) {
      double other = product(samples, begin + lag, begin + lag, window);
      likeness[lag] =
          product(samples, begin, begin + lag, window) / Math.sqrt(energy * other + 1e-20);
      best = Math.max(best, likeness[lag]);
    }
    if (best < 0.75) {
      return 0;
    }
    // The first lag that comes near the best: its multiples fit as well, but are not the period.
    for (int lag = (int) (rate / MOST_HZ) + 1; lag < longest; lag++) {
      boolean summit = likeness[lag] >= likeness[lag - 1] && likeness[lag] >= likeness[lag + 1];
      if (summit && likeness[lag] > 0.92 * best) {
        return (double) rate / lag;
      }
    }
    return 0;
  }

  /** Energy above against below {@code hertz}, in dB. */
  static double tilt(float[] samples, int rate, double hertz) {
    double[] low = widened(samples);
    double[] high = widened(samples);
    Biquad.lowPass(hertz, 0.71, rate).filter(low);
    Biquad.highPass(hertz, 0.71, rate).filter(high);
    double below = 0;
    double above = 0;
    for (int i = 0; i < low.length; i++) {
      below += low[i] * low[i];
      above += high[i] * high[i];
    }
    return 10 * Math.log10(above / below);
  }

  private static double product(float[] samples, int a, int b, int count) {
    double sum = 0;
    for (int i = 0; i < count && a + i < samples.length && b + i < samples.length; i++) {
      sum += (double) samples[a + i] * samples[b + i];
    }
    return sum;
  }

  private static double[] widened(float[] samples) {
    double[] wide = new double[samples.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = samples[i];
    }
    return wide;
  }
}
