package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of audio through Java: ownership, batches, and the way from any rate in one call. */
class MfccTest {
  private static final MfccRecipe RECIPE =
      new MfccRecipe(
          22_050,
          MfccRecipe.Window.HANN,
          2048,
          512,
          2048,
          true,
          false,
          0f,
          1f,
          MfccRecipe.MelScale.SLANEY,
          true,
          false,
          128,
          0f,
          0f,
          MfccRecipe.Log.DECIBEL,
          1e-10f,
          80f,
          39,
          0f);

  private KernelContext context;
  private Stream stream;

  @BeforeEach
  void open() {
    context = KernelContext.cpu(2);
    stream = context.stream();
  }

  @AfterEach
  void close() {
    context.close();
  }

  private static float[] noise(int samples) {
    SplittableRandom random = new SplittableRandom(samples);
    float[] x = new float[samples];
    for (int i = 0; i < samples; i++) {
      x[i] = (float) (random.nextDouble() - 0.5);
    }
    return x;
  }

  @Test
  void aBatchGivesWhatEachClipGivesAlone() {
    List<float[]> clips = List.of(noise(1), noise(0), noise(20_011), noise(5003));
    try (Mfcc batch = new Mfcc(stream, RECIPE);
        Mfcc single = new Mfcc(stream, RECIPE)) {
      List<Mfcc.Result> results = batch.compute(clips);
      for (int i = 0; i < clips.size(); i++) {
        Mfcc.Result alone = single.compute(clips.get(i));
        assertEquals(single.frames(clips.get(i).length), alone.frames());
        assertArrayEquals(alone.values(), results.get(i).values());
        assertArrayEquals(alone.level(), results.get(i).level());
      }
      assertEquals(List.of(), batch.compute(List.of()));
    }
  }

  @Test
  void resamplingAndFittingOnTheWayChangeNothing() {
    try (Mfcc mfcc = new Mfcc(stream, RECIPE)) {
      for (int samples : new int[] {1, 16_001, 50_000}) {
        float[] x = noise(samples);
        float[] y = Resampler.resample(stream, x, 16_000, 22_050);
        Mfcc.Resampled whole = mfcc.compute(x, 16_000, 0);
        assertEquals(y.length, whole.samples());
        assertArrayEquals(mfcc.compute(y).values(), whole.result().values());
        int length = 40_001;
        float[] fitted;
        if (y.length >= length) {
          int from = (y.length - length) / 2;
          fitted = Arrays.copyOfRange(y, from, from + length);
        } else {
          fitted = new float[length];
          System.arraycopy(y, 0, fitted, (length - y.length) / 2, y.length);
        }
        Mfcc.Result expected = mfcc.compute(fitted);
        assertArrayEquals(expected.values(), mfcc.compute(x, 16_000, length).result().values());
      }
    }
  }

  @Test
  void equalRatesKeepTheArray() {
    float[] x = noise(10);
    assertSame(x, Resampler.resample(stream, x, 8000, 8000));
    assertEquals(0, Resampler.resample(stream, new float[0], 8000, 16_000).length);
  }

  @Test
  void wrongUseIsATypedException() {
    assertThrows(
        InvalidArgumentException.class, () -> Resampler.resample(stream, noise(10), 0, 8000));
    assertThrows(
        InvalidArgumentException.class, () -> Resampler.resample(stream, noise(10), 8000, -1));
    Mfcc mfcc = new Mfcc(stream, RECIPE);
    assertThrows(InvalidArgumentException.class, () -> mfcc.compute(noise(10), 0, 0));
    mfcc.close();
    mfcc.close();
    assertThrows(ClosedResourceException.class, () -> mfcc.compute(noise(10)));
    assertThrows(ClosedResourceException.class, () -> mfcc.compute(noise(10), 16_000, 0));
    assertThrows(ClosedResourceException.class, () -> mfcc.frames(10));
    Mfcc left = new Mfcc(stream, RECIPE);
    context.close();
    assertThrows(ClosedResourceException.class, () -> left.compute(noise(10)));
    left.close();
  }
}
