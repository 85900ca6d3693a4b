package org.emodna.synthesis;

/** Klatt's second-order resonator of gain 1 at 0 Hz; keeps its state between blocks. */
final class Resonator {
  private double a = 1;
  private double b;
  private double c;
  private double y1;
  private double y2;

  void tune(double hertz, double widthHz) {
    double radius = StrictMath.exp(-Math.PI * widthHz / Controls.SAMPLE_RATE);
    c = -radius * radius;
    b = 2 * radius * StrictMath.cos(2 * Math.PI * hertz / Controls.SAMPLE_RATE);
    a = 1 - b - c;
  }

  /** Filters samples {@code from} to {@code to} in place. */
  void filter(double[] samples, int from, int to) {
    double last = y1;
    double older = y2;
    for (int i = from; i < to; i++) {
      double y = a * samples[i] + b * last + c * older;
      older = last;
      last = y;
      samples[i] = y;
    }
    y1 = last;
    y2 = older;
  }
}
