package org.emodna.cli;

import org.emodna.kernels.NativeLibrary;
import picocli.CommandLine;

/** What --version prints. */
final class Version implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"emodna " + NativeLibrary.version()};
  }
}
