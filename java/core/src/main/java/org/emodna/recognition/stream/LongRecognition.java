package org.emodna.recognition.stream;

import java.util.List;
import java.util.Optional;
import org.emodna.audio.AudioWarning;
import org.emodna.base.EmoDnaException;

/**
 * What was recognised in a long recording.
 *
 * @param summary by channel, over everything that could be decoded
 * @param windows those of a channel in the order of time; empty where a listener got them
 * @param warnings what was wrong with the file although it could be decoded, for instance that it
 *     ends early
 * @param failure why decoding stopped before the end, for instance at a sample that is not a
 *     number; everything before that point was recognised. Empty if decoding reached the end
 */
public record LongRecognition(
    StreamSummary summary,
    List<WindowResult> windows,
    List<AudioWarning> warnings,
    Optional<EmoDnaException> failure) {
  /** Copies the lists. */
  public LongRecognition {
    windows = List.copyOf(windows);
    warnings = List.copyOf(warnings);
  }

  /** The most likely class of the first channel's summary; null where no window has an emotion. */
  public String emotion() {
    return summary.channel().emotion();
  }

  LongRecognition withWindows(List<WindowResult> all) {
    return new LongRecognition(summary, all, warnings, failure);
  }
}
