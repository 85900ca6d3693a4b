package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioWarning;
import org.emodna.audio.AudioWarning.Kind;
import org.emodna.audio.SignalQuality;
import org.emodna.features.Dialect;
import org.emodna.features.FeatureExtractor;
import org.emodna.features.Framing;
import org.emodna.features.MfccStream;
import org.junit.jupiter.api.Test;

class SpeechCheckTest {
  private static AudioClip clip(float[] samples, int rate) {
    return AudioClip.of(samples, rate, "made up");
  }

  private static float[] tone(int samples, double peak) {
    float[] x = new float[samples];
    for (int i = 0; i < samples; i++) {
      x[i] = (float) (peak * Math.sin(0.1 * i));
    }
    return x;
  }

  private static SpeechCheck check(float[] samples) {
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8), Framing.FIXED)) {
      SignalQuality quality = extractor.extraction(clip(samples, 16_000)).quality();
      return SpeechCheck.of(quality, List.of());
    }
  }

  private static List<Kind> kinds(SpeechCheck check) {
    return check.warnings().stream().map(AudioWarning::kind).toList();
  }

  @Test
  void silenceOfAnyKindHasAReason() {
    float[] constant = new float[16_000];
    Arrays.fill(constant, 0.3f);
    for (float[] silent : List.of(new float[16_000], constant, tone(16_000, 2e-5))) {
      SpeechCheck check = check(silent);
      assertEquals(List.of(Kind.SILENT), kinds(check));
      assertTrue(check.reason().orElseThrow().startsWith("silent"));
    }
  }

  @Test
  void lessThanATenthOfASecondHasAReason() {
    float[] click = new float[16_000];
    click[8000] = 1;
    for (float[] few : List.of(tone(160, 0.3), click, tone(1599, 0.3))) {
      assertEquals(List.of(Kind.TOO_SHORT), kinds(check(few)));
    }
    assertEquals(List.of(), kinds(check(tone(1600, 0.3))));
  }

  @Test
  void clippingAndCroppingAreWarnedOf() {
    float[] clipped = tone(32_000, 3);
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] = Math.max(-1, Math.min(32767 / 32768f, clipped[i]));
    }
    assertEquals(List.of(Kind.CLIPPED), kinds(check(clipped)));
    // Resampled after it was clipped, and clipped again: every other sample rings below full scale.
    float[] ringing = clipped.clone();
    for (int i = 1; i < ringing.length; i += 2) {
      ringing[i] *= 0.998f;
    }
    assertEquals(List.of(Kind.CLIPPED), kinds(check(ringing)));
    SpeechCheck cropped = check(tone(160_000, 0.3));
    assertEquals(List.of(Kind.CROPPED), kinds(cropped));
    assertTrue(cropped.warnings().get(0).text().startsWith("4.5 s of 10.0 s used"));
    float[] silentAround = new float[160_000];
    System.arraycopy(tone(32_000, 0.3), 0, silentAround, 64_000, 32_000);
    assertEquals(List.of(), kinds(check(silentAround)));
  }

  @Test
  void samplesThatAreNoNumbersAndMadRatesAreRefused() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e20f}) {
      float[] x = tone(1600, 0.3);
      x[77] = bad;
      AudioException e = assertThrows(AudioException.class, () -> clip(x, 16_000));
      assertTrue(e.getMessage().contains("sample 77 is " + bad), e.getMessage());
    }
    for (int rate : new int[] {-1, 0, 1, 2, 999, 768_001}) {
      assertThrows(AudioException.class, () -> clip(new float[1600], rate));
    }
    assertThrows(AudioException.class, () -> clip(new float[0], 16_000));
  }
}
