package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AudioClipTest {
  @Test
  void withoutSamplesIsOneErrorWithItsName() {
    for (float[] samples : new float[][] {null, {}}) {
      AudioException e =
          assertThrows(AudioException.class, () -> AudioClip.of(samples, 16_000, "call 7"));
      assertEquals("call 7", e.subject());
      assertEquals("has no samples", e.reason());
    }
  }
}
