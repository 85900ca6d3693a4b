package org.emodna.recognition.stream;

import java.util.List;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.base.EmoDnaException;

/**
 * What was recognised in a long recording.
 *
 * @param summary by channel, over everything that could be decoded
 * @param warnings what was wrong with the file although it could be decoded, for instance that it
 *     ends early
 * @param failure why decoding stopped before the end, for instance at a sample that is not a
 *     number; everything before that point was recognised. Empty if decoding reached the end
 */
public record LongRecognition(
    StreamSummary summary, List<AudioWarning> warnings, Optional<EmoDnaException> failure) {
  /** Copies the list. */
  public LongRecognition {
    warnings = List.copyOf(warnings);
  }
}
