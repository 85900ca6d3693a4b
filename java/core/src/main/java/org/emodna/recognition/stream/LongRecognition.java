package org.emodna.recognition.stream;

import java.util.List;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.base.EmoDnaException;

/**
 * What was recognised in a long recording.
 *
 * @param summary by channel, of all that could be decoded
 * @param warnings what was wrong with the file although it could be decoded, as that it ends early
 * @param failure why decoding stopped before the end, as at a sample that is not a number; what
 *     lies before it was recognised. Empty where it did not
 */
public record LongRecognition(
    StreamSummary summary, List<AudioWarning> warnings, Optional<EmoDnaException> failure) {
  /** Copies the list. */
  public LongRecognition {
    warnings = List.copyOf(warnings);
  }
}
