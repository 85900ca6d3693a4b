package org.emodna.config;

import org.emodna.base.Check;

/** Adam. The learning rate is constant over the run. */
public record OptimizerSettings(float learningRate, float beta1, float beta2, float epsilon) {
  static final OptimizerSettings DEFAULTS = new OptimizerSettings(1e-3f, 0.93f, 0.98f, 1e-8f);

  public OptimizerSettings {
    Check.real(learningRate, 0, 10, "optimizer.learning-rate");
    Check.real(beta1, 0, 0.99999, "optimizer.beta1");
    Check.real(beta2, 0, 0.99999, "optimizer.beta2");
    Check.real(epsilon, 1e-20, 1, "optimizer.epsilon");
  }
}
