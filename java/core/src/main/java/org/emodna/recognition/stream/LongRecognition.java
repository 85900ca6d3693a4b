package org.emodna.recognition.stream;

import java.util.List;
import org.emodna.audio.AudioWarning;

/**
 * What was recognised in a long recording.
 *
 * @param summary by channel; the seconds are those decoded
 * @param warnings of the file, and of its samples as a whole
 */
public record LongRecognition(StreamSummary summary, List<AudioWarning> warnings) {
  /** Copies the list. */
  public LongRecognition {
    warnings = List.copyOf(warnings);
  }
}
