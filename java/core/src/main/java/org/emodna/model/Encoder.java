package org.emodna.model;

import java.util.Map;
import java.util.Optional;

/**
 * Turns an utterance's frames [T, F] into one vector z [width]. An encoder declares its parameters
 * and binds its operations to a step; where values lie, how they begin, what a checkpoint and a
 * model hold and how much memory it takes follow from that.
 */
public interface Encoder {
  /** Name of its kind ({@link EncoderKind#name}), by which a model file finds it again. */
  String kind();

  /** Values of z. */
  int width();

  /**
   * What a model file says of it, so that {@link EncoderKind#restore} makes the same encoder again:
   * its shape and all that recognition depends on, and nothing that matters in training alone.
   *
   * @return numbers, text and truth values by name
   */
  Map<String, Object> architecture();

  /** Declares parameters and statistics. */
  void declare(EncoderDeclaration declaration);

  /** Binds the operations of a step. */
  EncoderPass bind(EncoderStep step);

  /**
   * Whether it is too early to judge the encoder after so many steps, as while running statistics
   * are still those that it began with.
   *
   * @return a sentence that says why and what to do; empty where all is well
   */
  default Optional<String> tooEarly(long steps) {
    return Optional.empty();
  }
}
