package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Outcome;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Advanced;
import org.emodna.kernels.DeviceFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExtractorTest {
  private static AudioClip clip(float[] samples, int rate) {
    return AudioClip.of(samples, rate, "made up");
  }

  /** A tone between two stretches of silence, at the rate of librosa-0.8. */
  private static float[] between(int before, int tone, int after) {
    float[] x = new float[before + tone + after];
    for (int i = before; i < before + tone; i++) {
      x[i] = (float) (0.3 * Math.sin(0.1 * i) * Math.sin(0.0003 * i));
    }
    return x;
  }

  @Test
  void fixedFramingCropsTheCentreAndPadsBothSides() {
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8), Framing.FIXED)) {
      float[] x = between(0, 40_001, 0);
      Features padded = extractor.extract(clip(x, 22_050));
      float[] byHand = new float[100_000];
      System.arraycopy(x, 0, byHand, 59_999 / 2, x.length);
      assertArrayEquals(extractor.extract(clip(byHand, 22_050)).values(), padded.values());
      // Centres of real frames lie in [29999, 70000).
      assertEquals(59, padded.realFrom());
      assertEquals(137, padded.realTo());

      float[] longer = between(0, 150_001, 0);
      Features cropped = extractor.extract(clip(longer, 22_050));
      float[] centre = Arrays.copyOfRange(longer, 25_000, 125_000);
      assertArrayEquals(extractor.extract(clip(centre, 22_050)).values(), cropped.values());
      assertEquals(0, cropped.realFrom());
      assertEquals(196, cropped.realTo());
    }
  }

  @Test
  void speechFramingDropsSilenceAtBothEndsOnly() {
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8), Framing.SPEECH)) {
      Features short1 = extractor.extract(clip(between(0, 20_000, 0), 22_050));
      Features silenceAround = extractor.extract(clip(between(30_000, 20_000, 9_000), 22_050));
      assertTrue(Math.abs(short1.frames() - silenceAround.frames()) <= 4);
      // A pause inside stays.
      float[] pause = between(0, 50_000, 0);
      Arrays.fill(pause, 20_000, 30_000, 0f);
      assertTrue(extractor.extract(clip(pause, 22_050)).frames() > 80);
      // Silence alone is no error: nothing is quieter than its loudest frame.
      assertEquals(20, extractor.extract(clip(new float[10_000], 22_050)).frames());
      assertEquals(1, extractor.extract(clip(new float[] {0.5f}, 22_050)).frames());
    }
  }

  @Test
  void speechFramingCropsToItsLongest() {
    float[] x = between(0, 200_000, 0);
    try (FeatureExtractor all =
            new FeatureExtractor(
                new MfccStream(Dialect.LIBROSA_0_8), Framing.SPEECH.withMaxFrames(1000));
        FeatureExtractor usual =
            new FeatureExtractor(new MfccStream(Dialect.LIBROSA_0_8), Framing.SPEECH)) {
      Features whole = all.extract(clip(x, 22_050));
      Features part = usual.extract(clip(x, 22_050));
      assertEquals(196, part.frames());
      int from = (whole.frames() - 196) / 2;
      assertArrayEquals(
          Arrays.copyOfRange(whole.values(), from * 39, (from + 196) * 39), part.values());
    }
    assertEquals(196, Framing.SPEECH.maxFrames(new MfccStream(Dialect.HTK)));
    assertEquals(623, Framing.SPEECH.maxFrames(new MfccStream(Dialect.KALDI)));
  }

  @Test
  void aClipTooShortForAFrameIsAnError() {
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(Dialect.KALDI), Framing.SPEECH)) {
      AudioException e =
          assertThrows(AudioException.class, () -> extractor.extract(clip(new float[399], 16_000)));
      assertTrue(e.getMessage().contains("needs 400"), e.getMessage());
      assertEquals(1, extractor.extract(clip(new float[400], 16_000)).frames());
    }
  }

  @Test
  void oneBrokenFileStopsNoOther(@TempDir Path folder) throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Path file = folder.resolve(i + ".flac");
      if (i % 7 == 3) {
        Files.writeString(file, "no audio");
      } else {
        AudioEncoder.write(file, AudioFormat.FLAC, Signals.tones(1, 3000 + i, 16_000), 16_000);
      }
      files.add(file);
    }
    List<Long> steps = new ArrayList<>();
    Progress progress =
        event -> {
          if (event instanceof Advanced advanced) {
            steps.add(advanced.done());
          }
        };
    try (FeatureExtractor extractor =
        new FeatureExtractor(new MfccStream(Dialect.HTK), Framing.SPEECH)) {
      List<Outcome<Extraction>> outcomes = extractor.extract(files, 3, progress);
      for (int i = 0; i < 30; i++) {
        assertEquals(files.get(i), outcomes.get(i).path());
        if (outcomes.get(i) instanceof Outcome.Failed<Extraction> failed) {
          assertEquals(3, i % 7);
          assertTrue(failed.exception().getMessage().contains(i + ".flac"));
        } else {
          assertNotEquals(3, i % 7);
        }
      }
      assertEquals(30, steps.size());
      assertEquals(30L, steps.get(29));
      assertEquals(List.of(), extractor.extract(List.of(), 3, progress));
    }
  }

  @Test
  void dialectsHaveStableNamesAndHashes() {
    assertEquals("librosa-0.8", Dialect.LIBROSA_0_8.name());
    assertEquals(Dialect.KALDI, Dialect.of("kaldi"));
    assertEquals(3, Dialect.all().stream().map(Dialect::hash).distinct().count());
    // Models and feature files hold these: they change only with the recipe.
    assertEquals(HASHES, Dialect.all().stream().map(d -> d.hash().substring(0, 16)).toList());
    InvalidArgumentException e =
        assertThrows(InvalidArgumentException.class, () -> Dialect.of("mel"));
    assertTrue(e.getMessage().contains("librosa-0.8, kaldi, htk"), e.getMessage());
    assertThrows(InvalidArgumentException.class, () -> Framing.of("none"));
    assertThrows(InvalidArgumentException.class, () -> Normalisation.of("z"));
    assertEquals(Normalisation.SPEAKER, Normalisation.of("speaker"));
  }

  private static final List<String> HASHES =
      List.of("e80724f9661c534e", "0bbc1bfb3094e7bc", "83dd8754769292cb");

  @Test
  void theLoudestThatIsAcceptedGivesNumbersInEveryDialect() {
    float[][] x = Signals.tones(1, 50_000, 16_000);
    for (int i = 0; i < x[0].length; i++) {
      x[0][i] = x[0][i] > 0 ? 1e12f : -1e12f;
    }
    AudioClip clip =
        new AudioDecoder()
            .decode(AudioEncoder.encode("x", AudioFormat.WAV_FLOAT, x, 16_000), "edge");
    for (Dialect dialect : Dialect.all()) {
      for (Framing framing : new Framing[] {Framing.FIXED, Framing.SPEECH}) {
        try (FeatureExtractor extractor = new FeatureExtractor(new MfccStream(dialect), framing)) {
          for (float value : extractor.extract(clip).values()) {
            assertTrue(Float.isFinite(value), dialect.name());
          }
        }
      }
    }
  }

  @Test
  void aFailureHasThePartsOfItsExceptionAndNamesTheFileOnce() {
    EmoDnaException own = new AudioException(Problem.of("a.wav", "is empty").remedy("copy it"));
    assertEquals("a.wav: is empty; copy it", FailedInput.of("a.wav", own).problem().message());
    EmoDnaException other = new DeviceFailureException("out of order");
    assertEquals("a.wav: out of order", FailedInput.of("a.wav", other).problem().message());
    EmoDnaException named = new AudioException("cuda:0", "is gone");
    assertEquals("cuda:0: is gone", FailedInput.of("a.wav", named).reason());
  }
}
