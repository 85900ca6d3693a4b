package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.PitchRecipe;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Voice;
import org.emodna.kernels.VoiceRecipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pitch and voice on every device: the truth of a synthetic voice, the definition in double, and
 * the same as on the CPU. The native tests hold the CPU to references of every value.
 */
class SpeechContractTest extends KernelContract {
  private static final PitchRecipe PATH = PitchRecipe.path().build();
  private static final PitchRecipe FRAME_WISE = PitchRecipe.frameWise().build();
  private static final VoiceRecipe VOICE = VoiceRecipe.builder().build();

  private static float[] noise(Random random, int count, double scale) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (scale * random.nextGaussian());
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(doubles = {90, 140, 233, 320})
  void knownVoicesAreMeasured(double hertz) {
    SyntheticVoice truth = new SyntheticVoice(2, hertz, 0.01, 0.05, new Random(3));
    try (Pitch pitch = new Pitch(stream, PATH);
        Voice voice = new Voice(stream, VOICE)) {
      Pitch.Result contour = pitch.compute(truth.samples);
      Voice.Result quality = voice.compute(truth.samples, contour);
      double f0 = 0;
      double[] formants = new double[3];
      int edge = 4;
      int count = contour.frames() - 2 * edge;
      for (int i = edge; i < contour.frames() - edge; i++) {
        assertTrue(contour.f0()[i] > 0 && contour.strength()[i] > 0.8, "frame " + i);
        f0 += contour.f0()[i] / count;
        for (int f = 0; f < 3; f++) {
          int column = Voice.NAMES.indexOf("f" + (f + 1));
          formants[f] += quality.values()[i * Voice.WIDTH + column] / count;
        }
      }
      assertEquals(hertz, f0, 0.005 * hertz);
      assertEquals(2 * hertz, quality.summary().pulses(), 0.03 * hertz);
      if (hertz > 200) {
        // The resonances ring into the next period: periods look more alike than they are.
        return;
      }
      assertEquals(truth.jitter, quality.summary().jitter(), 0.2 * truth.jitter);
      assertEquals(truth.shimmer, quality.summary().shimmer(), 0.35 * truth.shimmer);
      for (int f = 0; f < 3; f++) {
        // A formant lies between two harmonics, and prediction is drawn to the nearest of them.
        double known = SyntheticVoice.formant(f + 1);
        assertEquals(
            known, formants[f], Math.max(0.33 * hertz, 0.08 * known), "formant " + (f + 1));
      }
    }
  }

  @Test
  void everyDeviceFindsTheCpusPath() {
    float[] x = new float[30_000];
    float[] spoken = new SyntheticVoice(1, 150, 0.01, 0.05, new Random(7)).samples;
    System.arraycopy(spoken, 0, x, 4000, spoken.length);
    try (KernelContext cpu = KernelContext.cpu(1);
        Stream reference = cpu.stream();
        Pitch expected = new Pitch(reference, PATH);
        Pitch pitch = new Pitch(stream, PATH)) {
      Pitch.Result truth = expected.compute(x);
      Pitch.Result result = pitch.compute(x);
      assertArrayEquals(truth.f0(), result.f0(), 0.02f);
      assertArrayEquals(truth.strength(), result.strength(), 1e-4f);
    }
  }

