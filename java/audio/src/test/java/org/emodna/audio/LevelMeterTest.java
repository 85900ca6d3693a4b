package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelMeterTest {
  private static final int RATE = 16_000;

  @Test
  void levelsPeakAndClippingAreThoseOfTheDefinitionHoweverTheSamplesCome() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] x = clipped(random, 5 * RATE / LevelMeter.FRAMES + random.nextInt(100));
      LevelMeter meter = new LevelMeter();
      for (int at = 0; at < x.length; ) {
        int some = Math.min(x.length - at, random.nextInt(400));
        meter.add(Arrays.copyOfRange(x, at, at + some), some, RATE);
        at += some;
      }
      double peak = 0;
      double squares = 0;
      for (float sample : x) {
        peak = Math.max(peak, Math.abs(sample));
        squares += (double) sample * sample;
      }
      assertEquals(peak, meter.peak(), "seed " + seed);
      assertEquals(Math.sqrt(squares / x.length), meter.rms(), 1e-12);
      assertEquals((double) atFullScale(x) / x.length, meter.clippedShare(), "seed " + seed);
      float[] levels = meter.levels();
      int frame = RATE / LevelMeter.FRAMES;
      assertEquals((x.length + frame - 1) / frame, levels.length);
      for (int i = 0; i < levels.length; i++) {
        float[] part = Arrays.copyOfRange(x, i * frame, Math.min(x.length, (i + 1) * frame));
        assertEquals(level(part), levels[i], 1e-4, "seed " + seed);
      }
    }
  }

  @Test
  void whatIsNotANumberIsSeen() {
    LevelMeter meter = new LevelMeter();
    meter.add(new float[] {0.5f, Float.NaN, 0.25f}, 3, RATE);
    assertEquals(Double.NaN, meter.peak());
    assertEquals(Double.NaN, meter.rms());
  }

  /** Noise with stretches at full scale, single samples between them now and then. */
  private static float[] clipped(SplittableRandom random, int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (random.nextDouble() * 1.98 - 0.99);
    }
    for (int i = random.nextInt(40); i < count; i += 1 + random.nextInt(20)) {
      for (int end = Math.min(count, i + random.nextInt(5)); i < end; i++) {
        x[i] = random.nextBoolean() ? 1 : -1;
      }
    }
    return x;
  }

  /** Those in runs of three or more; one other sample does not end a run, two do. */
  private static long atFullScale(float[] x) {
    long all = 0;
    long run = 0;
    int between = 0;
    for (float sample : x) {
      boolean full = Math.abs(sample) >= 0.9999f;
      between = full ? 0 : between + 1;
      if (between > 1) {
        all += run >= 3 ? run : 0;
        run = 0;
      }
      run += full ? 1 : 0;
    }
    return all + (run >= 3 ? run : 0);
  }

  private static double level(float[] x) {
    double mean = 0;
    for (float sample : x) {
      mean += (double) sample / x.length;
    }
    double power = 0;
    for (float sample : x) {
      power += (sample - mean) * (sample - mean) / x.length;
    }
    return Math.max(LevelMeter.NOTHING, 10 * Math.log10(power));
  }
}
