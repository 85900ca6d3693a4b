package org.emodna.synthesis;

/** Changes the sampling rate by a Kaiser-windowed sinc, one filter for each phase. */
final class Resampler {
  private static final int ZERO_CROSSINGS = 16;
  private static final double ROLL_OFF = 0.92;
  private static final double BETA = 9;

  private Resampler() {}

  static float[] resample(double[] samples, int from, int to) {
    int common = gcd(from, to);
    int up = to / common;
    int down = from / common;
    double cutoff = ROLL_OFF * Math.min(1, (double) to / from);
    int half = (int) Math.ceil(ZERO_CROSSINGS / cutoff);
    float[][] phases = phases(up, half, cutoff);
    int length = (int) (((long) samples.length * up + down - 1) / down);
    float[] result = new float[length];
    for (int i = 0; i < length; i++) {
      long position = (long) i * down;
      int centre = (int) (position / up);
      float[] taps = phases[(int) (position % up)];
      int first = centre - half + 1;
      int begin = Math.max(0, -first);
      int end = Math.min(taps.length, samples.length - first);
      double sum = 0;
      for (int k = begin; k < end; k++) {
        sum += taps[k] * samples[first + k];
      }
      result[i] = (float) sum;
    }
    return result;
  }

  private static float[][] phases(int up, int half, double cutoff) {
    float[][] phases = new float[up][2 * half];
    double edge = bessel(BETA);
    for (int p = 0; p < up; p++) {
      for (int k = 0; k < 2 * half; k++) {
        double x = k - half + 1 - (double) p / up;
        double share = x / half;
        if (Math.abs(share) < 1) {
          double window = bessel(BETA * Math.sqrt(1 - share * share)) / edge;
          phases[p][k] = (float) (cutoff * sinc(cutoff * x) * window);
        }
      }
    }
    return phases;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
  }

  /** The modified Bessel function of order 0, by its power series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      double factor = x / (2 * k);
      term *= factor * factor;
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
