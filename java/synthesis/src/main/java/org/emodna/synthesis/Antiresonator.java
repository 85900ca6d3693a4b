package org.emodna.synthesis;

/** The inverse of a {@link Resonator}: a pair of zeros, gain 1 at 0 Hz. */
final class Antiresonator {
  private double a = 1;
  private double b;
  private double c;
  private double x1;
  private double x2;

  void tune(double hertz, double widthHz) {
    double radius = StrictMath.exp(-Math.PI * widthHz / Controls.SAMPLE_RATE);
    double oldC = -radius * radius;
    double oldB = 2 * radius * StrictMath.cos(2 * Math.PI * hertz / Controls.SAMPLE_RATE);
    a = 1 / (1 - oldB - oldC);
    b = -oldB * a;
    c = -oldC * a;
  }

  /** Filters samples {@code from} to {@code to} in place. */
  void filter(double[] samples, int from, int to) {
    for (int i = from; i < to; i++) {
      double x = samples[i];
      samples[i] = a * x + b * x1 + c * x2;
      x2 = x1;
      x1 = x;
    }
  }
}
