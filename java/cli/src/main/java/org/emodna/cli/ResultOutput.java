package org.emodna.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Results for other programs on standard output: in UTF-8, whatever the terminal's encoding is. */
final class ResultOutput extends Writer {
  private final PrintStream out;
  private final Writer text;

  ResultOutput(PrintStream out) {
    this.out = out;
    text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    text.write(characters, from, count);
  }

  /**
   * @throws ClosedOutputException if nobody reads it any more
   */
  @Override
  public void flush() throws IOException {
    text.flush();
    if (out.checkError()) {
      throw new ClosedOutputException();
    }
  }

  /** The stream stays open for whatever else the program prints. */
  @Override
  public void close() throws IOException {
    flush();
  }
}
