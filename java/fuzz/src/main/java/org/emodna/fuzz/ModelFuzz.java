package org.emodna.fuzz;

import org.emodna.base.EmoDnaException;
import org.emodna.model.ModelFile;

/** Any bytes are a model, or end in one error that names it. */
public final class ModelFuzz {
  private ModelFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(ModelFuzz::fuzzerTestOneInput);
  }

  /**
   * Loads an input.
   *
   * @param input content of a model file
   */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      ModelFile.load(input, "fuzz");
    } catch (EmoDnaException expected) {
      Expected.message(expected, "fuzz", input);
    }
  }
}
