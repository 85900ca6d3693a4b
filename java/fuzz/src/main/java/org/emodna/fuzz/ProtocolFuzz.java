package org.emodna.fuzz;

import java.nio.file.Path;
import org.emodna.base.EmoDnaException;
import org.emodna.protocol.Protocol;

/** Any text is a protocol, or ends in one error that names it. */
public final class ProtocolFuzz {
  private static final Path FILE = Expected.file(".yaml");

  static {
    FILE.toFile().deleteOnExit();
  }

  private ProtocolFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(ProtocolFuzz::fuzzerTestOneInput);
  }

  /**
   * Reads an input.
   *
   * @param input text of a protocol
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Expected.write(FILE, input);
    try {
      Protocol.named(FILE.toString());
    } catch (EmoDnaException expected) {
      Expected.message(expected, FILE.toString(), input);
    }
  }
}
