package org.emodna.model;

/**
 * An encoder bound to a step. Both passes only queue operations: they are recorded as a graph. On a
 * GPU a pass may run beside that of another group of encoders, in a branch of the stream: it writes
 * only its own tensors, and opens no branches of its own.
 */
public interface EncoderPass {
  /** Where there is nothing to do. */
  EncoderPass NOTHING =
      new EncoderPass() {
        @Override
        public void forward() {}

        @Override
        public void backward() {}
      };

  /** Writes z. */
  void forward();

  /** Adds to the gradients of the parameters what dz asks for; training only. */
  void backward();
}
