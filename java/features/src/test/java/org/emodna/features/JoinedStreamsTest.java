package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.base.Progress;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinedStreamsTest {
  private static final FrameStream MFCC = new MfccStream(Dialect.LIBROSA_0_8);
  private static final FrameStream LOUDNESS =
      new LoudnessStream(new LoudnessStream.Settings(1e-6f, 200));

  private static AudioClip clip(float[] samples, int rate) {
    return AudioClip.of(samples, rate, "made up");
  }

  /** Silence, then a tone that grows, then silence. */
  private static float[] speech(int samples) {
    float[] x = new float[samples];
    for (int i = samples / 4; i < 3 * samples / 4; i++) {
      x[i] = (float) (0.5 * i / samples * Math.sin(0.07 * i));
    }
    return x;
  }

  private static float[] columns(Features features, int from, int to) {
    float[] part = new float[features.frames() * (to - from)];
    for (int f = 0; f < features.frames(); f++) {
      System.arraycopy(
          features.values(), f * features.width() + from, part, f * (to - from), to - from);
    }
    return part;
  }

  @Test
  void anotherStreamLeavesTheBitsOfTheFirstAsTheyAre() {
    for (Framing framing : List.of(Framing.FIXED, Framing.SPEECH)) {
      for (int samples : new int[] {30_000, 200_000}) {
        try (FeatureExtractor alone = new FeatureExtractor(MFCC, framing);
            FeatureExtractor both =
                FeatureExtractor.builder(MFCC, framing).join(LOUDNESS).build()) {
          Extraction one = alone.extraction(clip(speech(samples), 22_050));
          Extraction two = both.extraction(clip(speech(samples), 22_050));
          assertEquals(41, two.features().width());
          assertArrayEquals(one.features().values(), columns(two.features(), 0, 39));
          assertEquals(one.features().realFrom(), two.features().realFrom());
          assertEquals(one.features().realTo(), two.features().realTo());
          assertEquals(one.quality(), two.quality());
        }
      }
    }
  }

  @Test
  void framesAreJoinedByTheNearestTime() {
    float[] x = speech(66_150);
    try (FeatureExtractor both =
            FeatureExtractor.builder(MFCC, Framing.SPEECH).join(LOUDNESS).build();
        FeatureExtractor all =
            new FeatureExtractor(MFCC, new Framing(Framing.Kind.SPEECH, 0, 200, 10_000));
        KernelContext context = KernelContext.cpu(1);
        Stream stream = context.stream();
        FrameSession session = LOUDNESS.session(context)) {
      Features joined = both.extract(clip(x, 22_050));
      Features whole = all.extract(clip(x, 22_050));
      // Where the cut begins: no two frames of a growing tone are alike.
      float[] mfcc = columns(joined, 0, 39);
      int first = 0;
      while (!Arrays.equals(
          mfcc, Arrays.copyOfRange(whole.values(), 39 * first, 39 * first + mfcc.length))) {
        first++;
      }
      assertTrue(first > 10);
      float[] own = session.compute(Resampler.resample(stream, x, 22_050, 16_000));
      for (int f = 0; f < joined.frames(); f++) {
        double time = (first + f) * 512 / 22_050.0;
        int nearest = (int) Math.round((time * 16_000 - 100) / 200);
        assertEquals(own[2 * nearest], columns(joined, 39, 41)[2 * f], "frame " + f);
      }
    }
  }

  @Test
  void aStreamInJavaMayLead() {
    float[] x = speech(48_000);
    try (FeatureExtractor speech =
            FeatureExtractor.builder(LOUDNESS, Framing.SPEECH.withMaxFrames(1000))
                .join(MFCC)
                .build();
        FeatureExtractor fixed = new FeatureExtractor(LOUDNESS, Framing.FIXED)) {
      Extraction made = speech.extraction(clip(x, 16_000));
      // Half of three seconds, in hops of 200 samples; at its edges a frame more or less.
      assertEquals(120, made.features().frames(), 1);
      assertEquals(41, made.features().width());
      assertEquals(0.75, made.quality().usedFrom(), 0.02);
      assertEquals(2.25, made.quality().usedTo(), 0.02);
      Features padded = fixed.extract(clip(x, 16_000));
      assertEquals(500, padded.frames());
      assertEquals(130, padded.realFrom());
      assertEquals(370, padded.realTo());
      AudioException e =
          assertThrows(AudioException.class, () -> fixed.extract(clip(new float[0], 16_000)));
      assertTrue(e.getMessage().contains("made up"), e.getMessage());
      e = assertThrows(AudioException.class, () -> speech.extract(clip(new float[150], 16_000)));
      assertTrue(e.getMessage().contains("'loudness' needs 200"), e.getMessage());
    }
  }

  @Test
  void aRecordingTooLongToBeHeldTwiceHasTheSameFrames() {
    // More than is held at a time: MFCC is made of parts, the other stream of the whole.
    float[] x = speech((1 << 22) + 1000);
    Framing framing = Framing.SPEECH;
    try (FeatureExtractor both = FeatureExtractor.builder(MFCC, framing).join(LOUDNESS).build();
        FeatureExtractor alone = new FeatureExtractor(MFCC, framing)) {
      Features joined = both.extract(clip(x, 22_050));
      assertArrayEquals(alone.extract(clip(x, 22_050)).values(), columns(joined, 0, 39));
      for (float value : columns(joined, 39, 41)) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  @Test
  void aStreamThatGivesWrongValuesIsNamed() {
    for (float[] wrong : new float[][] {new float[3], {1, Float.NaN}}) {
      FrameStream broken = new Broken(wrong);
      try (FeatureExtractor extractor = new FeatureExtractor(broken, Framing.SPEECH)) {
        FeatureException e =
            assertThrows(
                FeatureException.class, () -> extractor.extract(clip(new float[100], 8000)));
        assertTrue(e.getMessage().contains("'broken'"), e.getMessage());
      }
    }
  }

  /** Gives whatever it is told to. */
  private record Broken(float[] values) implements FrameStream {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String spec() {
      return "broken";
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int sampleRate() {
      return 8000;
    }

    @Override
    public int hop() {
      return 50;
    }

    @Override
    public int frames(int samples) {
      return samples / 50;
    }

    @Override
    public long centre(int frame) {
      return 50L * frame + 25;
    }

    @Override
    public FrameSession session(KernelContext context) {
      return samples -> values;
    }
  }

  @Test
  void eachStreamHasAnEntryOfItsOwn(@TempDir Path folder) throws Exception {
    Path sound = folder.resolve("sound.wav");
    AudioEncoder.write(sound, AudioFormat.WAV, new float[][] {speech(44_100)}, 22_050);
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    FeatureExtractor.Builder two =
        FeatureExtractor.builder(MFCC, Framing.SPEECH).join(LOUDNESS).cache(cache);
    float[] expected;
    try (FeatureExtractor plain =
        FeatureExtractor.builder(MFCC, Framing.SPEECH).join(LOUDNESS).build()) {
      expected = plain.extract(sound).features().values();
    }
    try (FeatureExtractor one =
            FeatureExtractor.builder(MFCC, Framing.SPEECH).cache(cache).build();
        FeatureExtractor both = two.build()) {
      assertFalse(one.extract(sound).cached());
      assertEquals(1, entries(cache).size());
      // The MFCC come from the cache, the other stream is computed for the same frames.
      Extraction made = both.extract(sound);
      assertFalse(made.cached());
      assertArrayEquals(expected, made.features().values());
      assertEquals(2, entries(cache).size());
      Extraction again = both.extract(sound);
      assertTrue(again.cached());
      assertArrayEquals(expected, again.features().values());
      assertEquals(made.quality(), again.quality());
      assertTrue(one.extract(sound).cached());
      for (Path entry : entries(cache)) {
        byte[] kept = Files.readAllBytes(entry);
        Files.delete(entry);
        Extraction repaired = both.extract(sound);
        assertFalse(repaired.cached());
        assertArrayEquals(expected, repaired.features().values());
        assertArrayEquals(kept, Files.readAllBytes(entry));
      }
    }
  }

  private static List<Path> entries(FeatureCache cache) throws Exception {
    try (var files = Files.walk(cache.folder())) {
      return files.filter(Files::isRegularFile).collect(Collectors.toList());
    }
  }

  @Test
  void normalisationIsOverTheJoinedWidth(@TempDir Path folder) {
    Path sound = folder.resolve("sound.wav");
    AudioEncoder.write(sound, AudioFormat.WAV, new float[][] {speech(44_100)}, 22_050);
    InputSpec input = InputSpec.builder().stream("mfcc").stream("loudness").build();
    try (FeatureLoader loader = FeatureLoader.builder(input).threads(1).build()) {
      LoadedFeatures loaded =
          loader.load(
              "features", List.of(new FeatureLoader.Input("a", sound, null)), Progress.NONE);
      Normaliser normaliser = Normaliser.fit(input, loaded);
      assertEquals(14, normaliser.statistics().mean().length);
      FeatureSet set = normaliser.apply("corpus", loaded, loader);
      assertEquals(14 * set.lengths()[0], set.values().get(0).length);
    }
  }
}
