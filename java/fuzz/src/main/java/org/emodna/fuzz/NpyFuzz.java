package org.emodna.fuzz;

import org.emodna.features.FeatureException;
import org.emodna.features.stored.NpyFile;

/** Any bytes are an npy file whose elements can be read, or end in one error. */
public final class NpyFuzz {
  private NpyFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(NpyFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input content of a file
   */
  public static void fuzzerTestOneInput(byte[] input) {
    try (NpyFile file = NpyFile.open(input, "fuzz")) {
      // No more elements than the input has bytes: an array that is announced is there.
      float[] values = new float[Math.toIntExact(file.elements())];
      file.read(0, values, 0, values.length);
      if (2 * values.length > input.length) {
        throw new AssertionError(values.length + " values of " + input.length + " bytes");
      }
    } catch (FeatureException expected) {
      Expected.message(expected, "fuzz", input);
    }
  }
}
