package org.emodna.features;

import java.util.List;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.SignalQuality;

/** A recording is shorter than a single frame of features. */
public final class TooShortException extends AudioException {
  private static final long serialVersionUID = 1L;

  private final transient SignalQuality quality;
  private final transient List<AudioWarning> warnings;

  TooShortException(
      String source, String reason, SignalQuality quality, List<AudioWarning> warnings) {
    super(source, reason);
    this.quality = quality;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * What the recording is like.
   *
   * @return its measures, all of it taken for used
   */
  public SignalQuality quality() {
    return quality;
  }

  /**
   * What was wrong with the file.
   *
   * @return warnings of the decoder
   */
  public List<AudioWarning> warnings() {
    return warnings;
  }
}
