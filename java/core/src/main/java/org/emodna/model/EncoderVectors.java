package org.emodna.model;

import org.emodna.kernels.Dropout;
import org.emodna.kernels.Tensor;

/**
 * The vectors [R, rows, F] that an encoder is given, as each of its roles sees them: with values
 * dropped at random in training.
 */
final class EncoderVectors {
  private final Tensor values;
  private final Runnable forward;

  private EncoderVectors(Tensor values, Runnable forward) {
    this.values = values;
    this.forward = forward;
  }

  /**
   * Binds the input of a step.
   *
   * @param rate of dropout; 0 = none
   * @param site of its random numbers
   */
  static EncoderVectors of(EncoderStep step, float rate, int site) {
    boolean drops = step.training() && rate > 0;
    if (!drops && step.roles().size() == 1) {
      return new EncoderVectors(step.x(), () -> {});
    }
    Tensor each =
        step.floats(step.replicas(), step.roles().size(), step.rows(), step.input().width());
    Dropout dropout = copy(step, each);
    if (drops) {
      dropout.rate(rate, site, step.seeds(), step.step());
    }
    return new EncoderVectors(each, dropout::forward);
  }

  /** The operation that gives each role the input, unchanged unless it is told a rate. */
  static Dropout copy(EncoderStep step, Tensor to) {
    int replicas = step.replicas();
    int width = step.input().width();
    return step.own(
            new Dropout(
                step.stream(),
                new Dropout.Shape(replicas * step.roles().size(), replicas, step.rows(), width)))
        .sharedInput(step.x(), (long) step.rows() * width)
        .output(to);
  }

  /** [R, roles, rows, F]. */
  Tensor values() {
    return values;
  }

  /** Queues the copies. */
  void forward() {
    forward.run();
  }
}
