package org.emodna.fuzz;

import org.emodna.safetensors.SafeTensorsException;
import org.emodna.safetensors.SafeTensorsFile;

/** Any bytes are a safetensors file whose tensors can be read, or end in one error. */
public final class SafeTensorsFuzz {
  private SafeTensorsFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(SafeTensorsFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input content of a file
   */
  public static void fuzzerTestOneInput(byte[] input) {
    try (SafeTensorsFile file = SafeTensorsFile.open(input, "fuzz")) {
      for (String name : file.names()) {
        file.bytes(name);
        if (file.info(name).dtype().isFloating()) {
          file.toDoubleArray(name);
        }
      }
    } catch (SafeTensorsException expected) {
      Expected.message(expected, "fuzz", input);
    }
  }
}
