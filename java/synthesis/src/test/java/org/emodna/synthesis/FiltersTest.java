package org.emodna.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {
  private static final int RATE = Controls.SAMPLE_RATE;

  @ParameterizedTest
  @ValueSource(ints = {8_000, 16_000, 22_050, 24_000, 44_100, 48_000})
  void resamplingKeepsATone(int rate) {
    double[] tone = tone(1000, 12_001);
    float[] result = Resampler.resample(tone, RATE, rate);
    assertEquals(Math.ceil(12_001.0 * rate / RATE), result.length);
    for (int i = result.length / 4; i < result.length / 2; i++) {
      assertEquals(Math.sin(2 * Math.PI * 1000 * i / rate), result[i], 2e-4);
    }
  }

  @Test
  void resamplingRemovesWhatWouldFold() {
    float[] result = Resampler.resample(tone(6000, 24_000), RATE, 8_000);
    // The tone's abrupt ends are clicks with energy everywhere: they are left out.
    float[] middle = Arrays.copyOfRange(result, 1_000, result.length - 1_000);
    assertTrue(Listening.rms(middle) < 1e-3);
  }

  @Test
  void aResonatorPeaksAtItsFrequency() {
    double peak = gain(700, 80);
    assertTrue(peak > 4 * gain(400, 80));
    assertTrue(peak > 4 * gain(1100, 80));
  }

  @Test
  void anAntiresonatorUndoesAResonator() {
    double[] samples = tone(500, 4000);
    Resonator pole = new Resonator();
    Antiresonator zero = new Antiresonator();
    pole.tune(270, 100);
    zero.tune(270, 100);
    pole.filter(samples, 0, samples.length);
    zero.filter(samples, 0, samples.length);
    double[] expected = tone(500, 4000);
    for (int i = 0; i < samples.length; i++) {
      assertEquals(expected[i], samples[i], 1e-9);
    }
  }

  @Test
  void theSourceHasThePitchAskedFor() {
    Controls controls = new Controls(400);
    for (double hertz : new double[] {90, 150, 240, 380}) {
      Arrays.fill(controls.pitch, hertz);
      Arrays.fill(controls.voicing, 1);
      Voice voice = new Voice("test", hertz, 1, 0.55, 6, -40, 0, 1);
      double[] samples =
          GlottalSource.excitation(controls, voice, Expression.NEUTRAL, new RandomStream(3));
      float[] narrow = new float[samples.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) samples[i];
      }
      double expected = 12 * Math.log(hertz / 100) / Math.log(2);
      assertEquals(expected, Listening.pitch(narrow, RATE)[0], 0.3);
    }
  }

  /** Loudness of a tone of {@code hertz} behind a resonator at 700 Hz. */
  private static double gain(double hertz, double width) {
    Resonator resonator = new Resonator();
    resonator.tune(700, width);
    double[] samples = tone(hertz, 8000);
    resonator.filter(samples, 0, samples.length);
    double sum = 0;
    for (int i = 4000; i < 8000; i++) {
      sum += samples[i] * samples[i];
    }
    return Math.sqrt(sum / 4000);
  }

  private static double[] tone(double hertz, int length) {
    double[] samples = new double[length];
    for (int i = 0; i < length; i++) {
      samples[i] = Math.sin(2 * Math.PI * hertz * i / RATE);
    }
    return samples;
  }
}
