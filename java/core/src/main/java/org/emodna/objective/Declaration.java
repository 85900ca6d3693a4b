package org.emodna.objective;

import java.util.List;
import org.emodna.model.Start;

/** What a term says of itself before there is a device. */
public interface Declaration {
  /** The run's settings. */
  Settings settings();

  /** The classes. */
  List<String> labels();

  /** Values of the output of an encoder. */
  int width(String role);

  /**
   * A parameter that is learnt; later asked for by its name. Model files have it, so that it is
   * what the term calls it in all runs.
   *
   * @param name of no other term's parameter; of an outside term it begins with the term's name
   * @throws org.emodna.base.ConfigException if another term of the run has declared the name
   */
  void parameter(String name, Start start, int... shape);

  /** A linear layer's weight [outputs, inputs], Glorot-uniform, and its bias [outputs], 0. */
  default void linear(String name, int inputs, int outputs) {
    parameter(name + ".weight", Start.glorot(), outputs, inputs);
    parameter(name + ".bias", Start.zero(), outputs);
  }
}
