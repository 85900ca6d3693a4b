package org.emodna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.base.EmoDnaException;
import org.emodna.safetensors.SafeTensorsFile;

/** Where a command writes its result; checked before the work, which may take long. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks, as {@link #requirePlace} does, that a safetensors file can be written there, and that
   * it does not replace a file of another kind.
   */
  static Path require(Path file) {
    Path place = requirePlace(file);
    if (!SafeTensorsFile.mayReplace(place)) {
      throw new EmoDnaException(
          "--out "
              + file
              + ": exists and is not a safetensors file; name another file, or delete it");
    }
    return place;
  }

  /**
   * Checks that a file can be written there, and makes its folder if that is missing.
   *
   * @return the file; what a symbolic link points at, so that the link stays
   */
  static Path requirePlace(Path file) {
    try {
      // An existing file is replaced by a rename, which would destroy a device or a pipe.
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new EmoDnaException(
            "--out "
                + file
                + (Files.isDirectory(file) ? ": is a folder" : ": is not a regular file")
                + "; name a file to write");
      }
      Path real = Files.exists(file) ? file.toRealPath() : file;
      Path folder = Files.createDirectories(real.toAbsolutePath().getParent());
      if (!Files.isWritable(folder)) {
        throw new EmoDnaException(
            "--out " + file + ": " + folder + " can't be written to; name a file elsewhere");
      }
      return Files.isSymbolicLink(file) ? real : file;
    } catch (IOException e) {
      throw new EmoDnaException(
          "--out " + file + ": its folder can't be made (" + e + "); name a file elsewhere", e);
    }
  }
}
