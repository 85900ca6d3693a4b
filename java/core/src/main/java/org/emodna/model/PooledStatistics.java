package org.emodna.model;

import java.util.Locale;
import java.util.Optional;
import org.emodna.kernels.BatchNorm;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Pooling;
import org.emodna.kernels.Tensor;

/**
 * From frames to z by their statistics: mean and deviation of each of C channels over time, 2 C
 * values, then BatchNorm, dropout and Linear(2 C, width). For all roles that an encoder serves
 * together.
 */
final class PooledStatistics {
  /** Of BatchNorm over the rows of a step, which are few: faster than TIM-Net's 0.99. */
  private static final float MOMENTUM = 0.9f;

  private final int channels;
  private final EncoderBatchNorm norm;
  private final EncoderLinear linear;

  /**
   * @param width values of z
   * @param domains sets of running statistics
   */
  PooledStatistics(int channels, int width, int domains) {
    this.channels = channels;
    norm =
        new EncoderBatchNorm(
            "pooled.bn", 2 * channels, TimNetPooling.STATISTICS_EPSILON, MOMENTUM, domains);
    linear = new EncoderLinear("pooled.linear", 2 * channels, width);
  }

  /** See {@link Encoder#tooEarly}. */
  static Optional<String> tooEarly(long steps) {
    double first = Math.pow(MOMENTUM, steps);
    return first <= 0.2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "After %d steps the running statistics of what is pooled are still %.0f %% what"
                    + " they began with: train longer.",
                steps,
                100 * first));
  }

  void declare(EncoderDeclaration d) {
    norm.declare(d);
    linear.declare(d);
  }

  /**
   * Binds it to a step, whose z it writes.
   *
   * @param y frames [R, roles, rows, T, C]
   * @param dy their gradient, added to; null in recognition
   * @param dropout rate
   * @param site of the dropout's random numbers
   */
  EncoderPass bind(EncoderStep step, Tensor y, Tensor dy, float dropout, int site) {
    boolean training = step.training();
    long[] shape = {step.replicas(), step.roles().size(), step.rows(), 2L * channels};
    Tensor pooled = step.floats(shape);
    Tensor dpooled = training ? step.zeroedEachStep(shape) : null;
    Tensor normal = step.floats(shape);
    Tensor dnormal = training ? step.zeroedEachStep(shape) : null;
    Pooling pooling = pooling(step, y, dy, pooled, dpooled);
    BatchNorm batchNorm = norm.bind(step, pooled, dpooled, normal, dnormal);
    if (training && dropout > 0) {
      batchNorm.dropout(dropout, site, step.seeds(), step.step());
    }
    Linear last = linear.bind(step, normal, dnormal, step.z(), training ? step.dz() : null);
    return new EncoderPass() {
      @Override
      public void forward() {
        pooling.forward();
        batchNorm.forward();
        last.forward();
      }

      @Override
      public void backward() {
        last.backward();
        batchNorm.backward();
        pooling.backward();
      }
    };
  }

  private Pooling pooling(EncoderStep step, Tensor y, Tensor dy, Tensor pooled, Tensor dpooled) {
    int replicas = step.replicas();
    int frames = step.input().frames();
    Pooling pooling =
        step.own(
                new Pooling(
                    step.stream(),
                    Pooling.Shape.of(replicas * step.roles().size(), step.rows(), frames, channels)
                        .withInputs(replicas)
                        .withVarianceFloor(TimNetPooling.VARIANCE_FLOOR)))
            .input(y, (long) step.rows() * frames * channels, step.lengths(), step.rows())
            .output(pooled);
    return step.training() ? pooling.gradients(dpooled, dy) : pooling;
  }
}
