package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.Test;

/**
 * Every value of the golden file mfcc.safetensors, from the wav files through the decoder: within
 * 1e-5 of each tensor's largest magnitude.
 */
class MfccGoldenTest {
  private static final double TOLERANCE = 1e-5;

  /** Something done with one clip of the golden file. */
  private interface Check {
    void run(SafeTensorsFile golden, String clip, AudioClip decoded);
  }

  private static void forEveryClip(Check check) {
    Path folder = SharedFiles.require("goldens");
    AudioDecoder decoder = new AudioDecoder();
    try (SafeTensorsFile golden = SafeTensorsFile.open(folder.resolve("mfcc.safetensors"))) {
      List<String> clips =
          golden.names().stream()
              .filter(name -> name.endsWith("/mfcc"))
              .map(name -> name.substring(0, name.indexOf('/')))
              .toList();
      assertEquals(10, clips.size());
      for (String clip : clips) {
        check.run(golden, clip, decoder.decode(folder.resolve("wav/" + clip + ".wav")));
      }
    }
  }

  @Test
  void decoderAndResamplerMeetTheGoldenFile() {
    try (KernelContext context = KernelContext.cpu(0);
        Stream stream = context.stream()) {
      forEveryClip(
          (golden, clip, decoded) -> {
            long[] facts = golden.toLongArray(clip + "/sr_ch_n_nres");
            assertEquals(facts[0], decoded.sampleRate(), clip);
            assertEquals(facts[1], decoded.channels(), clip);
            assertEquals(facts[2], decoded.samples().length, clip);
            boolean silent = clip.contains("silence");
            assertEquals(silent ? 1 : 0, decoded.warnings().size(), decoded.warnings().toString());
            float[] y = Resampler.resample(stream, decoded.samples(), (int) facts[0], 22050);
            assertEquals(facts[3], y.length, clip);
            // Judged against the whole clip's peak: a head or tail may be near silence.
            double peak = Signals.peak(y);
            double[] head = golden.toDoubleArray(clip + "/resampled_head");
            double[] tail = golden.toDoubleArray(clip + "/resampled_tail");
            close(clip + " head", head, Arrays.copyOf(y, head.length), peak);
            close(
                clip + " tail",
                tail,
                Arrays.copyOfRange(y, y.length - tail.length, y.length),
                peak);
            if (golden.contains(clip + "/resampled")) {
              double[] first = golden.toDoubleArray(clip + "/resampled");
              close(clip + " resampled", first, Arrays.copyOf(y, first.length), peak);
            }
            moments(clip, golden.toDoubleArray(clip + "/resampled_moments"), y);
          });
    }
  }

  /** sum y, sum y^2, sum n y, each against the sum of its terms' magnitudes. */
  private static void moments(String clip, double[] expected, float[] y) {
    double[] sums = new double[3];
    double[] sizes = new double[3];
    for (int n = 0; n < y.length; n++) {
      double[] terms = {y[n], (double) y[n] * y[n], (double) n * y[n]};
      for (int k = 0; k < 3; k++) {
        sums[k] += terms[k];
        sizes[k] += Math.abs(terms[k]);
      }
    }
    for (int k = 0; k < 3; k++) {
      assertEquals(expected[k], sums[k], TOLERANCE * sizes[k], clip + " moment " + k);
    }
  }

  @Test
  void librosaDialectMeetsTheGoldenFile() {
    fixed(Dialect.LIBROSA_0_8, "/mfcc");
  }

  @Test
  void htkDialectMeetsTheGoldenFile() {
    fixed(Dialect.HTK, "/mfcc_htk");
  }

  /** Chosen coefficients are the very numbers that they are among all. */
  @Test
  void someCoefficientsHaveTheBitsOfAll() {
    for (Framing framing : List.of(Framing.FIXED, Framing.SPEECH)) {
      try (FeatureExtractor all =
              new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8), framing);
          FeatureExtractor some =
              new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8, 1, 12), framing)) {
        float[] x = Signals.mono(Signals.tones(1, 30_000, 16_000));
        AudioClip clip = new AudioClip(x, 16_000, 1, "made up", List.of(), "none", "none");
        Features whole = all.extract(clip);
        Features kept = some.extract(clip);
        assertEquals(whole.frames(), kept.frames());
        assertEquals(12, kept.width());
        for (int i = 0; i < kept.values().length; i++) {
          assertEquals(whole.values()[i / 12 * 39 + 1 + i % 12], kept.values()[i]);
        }
      }
    }
  }

  private static void fixed(Dialect dialect, String tensor) {
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(dialect), Framing.FIXED)) {
      forEveryClip(
          (golden, clip, decoded) -> {
            Features features = extractor.extract(decoded);
            assertEquals(196, features.frames());
            assertEquals(39, features.width());
            close(clip + tensor, golden.toDoubleArray(clip + tensor), features.values());
          });
    }
  }

  @Test
  void kaldiRecipesMeetTheGoldenFile() {
    try (KernelContext context = KernelContext.cpu(0);
        Stream stream = context.stream()) {
      forEveryClip(
          (golden, clip, decoded) -> {
            int count = (int) golden.toLongArray(clip + "/kaldi_in_n")[0];
            float[] start = Arrays.copyOf(decoded.samples(), count);
            for (int[] size : new int[][] {{23, 13}, {40, 39}}) {
              MfccRecipe recipe = kaldi(decoded.sampleRate(), size[0], size[1]);
              try (Mfcc mfcc = new Mfcc(stream, recipe)) {
                String tensor = clip + "/kaldi" + size[1];
                close(tensor, golden.toDoubleArray(tensor), mfcc.compute(start).values());
              }
            }
          });
    }
  }

  /** The kaldi dialect with another rate, as 25 ms and 10 ms, and other sizes. */
  private static MfccRecipe kaldi(int rate, int bins, int coefficients) {
    MfccRecipe r = Dialect.KALDI.recipe();
    int window = (int) (rate * 0.025);
    int fft = Integer.highestOneBit(window - 1) * 2;
    return r.toBuilder()
        .sampleRate(rate)
        .windowLength(window)
        .hop((int) (rate * 0.01))
        .fftLength(fft)
        .melBins(bins)
        .coefficients(coefficients)
        .build();
  }

  @Test
  void kaldiDialectIsTheSecondGoldenRecipeAt16kHz() {
    assertEquals(kaldi(16_000, 40, 39), Dialect.KALDI.recipe());
  }

  private static void close(String name, double[] expected, float[] actual) {
    close(name, expected, actual, Arrays.stream(expected).map(Math::abs).max().orElse(0));
  }

  private static void close(String name, double[] expected, float[] actual, double magnitude) {
    assertEquals(expected.length, actual.length, name);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
    }
    double error = worst;
    assertTrue(
        error <= TOLERANCE * magnitude, () -> name + ": off by " + error + " of " + magnitude);
  }
}