  /** r(k) of a frame, by its definition. */
  private static double[] autocorrelation(float[] x, int centre, int length, int lags) {
    double[] frame = new double[length];
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (length - 1));
      int at = centre - length / 2 + i;
      frame[i] = at >= 0 && at < x.length ? window[i] * x[at] : 0;
    }
    double[] r = new double[lags];
    for (int k = 0; k < lags; k++) {
      double own = sum(window, k) / sum(window, 0);
      r[k] = sum(frame, k) / Math.max(1e-30, sum(frame, 0)) / Math.max(1e-3, own);
    }
    return r;
  }

  private static double sum(double[] values, int lag) {
    double sum = 0;
    for (int i = 0; i + lag < values.length; i++) {
      sum += values[i] * values[i + lag];
    }
    return sum;
  }

  @Test
  void everyFramesBestLagIsThatOfTheDefinition() {
    int other = 0;
    int frames = 0;
    try (Pitch pitch = new Pitch(stream, FRAME_WISE)) {
      float[] voice = new SyntheticVoice(1.1, 170, 0.02, 0.1, random).samples;
      for (float[] x :
          List.of(voice, noise(random, 20_011, 0.1), noise(random, 1, 1), new float[700])) {
        Pitch.Result result = pitch.compute(x);
        assertEquals(1 + x.length / 512, result.frames());
        for (int f = 0; f < result.frames(); f++, frames++) {
          double[] r = autocorrelation(x, f * 512, 1024, 340);
          int best = 44;
          for (int k = 44; k < 340; k++) {
            if (r[k] - 0.02 * Math.log(k / 44.0) > r[best] - 0.02 * Math.log(best / 44.0)) {
              best = k;
            }
          }
          if (Math.abs(result.f0()[f] - 22_050.0 / best) > 0.01) {
            other++;
          } else {
            assertEquals(r[best], result.strength()[f], 1e-5, "frame " + f);
          }
        }
      }
    }
    assertTrue(other <= Math.max(1, frames / 1000), other + " of " + frames);
  }

  @Test
  void aBatchGivesWhatEachClipGivesAlone() {
    float[] spoken = new SyntheticVoice(0.7, 120, 0.02, 0.1, random).samples;
    List<float[]> clips =
        List.of(spoken, new float[0], noise(random, 5003, 0.1), noise(random, 1, 0.1));
    try (Pitch pitch = new Pitch(stream, PATH);
        Voice voice = new Voice(stream, VOICE);
        KernelContext single = setup.open(1);
        Stream other = single.stream();
        Pitch alone = new Pitch(other, PATH);
        Voice aloneVoice = new Voice(other, VOICE)) {
      List<Pitch.Result> contours = pitch.compute(clips);
      List<Voice.Result> qualities = voice.compute(clips, contours);
      for (int i = 0; i < clips.size(); i++) {
        Pitch.Result expected = alone.compute(clips.get(i));
        assertArrayEquals(expected.f0(), contours.get(i).f0());
        assertArrayEquals(expected.strength(), contours.get(i).strength());
        Voice.Result quality = aloneVoice.compute(clips.get(i), expected);
        assertArrayEquals(quality.values(), qualities.get(i).values());
        assertEquals(quality.summary(), qualities.get(i).summary());
      }
    }
  }

  @Test
  void whatBelongsToAVoiceIsInterpolated() {
    float[] x = new float[3 * SyntheticVoice.RATE];
    float[] spoken = new SyntheticVoice(1, 150, 0.01, 0.05, random).samples;
    System.arraycopy(spoken, 0, x, 0, spoken.length);
    System.arraycopy(spoken, 0, x, 2 * SyntheticVoice.RATE, spoken.length);
    try (Pitch pitch = new Pitch(stream, PATH);
        Voice voice = new Voice(stream, VOICE)) {
      Pitch.Result contour = pitch.compute(x);
      Voice.Result result = voice.compute(x, contour);
      int f1 = Voice.NAMES.indexOf("f1");
      int begin = 0;
      while (contour.f0()[begin] > 0) {
        begin++;
      }
      int end = begin;
      while (contour.f0()[end] == 0) {
        end++;
      }
      assertTrue(end - begin > 30, begin + " to " + end);
      float left = result.values()[(begin - 1) * Voice.WIDTH + f1];
      float right = result.values()[end * Voice.WIDTH + f1];
      int middle = (begin + end) / 2;
      double share = (middle - begin + 1.0) / (end - begin + 1.0);
      assertEquals(
          left + share * (right - left), result.values()[middle * Voice.WIDTH + f1], 1e-3 * left);
      // Silence has the level of its floor in every band.
      assertEquals(0, result.values()[middle * Voice.WIDTH + Voice.NAMES.indexOf("centroid")]);
      assertEquals(0, result.values()[middle * Voice.WIDTH + Voice.NAMES.indexOf("alpha")], 1e-4);
      // Without any voice there is nothing to hold.
      float[] silent = new float[5000];
      for (float value : voice.compute(silent, pitch.compute(silent)).values()) {
        assertEquals(0, value, 1e-4);
      }
    }
  }

  @Test
  void theLogMelIsWhatTheCosineTransformSees() {
    float[] x = noise(random, 6007, 0.1);
    try (Mfcc plain = new Mfcc(stream, Recipes.LIBROSA);
        Mfcc keeping = new Mfcc(stream, Recipes.LIBROSA).keepLogMel()) {
      Mfcc.Result expected = plain.compute(x);
      Mfcc.Result result = keeping.compute(x);
      assertEquals(0, expected.logMel().length);
      assertArrayEquals(expected.values(), result.values());
      assertArrayEquals(expected.level(), result.level());
      int bands = Recipes.LIBROSA.melBins();
      int coefficients = Recipes.LIBROSA.coefficients();
      assertEquals(result.frames() * bands, result.logMel().length);
      for (int f = 0; f < result.frames(); f++) {
        for (int c = 0; c < coefficients; c++) {
          double sum = 0;
          for (int b = 0; b < bands; b++) {
            sum += result.logMel()[f * bands + b] * Math.cos(Math.PI * c * (b + 0.5) / bands);
          }
          sum *= Math.sqrt((c == 0 ? 1.0 : 2.0) / bands);
          assertEquals(sum, result.values()[f * coefficients + c], 5e-3);
        }
      }
    }
  }

  @Test
  void wrongUseIsATypedException() {
    PitchRecipe low = PATH.toBuilder().floorHz(1).build();
    try (Pitch pitch = new Pitch(stream, low);
        Voice voice = new Voice(stream, VOICE)) {
      Exception refused =
          assertThrows(InvalidArgumentException.class, () -> pitch.compute(new float[100]));
      assertTrue(refused.getMessage().contains("floor_hz"), refused.getMessage());
      Pitch.Result none = new Pitch.Result(1, new float[1], new float[1]);
      assertThrows(InvalidArgumentException.class, () -> voice.compute(new float[5000], none));
    }
    Pitch closed = new Pitch(stream, PATH);
    closed.close();
    assertThrows(ClosedResourceException.class, () -> closed.compute(new float[100]));
    assertThrows(ClosedResourceException.class, () -> closed.frames(100));
    assertThrows(
        InvalidArgumentException.class,
        () -> stream.capture(() -> new Pitch(stream, PATH).compute(new float[100])));
  }
}
