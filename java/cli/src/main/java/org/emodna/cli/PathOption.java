package org.emodna.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.emodna.audio.PathLookup;
import org.emodna.base.EmoDnaException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads paths; an empty one would mean the working folder, which nobody means who writes nothing.
 */
final class PathOption implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the path is empty; name a file or folder");
    }
    try {
      return new PathLookup().find(Path.of(""), text);
    } catch (InvalidPathException | EmoDnaException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
