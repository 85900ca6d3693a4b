package org.emodna.kernels.contract;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Resampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link AccuracyRule} for MFCC and resampling. */
class AudioAccuracyTest extends KernelContract {
  private static final AudioReference TRUTH = new AudioReference(Arithmetic.FLOAT64);
  private static final AudioReference NAIVE = new AudioReference(Arithmetic.FLOAT32);

  /**
   * Of noise one draw in 25 breaks the rule, since the naive kernel is lucky there; of four the
   * median almost never does.
   */
  private static final int DRAWS = 4;

  /** The same for every setup: plain Fourier sums take longer than the kernels. */
  private static final Map<String, double[]> RESULTS = new HashMap<>();

  private final AccuracyRule rule = new AccuracyRule();

  /** What a clip is made of. */
  private enum Sound {
    NOISE,
    /** Bands that differ by more than float32 has digits. */
    TONE,
    /** Frames without a sound, and a mean that is far from 0. */
    CLICK;

    float[] samples(Random random, int count) {
      float[] x = new float[count];
      for (int i = 0; i < count; i++) {
        x[i] =
            switch (this) {
              case NOISE -> random.nextFloat() - 0.5f;
              case TONE -> (float) (0.3 * Math.sin(0.05 * i) + 1e-4 * random.nextGaussian());
              case CLICK -> i == count / 3 ? 0.5f : 0.25f;
            };
      }
      return x;
    }
  }

  private static double[] once(String name, Supplier<double[]> result) {
    return RESULTS.computeIfAbsent(name, n -> result.get());
  }

  @ParameterizedTest
  @EnumSource
  void mfcc(Sound sound) {
    for (MfccRecipe recipe : new MfccRecipe[] {Recipes.LIBROSA, Recipes.KALDI}) {
      try (Mfcc mfcc = new Mfcc(stream, recipe)) {
        for (int samples : new int[] {recipe.windowLength(), 2213}) {
          for (int draw = 0; draw < DRAWS; draw++) {
            float[] x = sound.samples(random, samples);
            String what = recipe.sampleRate() + " Hz, " + samples + " samples";
            String name = what + sound + draw;
            rule.draw(
                what,
                once(name, () -> TRUTH.mfcc(recipe, x)),
                once(name + " naive", () -> NAIVE.mfcc(recipe, x)),
                mfcc.compute(x).values());
          }
        }
      }
    }
    rule.check();
  }

  @Test
  void resampling() {
    resample(new int[][] {{16_000, 22_050}, {44_100, 16_000}, {3000, 2000}});
  }

  /** Ratios with too many phases for a filter each. */
  @Test
  void resamplingFromOddRates() {
    resample(new int[][] {{44_099, 22_050}, {16_001, 22_050}, {22_051, 22_050}, {44_101, 16_000}});
  }

  private void resample(int[][] pairs) {
    for (int[] rates : pairs) {
      for (Sound sound : Sound.values()) {
        for (int draw = 0; draw < DRAWS; draw++) {
          float[] x = sound.samples(random, 409);
          String what = sound + " " + rates[0] + " to " + rates[1];
          rule.draw(
              what,
              once(what + draw, () -> TRUTH.resample(x, rates[0], rates[1])),
              once(what + draw + " naive", () -> NAIVE.resample(x, rates[0], rates[1])),
              Resampler.resample(stream, x, rates[0], rates[1]));
        }
      }
    }
    rule.check();
  }
}
