package org.emodna.kernels.contract;

import org.emodna.kernels.Adam;

/** Adam by its formulas, in float64 or naively in float32. */
final class AdamReference {
  final double[] parameters;
  final double[] m;
  final double[] v;
  private final Arithmetic to;
  private final Adam.Settings settings;
  private int steps;

  /** L2 regularisation; 0 = none. */
  double decay;

  /** Steps of warm-up, and of a cosine that follows; 0 = none. */
  int warmUp;

  int total;
  double finalShare;

  AdamReference(Arithmetic to, Adam.Settings settings, double[] parameters) {
    this.to = to;
    this.settings = settings;
    this.parameters = parameters.clone();
    m = new double[parameters.length];
    v = new double[parameters.length];
  }

  void step(double[] gradient) {
    steps++;
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    double correction1 = to.of(1 - to.of(Math.pow(beta1, steps)));
    double correction2 = to.of(1 - to.of(Math.pow(beta2, steps)));
    double rate = to.of(settings.learningRate() * to.of(share()));
    for (int i = 0; i < parameters.length; i++) {
      double g = decay == 0 ? gradient[i] : to.add(gradient[i], decay * parameters[i]);
      m[i] = to.add(to.of(beta1 * m[i]), to.of(1 - beta1) * g);
      v[i] = to.add(to.of(beta2 * v[i]), to.of(1 - beta2) * to.of(g * g));
      double root = to.of(Math.sqrt(to.of(v[i] / correction2)));
      double direction = to.of(to.of(m[i] / correction1) / to.add(root, settings.epsilon()));
      parameters[i] = to.add(parameters[i], -rate * direction);
    }
  }

  /** The share of the learning rate that this step has. */
  private double share() {
    int t = steps - 1;
    if (t < warmUp) {
      return (t + 1.0) / warmUp;
    }
    if (total == 0) {
      return 1;
    }
    double progress = Math.min(1, (t - warmUp) / (double) (total - warmUp));
    return finalShare + (1 - finalShare) * (1 + Math.cos(Math.PI * progress)) / 2;
  }
}
