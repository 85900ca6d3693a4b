package org.emodna.recognition.output;

import java.io.IOException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Writing that may fail. */
interface TextOutput {
  /** Writes something. */
  void write() throws IOException;

  /** Does it, and says so where it could not be done. */
  static void attempt(TextOutput action) {
    try {
      action.write();
    } catch (IOException e) {
      throw new EmoDnaException(Problem.of("the results", "can't be written (" + e + ")"), e);
    }
  }

  /** What went wrong with a recording, which stands beside it. */
  static String text(String name, Problem failure) {
    return failure.subject().equals(name) ? failure.explanation() : failure.message();
  }
}
