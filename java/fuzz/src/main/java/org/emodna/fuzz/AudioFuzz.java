package org.emodna.fuzz;

import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.DecodeLimits;

/** Any bytes are audio, or end in one error that names the source. */
public final class AudioFuzz {
  private static final AudioDecoder DECODER = new AudioDecoder(new DecodeLimits(60, 1 << 20));

  private AudioFuzz() {}

  /** Called by Jazzer first. */
  public static void fuzzerInitialize() {
    Expected.warmUp(AudioFuzz::fuzzerTestOneInput);
  }

  /**
   * Decodes an input.
   *
   * @param input content of an audio file, or anything else
   */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      AudioClip clip = DECODER.decode(input, "fuzz");
      if (clip.samples().length == 0 || clip.sampleRate() < 1 || clip.channels() < 1) {
        throw new AssertionError("an empty clip: " + clip);
      }
      for (float sample : clip.samples()) {
        if (!Float.isFinite(sample)) {
          throw new AssertionError("a sample that is " + sample);
        }
      }
    } catch (AudioException expected) {
      Expected.message(expected, "fuzz", input);
    }
  }
}
