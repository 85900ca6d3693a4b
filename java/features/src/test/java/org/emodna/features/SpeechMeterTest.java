package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.emodna.audio.AudioClip;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechMeterTest {
  private static final SpeechMeter METER = new SpeechMeter();

  @AfterAll
  static void close() {
    METER.close();
  }

  /** A second of silence, a second of a voice whose pitch glides, a second of silence. */
  private static float[] voice(int rate) {
    float[] samples = new float[3 * rate];
    double phase = 0;
    for (int i = rate; i < 2 * rate; i++) {
      phase += 2 * Math.PI * (30 + 80.0 * i / rate) / rate;
      for (int harmonic = 1; harmonic <= 3; harmonic++) {
        samples[i] += (float) (0.1 * Math.sin(harmonic * phase) / harmonic);
      }
    }
    return samples;
  }

  private static SpeechContent measured(float[] samples, int rate) {
    return METER.measure(AudioClip.of(samples, rate, "test"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 6000, 8000, 11_025, 16_000, 22_050, 44_099, 44_100, 48_000, 768_000})
  void aVoiceIsFoundAtAnyRate(int rate) {
    SpeechContent content = measured(voice(rate), rate);
    assertEquals(1, content.seconds(), 0.1);
    assertEquals(1, content.voicedSeconds(), 0.15);
    assertEquals(3, content.quality().seconds(), 1e-9);
  }

  @Test
  void neitherSilenceNorNoiseNorTonesAreSpeech() {
    int rate = 16_000;
    Random random = new Random(3);
    float[] noise = new float[3 * rate];
    float[] tone = new float[3 * rate];
    float[] noisy = new float[3 * rate];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (0.1 * random.nextGaussian());
      tone[i] = (float) (0.2 * Math.sin(2 * Math.PI * 425 * i / rate));
      noisy[i] = tone[i] + 0.2f * noise[i];
    }
    assertEquals(0, measured(new float[3 * rate], rate).seconds());
    assertEquals(0, measured(noise, rate).seconds());
    assertEquals(0, measured(tone, rate).seconds());
    assertEquals(0, measured(noisy, rate).seconds());
    assertEquals(0, measured(new float[1], rate).seconds());
    assertEquals(0, measured(new float[] {1, -1, 1}, 1000).seconds());
  }

  @Test
  void theSameAtAnyNumberOfThreads() {
    SpeechContent expected = measured(voice(8000), 8000);
    SpeechContent other = measured(voice(44_100), 44_100);
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i ->
                assertEquals(
                    i % 2 == 0 ? expected : other,
                    i % 2 == 0 ? measured(voice(8000), 8000) : measured(voice(44_100), 44_100)));
  }

  @Test
  void soundCloseToVoiceIsSpeechAndShortRunsAreChance() {
    boolean[] sounding = new boolean[40];
    java.util.Arrays.fill(sounding, 2, 38, true);
    float[] f0 = new float[40];
    f0[5] = 100;
    f0[6] = 110;
    for (int i = 20; i < 24; i++) {
      f0[i] = 100 + 5 * i;
    }
    boolean[] voiced = SpeechRule.voiced(f0, sounding);
    boolean[] speech = SpeechRule.speech(voiced, sounding);
    assertEquals(4, SpeechRule.count(voiced));
    boolean[] expected = new boolean[40];
    java.util.Arrays.fill(expected, 20 - SpeechRule.REACH, 24 + SpeechRule.REACH, true);
    assertArrayEquals(expected, speech);
    assertTrue(SpeechRule.any(speech));
  }
}
