package org.emodna.model;

import java.util.List;

/** What an encoder says of itself before there is a device. */
public interface EncoderDeclaration {
  /**
   * The roles that it plays, such as "emotion": one, unless its kind serves all of equal settings
   * together. Names of parameters begin with the role, so that two encoders never collide.
   */
  List<String> roles();

  /** The one role, where the kind does not serve several together. */
  default String role() {
    return roles().get(0);
  }

  /** A parameter that is learnt; later asked for by its name. */
  void parameter(String name, Start start, int... shape);

  /** A running statistic: kept from step to step and stored with the model, but not learnt. */
  void statistic(String name, Start start, int... shape);

  /**
   * Parameters and statistics that one operation takes in one piece: all that are declared
   * meanwhile lie behind one another, and are asked for by the block's name.
   */
  void block(String name, Runnable declarations);

  /** A linear layer's weight [outputs, inputs], Glorot-uniform, and its bias [outputs], 0. */
  default void linear(String name, int inputs, int outputs) {
    parameter(name + ".weight", Start.glorot(), outputs, inputs);
    parameter(name + ".bias", Start.zero(), outputs);
  }
}
