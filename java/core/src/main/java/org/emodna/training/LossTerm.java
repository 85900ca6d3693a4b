package org.emodna.training;

/** One term of the loss: adds its gradient to what it is made of, and logs its value. */
interface LossTerm {
  /**
   * Runs the term forward, and backward down to the encoders' outputs and the weights of its own.
   */
  void run();
}
