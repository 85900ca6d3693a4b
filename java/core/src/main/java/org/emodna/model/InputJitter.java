package org.emodna.model;

import org.emodna.base.Check;
import org.emodna.kernels.Jitter;
import org.emodna.kernels.Tensor;

/**
 * Random changes of the normalised features in training, for each utterance and feature anew: y =
 * (x + shift n) (1 + scale n') with normal n and n', the same in all frames; then one span of
 * frames is set to 0.
 *
 * @param shift standard deviation of what is added; 0 = nothing
 * @param scale standard deviation of the factor; 0 = 1 everywhere
 * @param span largest share of an utterance's frames that is set to 0; 0 = none
 */
public record InputJitter(float shift, float scale, float span) {
  /**
   * Ranges: {@code shift} 0 to 10, {@code scale} 0 to 10, {@code span} 0 to 1.
   *
   * @throws org.emodna.base.ConfigException that names the setting that is out of range
   */
  public InputJitter {
    Check.real(shift, 0, 10, "encoder.jitter-shift");
    Check.real(scale, 0, 10, "encoder.jitter-scale");
    Check.real(span, 0, 1, "encoder.jitter-span");
  }

  /** Features as they are. */
  public static InputJitter off() {
    return new InputJitter(0, 0, 0);
  }

  private boolean changes() {
    return shift > 0 || scale > 0 || span > 0;
  }

  /** The input of a step: what the encoder reads, and what must run before. */
  record Bound(Tensor x, Runnable forward) {}

  /**
   * Binds it to a step; outside training, and where it changes nothing, features stay as they are.
   *
   * @param site of its random numbers
   */
  Bound bind(EncoderStep step, int site) {
    if (!step.training() || !changes()) {
      return new Bound(step.x(), () -> {});
    }
    EncoderInput input = step.input();
    Tensor changed = step.floats(step.replicas(), step.rows(), input.frames(), input.width());
    long stride = (long) step.rows() * input.frames() * input.width();
    Jitter jitter =
        step.own(
                new Jitter(
                    step.stream(),
                    new Jitter.Shape(step.replicas(), step.rows(), input.frames(), input.width()),
                    new Jitter.Settings(shift, scale, span)))
            .random(site, step.seeds(), step.step())
            .input(step.x(), stride)
            .lengths(step.lengths(), step.rows())
            .output(changed, stride);
    return new Bound(changed, jitter::run);
  }
}
