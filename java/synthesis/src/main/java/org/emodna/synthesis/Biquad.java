package org.emodna.synthesis;

/** Second-order filters by the bilinear transform, for channels, rooms and friction noise. */
final class Biquad {
  private final double b0;
  private final double b1;
  private final double b2;
  private final double a1;
  private final double a2;

  private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) {
    this.b0 = b0 / a0;
    this.b1 = b1 / a0;
    this.b2 = b2 / a0;
    this.a1 = a1 / a0;
    this.a2 = a2 / a0;
  }

  /** Low-pass of quality {@code q}. */
  static Biquad lowPass(double hertz, double q, double rate) {
    double w = 2 * Math.PI * hertz / rate;
    double cos = StrictMath.cos(w);
    double alpha = StrictMath.sin(w) / (2 * q);
    return new Biquad((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  /** High-pass of quality {@code q}. */
  static Biquad highPass(double hertz, double q, double rate) {
    double w = 2 * Math.PI * hertz / rate;
    double cos = StrictMath.cos(w);
    double alpha = StrictMath.sin(w) / (2 * q);
    return new Biquad((1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  /** Band-pass of gain 1 at its centre. */
  static Biquad bandPass(double hertz, double widthHz, double rate) {
    double w = 2 * Math.PI * hertz / rate;
    double alpha = StrictMath.sin(w) * widthHz / (2 * hertz);
    return new Biquad(alpha, 0, -alpha, 1 + alpha, -2 * StrictMath.cos(w), 1 - alpha);
  }

  /** A hill or a valley of {@code gainDb} at {@code hertz}. */
  static Biquad peak(double hertz, double widthHz, double gainDb, double rate) {
    double w = 2 * Math.PI * hertz / rate;
    double amplitude = StrictMath.pow(10, gainDb / 40);
    double alpha = StrictMath.sin(w) * widthHz / (2 * hertz);
    double cos = StrictMath.cos(w);
    return new Biquad(
        1 + alpha * amplitude,
        -2 * cos,
        1 - alpha * amplitude,
        1 + alpha / amplitude,
        -2 * cos,
        1 - alpha / amplitude);
  }

  /** Filters a whole signal in place, from rest. */
  void filter(double[] samples) {
    double s1 = 0;
    double s2 = 0;
    for (int i = 0; i < samples.length; i++) {
      double x = samples[i];
      double y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      samples[i] = y;
    }
  }

  /** As {@link #filter(double[])}, but over a part, with the state of two values kept. */
  void filter(double[] samples, int from, int to, double[] state) {
    double s1 = state[0];
    double s2 = state[1];
    for (int i = from; i < to; i++) {
      double x = samples[i];
      double y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      samples[i] = y;
    }
    state[0] = s1;
    state[1] = s2;
  }
}
