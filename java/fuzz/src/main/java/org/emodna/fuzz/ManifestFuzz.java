package org.emodna.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.manifest.Manifest;

/** Any text is a manifest, or ends in one error that names it. */
public final class ManifestFuzz {
  private static final Path[] FILES = {
    Expected.file(".csv"), Expected.file(".tsv"), Expected.file(".jsonl")
  };

  static {
    for (Path file : FILES) {
      file.toFile().deleteOnExit();
    }
  }

  private ManifestFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(ManifestFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input the kind of table, then its text
   */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Path file = FILES[(input[0] & 0xFF) % FILES.length];
    Expected.write(file, Arrays.copyOfRange(input, 1, input.length));
    try {
      Manifest.read(file);
    } catch (CorpusException expected) {
      Expected.message(expected, file.toString(), input);
    }
  }
}
