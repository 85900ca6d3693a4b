package org.emodna.model;

/** An encoder bound to a step. Both passes only queue operations: they are recorded as a graph. */
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
