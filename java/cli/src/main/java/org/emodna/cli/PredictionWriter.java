package org.emodna.cli;

import org.emodna.recognition.Recognition;
import org.emodna.recognition.stream.StreamSummary;
import org.emodna.recognition.stream.WindowResult;

/**
 * Prints what {@code predict} finds, in one of its formats: a recording as a whole, or its windows
 * and then what they come to. Each result is out before the next one is asked for.
 */
interface PredictionWriter {
  /** A recording that was judged as a whole. */
  void recording(String file, Recognition recognition);

  /** The next window of a recording. */
  void window(String file, WindowResult window);

  /** The recording's windows are complete. */
  void windowsEnd(String file, StreamSummary summary);

  /** No more windows of the recording follow, since it could not be brought to its end. */
  default void windowsFailed(String file) {}

  /** Nothing more follows. */
  default void end() {}
}
