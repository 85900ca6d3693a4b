package org.emodna.corpus;

import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.ContentHash;

/**
 * What a scan keeps of one file once its samples are gone.
 *
 * @param seconds how long it is
 * @param sampleRate in Hz
 * @param channels how many
 * @param format container and codec
 * @param peak largest magnitude of the mono mix
 * @param rms root mean square of the mono mix
 * @param sha256 hash of the file's bytes, in hexadecimal
 * @param warnings what the decoder had to say
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
  private static final int BLOCK = 1 << 16;

  static FileStats of(Path file, AudioClip clip) {
    double peak = 0;
    double energy = 0;
    for (float sample : clip.samples()) {
      peak = Math.max(peak, Math.abs(sample));
      energy += (double) sample * sample;
    }
    return new FileStats(
        clip.seconds(),
        clip.sampleRate(),
        clip.channels(),
        clip.container() + "/" + clip.codec(),
        peak,
        Math.sqrt(energy / clip.samples().length),
        ContentHash.of(file),
        clip.warnings());
  }
}
