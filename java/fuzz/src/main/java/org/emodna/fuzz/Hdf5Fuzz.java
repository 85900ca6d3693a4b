package org.emodna.fuzz;

import java.nio.file.Path;
import org.emodna.keras.KerasException;
import org.emodna.keras.ReleasedCorpus;
import org.emodna.keras.ReleasedTimNet;

/** Any bytes are weights that Keras stored in HDF5, or end in one error that names the file. */
public final class Hdf5Fuzz {
  private static final Path FILE = Expected.file(".hdf5");

  private Hdf5Fuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    FILE.toFile().deleteOnExit();
    Expected.warmUp(Hdf5Fuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input content of a file
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Expected.write(FILE, input);
    try {
      ReleasedTimNet.read(FILE, ReleasedCorpus.CASIA);
    } catch (KerasException expected) {
      Expected.message(expected, FILE.getFileName().toString(), input);
    }
  }
}
