package org.emodna.kernels.contract;

import org.emodna.kernels.MfccRecipe;

/** MFCC and resampling by their definitions, in float64 or naively in float32. */
final class AudioReference {
  private static final int CROSSINGS = 64;
  private static final double ROLLOFF = 0.9475937167399596;
  private static final double BETA = 14.769656459379492;

  private final Arithmetic to;

  AudioReference(Arithmetic to) {
    this.to = to;
  }

  /** ceil(n to / from) samples. */
  double[] resample(float[] x, int from, int rate) {
    double scale = ROLLOFF * Math.min(1, (double) rate / from);
    double[] y = new double[(int) ((x.length * (long) rate + from - 1) / from)];
    for (int i = 0; i < y.length; i++) {
      double at = (double) i * from / rate;
      for (int n = 0; n < x.length; n++) {
        double u = scale * (at - n);
        if (Math.abs(u) < CROSSINGS) {
          double inside = 1 - u * u / (CROSSINGS * CROSSINGS);
          double window = bessel(BETA * Math.sqrt(inside)) / bessel(BETA);
          double sinc = u == 0 ? 1 : Math.sin(Math.PI * u) / (Math.PI * u);
          y[i] = to.add(y[i], to.of(scale * window * sinc) * x[n]);
        }
      }
    }
    return y;
  }

  /** Of the first kind and order 0, modified. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; k < 80; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }

  /** [frames, coefficients], with plain Fourier sums. */
  double[] mfcc(MfccRecipe recipe, float[] x) {
    int frames =
        recipe.centred()
            ? 1 + x.length / recipe.hop()
            : 1 + (x.length - recipe.windowLength()) / recipe.hop();
    int bands = recipe.melBins();
    double[] mel = new double[frames * bands];
    double[][] weights = melWeights(recipe);
    double[] cosine = new double[recipe.fftLength()];
    double[] sine = new double[recipe.fftLength()];
    for (int i = 0; i < cosine.length; i++) {
      cosine[i] = to.of(Math.cos(2 * Math.PI * i / cosine.length));
      sine[i] = to.of(Math.sin(2 * Math.PI * i / cosine.length));
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (int f = 0; f < frames; f++) {
      double[] power = power(windowed(recipe, x, f), cosine, sine);
      for (int b = 0; b < bands; b++) {
        double sum = 0;
        for (int k = 0; k < power.length; k++) {
          sum = weights[b][k] > 0 ? to.add(sum, weights[b][k] * power[k]) : sum;
        }
        double log = Math.log(Math.max(recipe.logFloor(), sum));
        double value =
            recipe.log() == MfccRecipe.Log.NATURAL ? to.of(log) : to.of(10 / Math.log(10) * log);
        mel[f * bands + b] = value;
        greatest = Math.max(greatest, value);
      }
    }
    double lowest = recipe.topDb() > 0 ? to.of(greatest - recipe.topDb()) : -Double.MAX_VALUE;
    double[] result = new double[frames * recipe.coefficients()];
    for (int at = 0; at < result.length; at++) {
      int c = at % recipe.coefficients();
      double lifter = recipe.lifter() / 2 * Math.sin(Math.PI * c / Math.max(1, recipe.lifter()));
      double norm = Math.sqrt((c == 0 ? 1.0 : 2.0) / bands) * (1 + lifter);
      for (int b = 0; b < bands; b++) {
        double value = Math.max(lowest, mel[at / recipe.coefficients() * bands + b]);
        result[at] =
            to.add(result[at], to.of(norm * Math.cos(Math.PI * c * (b + 0.5) / bands)) * value);
      }
    }
    return result;
  }

  private double[] windowed(MfccRecipe recipe, float[] x, int number) {
    int length = recipe.windowLength();
    int first = number * recipe.hop();
    if (recipe.centred()) {
      first += (recipe.fftLength() - length) / 2 - recipe.fftLength() / 2;
    }
    double[] frame = new double[length];
    double mean = 0;
    for (int i = 0; i < length; i++) {
      frame[i] = to.of(x[reflected(first + i, x.length)] * (double) recipe.inputScale());
      mean = to.of(mean + frame[i]);
    }
    mean = to.of(mean / length);
    for (int i = 0; i < length && recipe.removeDc(); i++) {
      frame[i] = to.of(frame[i] - mean);
    }
    for (int i = length - 1; i >= 0; i--) {
      frame[i] = to.add(frame[i], -recipe.preemphasis() * frame[Math.max(0, i - 1)]);
    }
    for (int i = 0; i < length; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / length);
      double symmetric = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (length - 1));
      boolean povey = recipe.window() == MfccRecipe.Window.POVEY;
      frame[i] = to.of(frame[i] * to.of(povey ? Math.pow(symmetric, 0.85) : hann));
    }
    return frame;
  }

  private static int reflected(int i, int length) {
    int at = i;
    while (at < 0 || at >= length) {
      at = length == 1 ? 0 : at < 0 ? -at : 2 * (length - 1) - at;
    }
    return at;
  }

  private double[] power(double[] frame, double[] cosine, double[] sine) {
    double[] power = new double[cosine.length / 2 + 1];
    for (int k = 0; k < power.length; k++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < frame.length; i++) {
        int turn = i * k % cosine.length;
        real = to.add(real, frame[i] * cosine[turn]);
        imaginary = to.add(imaginary, frame[i] * sine[turn]);
      }
      power[k] = to.add(to.of(real * real), imaginary * imaginary);
    }
    return power;
  }

  private double[][] melWeights(MfccRecipe recipe) {
    double high = recipe.highHz() > 0 ? recipe.highHz() : recipe.sampleRate() / 2.0;
    double low = mel(recipe, recipe.lowHz());
    double step = (mel(recipe, high) - low) / (recipe.melBins() + 1);
    double[][] weights = new double[recipe.melBins()][recipe.fftLength() / 2 + 1];
    for (int b = 0; b < weights.length; b++) {
      double width = hertz(recipe, low + (b + 2) * step) - hertz(recipe, low + b * step);
      double norm = recipe.melAreaNorm() ? 2 / width : 1;
      for (int k = 0; k < weights[b].length; k++) {
        double hz = (double) k * recipe.sampleRate() / recipe.fftLength();
        double at = recipe.melTriangles() ? mel(recipe, hz) : hz;
        double[] edges = new double[3];
        for (int e = 0; e < 3; e++) {
          double mel = low + (b + e) * step;
          edges[e] = recipe.melTriangles() ? mel : hertz(recipe, mel);
        }
        double up = (at - edges[0]) / (edges[1] - edges[0]);
        double down = (edges[2] - at) / (edges[2] - edges[1]);
        weights[b][k] = to.of(norm * Math.max(0, Math.min(up, down)));
      }
    }
    return weights;
  }

  private static double mel(MfccRecipe recipe, double hz) {
    if (recipe.melScale() == MfccRecipe.MelScale.HTK) {
      return 2595 * Math.log10(1 + hz / 700);
    }
    return hz < 1000 ? hz * 3 / 200 : 15 + 27 * Math.log(hz / 1000) / Math.log(6.4);
  }

  private static double hertz(MfccRecipe recipe, double mel) {
    if (recipe.melScale() == MfccRecipe.MelScale.HTK) {
      return 700 * (Math.pow(10, mel / 2595) - 1);
    }
    return mel < 15 ? mel * 200 / 3 : 1000 * Math.pow(6.4, (mel - 15) / 27);
  }
}
