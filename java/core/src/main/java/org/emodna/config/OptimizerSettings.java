package org.emodna.config;

import org.emodna.base.Check;

/**
 * Adam, and how its learning rate goes on over the run.
 *
 * @param learningRate its highest
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay L2: this share of each parameter is added to its gradient, before the moments
 * @param schedule of the learning rate
 * @param finalShare of the learning rate that {@link Schedule#COSINE} falls towards
 * @param warmUpSteps over which the rate grows from nothing; 0 = none
 */
public record OptimizerSettings(
    float learningRate,
    float beta1,
    float beta2,
    float epsilon,
    float weightDecay,
    Schedule schedule,
    float finalShare,
    long warmUpSteps) {
  /** How the learning rate goes on behind the warm-up. */
  public enum Schedule {
    /** It stays. */
    CONSTANT,
    /**
     * It falls along half a cosine towards its final share, which it would have at step T of T, one
     * behind the last: the last step, T - 1, is just above it.
     */
    COSINE
  }

  static final OptimizerSettings DEFAULTS =
      new OptimizerSettings(1e-3f, 0.9f, 0.999f, 1e-8f, 1e-3f, Schedule.COSINE, 0.05f, 0);

  /**
   * Ranges: {@code learningRate} 0 to 10, {@code beta1} 0 to 0.99999, {@code beta2} 0 to 0.99999,
   * {@code epsilon} 1e-20 to 1, {@code weightDecay} 0 to 10, {@code finalShare} 0 to 1, {@code
   * warmUpSteps} 0 to 10,000,000.
   *
   * @throws org.emodna.base.ConfigException that names the setting that is out of range
   */
  public OptimizerSettings {
    Check.real(learningRate, 0, 10, "optimizer.learning-rate");
    Check.real(beta1, 0, 0.99999, "optimizer.beta1");
    Check.real(beta2, 0, 0.99999, "optimizer.beta2");
    Check.real(epsilon, 1e-20, 1, "optimizer.epsilon");
    Check.real(weightDecay, 0, 10, "optimizer.weight-decay");
    Check.real(finalShare, 0, 1, "optimizer.final-share");
    Check.range(warmUpSteps, 0, 10_000_000, "optimizer.warm-up-steps");
  }
}
