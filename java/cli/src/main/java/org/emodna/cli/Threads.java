package org.emodna.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of threads. */
final class Threads implements ITypeConverter<Integer> {
  static final int MOST = 1024;

  @Override
  public Integer convert(String text) {
    try {
      int threads = Integer.parseInt(text);
      if (threads >= 0 && threads <= MOST) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new TypeConversionException("'" + text + "' is not a number from 0 (all) to " + MOST);
  }
}
