package org.emodna.model;

/** An encoder bound to a step. Both passes only queue operations: they are recorded as a graph. */
public interface EncoderPass {
  /** Writes z. */
  void forward();

  /** Adds to the gradients of the parameters what dz asks for; training only. */
  void backward();
}
