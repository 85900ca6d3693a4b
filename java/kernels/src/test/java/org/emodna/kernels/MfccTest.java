package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.contract.Recipes;
import org.emodna.kernels.contract.Setup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The way of audio through Java on every device: ownership, batches, the way from any rate in one
 * call, and the same values as on the CPU.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("org.emodna.kernels.contract.Setup#all")
class MfccTest {
  /** Of the largest magnitude, as the golden values of every dialect are held to. */
  private static final double TOLERANCE = 1e-5;

  @Parameter Setup setup;

  private KernelContext context;
  private Stream stream;

  @BeforeEach
  void open() {
    context = setup.open(2);
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
    try (Mfcc batch = new Mfcc(stream, Recipes.LIBROSA);
        Mfcc single = new Mfcc(stream, Recipes.LIBROSA)) {
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
  void audioOnTheDeviceGivesTheSameBits() {
    List<float[]> clips = List.of(noise(5003), noise(1), noise(20_011));
    int[] samples = clips.stream().mapToInt(clip -> clip.length).toArray();
    float[] all = new float[Arrays.stream(samples).sum()];
    for (int i = 0, at = 0; i < samples.length; at += samples[i], i++) {
      System.arraycopy(clips.get(i), 0, all, at, samples[i]);
    }
    int coefficients = Recipes.LIBROSA.coefficients();
    try (Mfcc mfcc = new Mfcc(stream, Recipes.LIBROSA)) {
      List<Mfcc.Result> expected = mfcc.compute(clips);
      int rows = expected.stream().mapToInt(Mfcc.Result::frames).sum();
      Tensor audio = Tensor.of(stream, all, all.length);
      Tensor values = Tensor.floats(context, rows, coefficients);
      Tensor level = Tensor.floats(context, rows);
      mfcc.compute(audio, samples, values, null);
      assertArrayEquals(new float[rows], level.toFloats(stream));
      mfcc.compute(audio, samples, values, level);
      int row = 0;
      for (Mfcc.Result result : expected) {
        float[] actual =
            values.view((long) row * coefficients, result.values().length).toFloats(stream);
        assertArrayEquals(result.values(), actual);
        assertArrayEquals(result.level(), level.view(row, result.frames()).toFloats(stream));
        row += result.frames();
      }
      Tensor small = Tensor.floats(context, rows * coefficients - 1);
      for (Runnable wrong :
          List.<Runnable>of(
              () -> mfcc.compute(audio, samples, small, null),
              () -> mfcc.compute(small, samples, values, null),
              () -> mfcc.compute(audio, samples, values, Tensor.floats(context, rows - 1)),
              () -> mfcc.compute(audio, new int[] {-1}, values, null),
              () -> stream.capture(() -> mfcc.compute(audio, samples, values, level)))) {
        assertThrows(InvalidArgumentException.class, wrong::run);
      }
    }
  }

  @Test
  void resamplingAndFittingOnTheWayChangeNothing() {
    try (Mfcc mfcc = new Mfcc(stream, Recipes.LIBROSA)) {
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
  void everyDeviceComputesWhatTheCpuDoes() {
    try (KernelContext cpu = KernelContext.cpu(1);
        Stream reference = cpu.stream()) {
      for (MfccRecipe recipe : List.of(Recipes.LIBROSA, Recipes.KALDI)) {
        try (Mfcc expected = new Mfcc(reference, recipe);
            Mfcc mfcc = new Mfcc(stream, recipe)) {
          // From small to large and back: memory grows, and holds more than is used.
          for (int samples : new int[] {700, 20_011, 1500}) {
            float[] x = noise(samples);
            close(expected.compute(x), mfcc.compute(x));
            // From a higher rate: bands that a resampled clip leaves empty hold but its rounding.
            close(expected.compute(x, 44_100, 0).result(), mfcc.compute(x, 44_100, 0).result());
          }
        }
      }
      float[] x = noise(3001);
      for (int rate : new int[] {8000, 22_050, 44_100, 22_051}) {
        close(
            Resampler.resample(reference, x, 16_000, rate),
            Resampler.resample(stream, x, 16_000, rate));
      }
    }
  }

  private static void close(Mfcc.Result expected, Mfcc.Result actual) {
    assertEquals(expected.frames(), actual.frames());
    close(expected.values(), actual.values());
    close(expected.level(), actual.level());
  }

  private static void close(float[] expected, float[] actual) {
    float peak = 0;
    for (float value : expected) {
      peak = Math.max(peak, Math.abs(value));
    }
    assertArrayEquals(expected, actual, (float) (TOLERANCE * peak + Float.MIN_VALUE));
  }

  @Test
  void nothingIsLeftOnTheDevice() {
    long before = context.memoryInUse();
    try (Mfcc mfcc = new Mfcc(stream, Recipes.LIBROSA)) {
      mfcc.compute(noise(5000), 16_000, 0);
      Resampler.resample(stream, noise(100), 16_000, 8000);
    }
    assertEquals(before, context.memoryInUse());
  }

  /** A corpus may have another rate in each file: the tables of a few rates are kept. */
  @Test
  void hundredsOfOddRatesGiveTheSameAsAFreshContextForEach() {
    float[] x = noise(600);
    try (Mfcc mfcc = new Mfcc(stream, Recipes.LIBROSA)) {
      Mfcc.Result expected = mfcc.compute(x);
      float[] first = Resampler.resample(stream, x, 44_001, 22_050);
      for (int rate = 44_002; rate < 44_402; rate += 1) {
        Resampler.resample(stream, x, rate, 22_050);
      }
      assertArrayEquals(first, Resampler.resample(stream, x, 44_001, 22_050));
      assertArrayEquals(expected.values(), mfcc.compute(x).values());
    }
  }

  @Test
  void audioIsNotForCapturedGraphs() {
    try (Mfcc used = new Mfcc(stream, Recipes.LIBROSA);
        Mfcc fresh = new Mfcc(stream, Recipes.LIBROSA)) {
      float[] x = noise(3000);
      Mfcc.Result before = used.compute(x);
      for (Runnable work :
          List.<Runnable>of(
              () -> used.compute(x),
              () -> fresh.compute(x, 16_000, 0),
              () -> Resampler.resample(stream, x, 16_000, 8000))) {
        assertThrows(InvalidArgumentException.class, () -> stream.capture(work));
      }
      assertArrayEquals(before.values(), used.compute(x).values());
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
    for (int rate : new int[] {-1, 0, 1, 999, 768_001, Integer.MAX_VALUE}) {
      for (Runnable wrong :
          List.<Runnable>of(
              () -> Resampler.resample(stream, noise(10), rate, 8000),
              () -> Resampler.resample(stream, noise(10), 8000, rate))) {
        Exception refused = assertThrows(InvalidArgumentException.class, wrong::run);
        String message = refused.getMessage();
        assertTrue(message.contains("1000") && message.contains("768000"), message);
      }
    }
    Mfcc mfcc = new Mfcc(stream, Recipes.LIBROSA);
    assertThrows(InvalidArgumentException.class, () -> mfcc.compute(noise(10), 0, 0));
    mfcc.close();
    mfcc.close();
    assertThrows(ClosedResourceException.class, () -> mfcc.compute(noise(10)));
    assertThrows(ClosedResourceException.class, () -> mfcc.compute(noise(10), 16_000, 0));
    assertThrows(ClosedResourceException.class, () -> mfcc.frames(10));
    Mfcc left = new Mfcc(stream, Recipes.LIBROSA);
    context.close();
    assertThrows(ClosedResourceException.class, () -> left.compute(noise(10)));
    left.close();
  }
}
