package org.emodna.corpus;

import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioSummary;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.Sound;

/**
 * What a scan keeps of one file.
 *
 * @param seconds how long it is
 * @param sampleRate in Hz
 * @param channels how many
 * @param format container and codec
 * @param peak largest magnitude of the mono mix
 * @param rms root mean square of the mono mix
 * @param sha256 hash of the file's bytes, or of the clip's samples, in hexadecimal
 * @param warnings what the decoder had to say, and whether it is clipped
 */
record FileStats(
    double seconds,
    int sampleRate,
    int channels,
    String format,
    double peak,
    double rms,
    String sha256,
    List<String> warnings) {
  static FileStats of(Sound sound, AudioSummary summary) {
    List<String> warnings = new ArrayList<>();
    summary.warnings().forEach(one -> warnings.add(one.text()));
    AudioWarning.clipped(summary.clippedShare()).ifPresent(one -> warnings.add(one.text()));
    return new FileStats(
        summary.seconds(),
        summary.sampleRate(),
        summary.channels(),
        summary.container() + "/" + summary.codec(),
        summary.peak(),
        summary.rms(),
        sound.contentHash(),
        warnings);
  }
}
