package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.Section;
import org.emodna.kernels.KernelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams that give a vector an utterance, and those whose values are looked up. */
class VectorStreamsTest {
  private static final int RATE = 16_000;

  /** Peak and length of an utterance. */
  record Peak() implements VectorStream {
    @Override
    public String name() {
      return "peak";
    }

    @Override
    public String spec() {
      return "peak=1";
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int sampleRate() {
      return RATE;
    }

    @Override
    public int leastSamples() {
      return 100;
    }

    @Override
    public VectorSession session(KernelContext context) {
      return samples -> new float[] {(float) Signals.peak(samples), samples.length};
    }
  }

  /**
   * Values by corpus and id.
   *
   * @param hop seconds from frame to frame; 0 = they are vectors
   */
  record Table(Map<String, float[][]> rows, double hop) implements StoredStream {
    @Override
    public String name() {
      return "table";
    }

    @Override
    public String spec() {
      return "table=1 hop=" + hop;
    }

    @Override
    public int width() {
      return 3;
    }

    @Override
    public Optional<FrameGrid> grid() {
      return hop == 0
          ? Optional.empty()
          : Optional.of(
              new FrameGrid() {
                @Override
                public int sampleRate() {
                  return 22_050;
                }

                @Override
                public int frames(int samples) {
                  return (int) (1 + samples / (22_050 * hop));
                }

                @Override
                public double time(int frame) {
                  return hop * (frame + 0.5);
                }
              });
    }

    @Override
    public StoredValues find(UtteranceKey utterance) {
      float[][] found = rows.get(utterance.corpus() + "/" + utterance.id());
      if (found == null) {
        throw new FeatureException(utterance.id() + ": has no embedding");
      }
      return new StoredValues() {
        @Override
        public int frames() {
          return found.length;
        }

        @Override
        public float[] read(int from, int to) {
          float[] values = new float[(to - from) * 3];
          for (int i = from; i < to; i++) {
            System.arraycopy(found[i], 0, values, (i - from) * 3, 3);
          }
          return values;
        }

        @Override
        public String contentHash() {
          return "hash of " + Arrays.deepToString(found);
        }
      };
    }
  }

  /** Half a second of silence, one of a tone, half a second of silence. */
  private static float[] beep() {
    float[] x = new float[2 * RATE];
    for (int i = RATE / 2; i < RATE * 3 / 2; i++) {
      x[i] = (float) (0.5 * Math.sin(0.2 * i));
    }
    return x;
  }

  private static Path file(Path folder) {
    Path sound = folder.resolve("sound.wav");
    AudioEncoder.write(sound, AudioFormat.WAV, new float[][] {beep()}, RATE);
    return sound;
  }

  /** Frame i holds i, i squared, -i. */
  private static float[][] frames(int count) {
    float[][] frames = new float[count][];
    for (int i = 0; i < count; i++) {
      frames[i] = new float[] {i, i * i, -i};
    }
    return frames;
  }

  @Test
  void aVectorIsOfTheWholeRecordingAndIsKept(@TempDir Path folder) {
    Path sound = file(folder);
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    try (FeatureExtractor extractor =
        FeatureExtractor.builder(new Peak(), Framing.SPEECH).cache(cache).build()) {
      Extraction first = extractor.extract(sound);
      assertEquals(1, first.features().frames());
      assertEquals(0.5, first.features().values()[0], 1e-3);
      assertEquals(2 * RATE, first.features().values()[1]);
      assertEquals(2.0, first.quality().usedTo(), 1e-9);
      assertFalse(first.cached());
      Extraction again = extractor.extract(sound);
      assertTrue(again.cached());
      assertArrayEquals(first.features().values(), again.features().values());
      AudioClip few = new AudioClip(new float[99], RATE, 1, "few", List.of(), "none", "none");
      String message =
          assertThrows(TooShortException.class, () -> extractor.extract(few)).getMessage();
      assertTrue(message.contains("needs 100"), message);
    }
  }

  @Test
  void storedVectorsStandBesideComputedOnes(@TempDir Path folder) {
    Path sound = file(folder);
    Table table = new Table(Map.of("one/a", new float[][] {{7, 8, 9}}), 0);
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    for (List<FeatureStream> streams :
        List.<List<FeatureStream>>of(List.of(new Peak(), table), List.of(table, new Peak()))) {
      try (FeatureExtractor extractor =
          FeatureExtractor.builder(streams.get(0), Framing.SPEECH)
              .join(streams.get(1))
              .cache(cache)
              .build()) {
        for (int time = 0; time < 2; time++) {
          Extraction made = extractor.extract(sound, new UtteranceKey("one", "a"));
          int at = streams.get(0) == table ? 0 : 2;
          assertEquals(5, made.features().width());
          assertArrayEquals(
              new float[] {7, 8, 9}, Arrays.copyOfRange(made.features().values(), at, at + 3));
          assertEquals("hash of [[7.0, 8.0, 9.0]]", made.storedHash());
        }
        FeatureException missing =
            assertThrows(
                FeatureException.class,
                () -> extractor.extract(sound, new UtteranceKey("other", "a")));
        assertTrue(missing.getMessage().contains("has no embedding"));
        AudioClip clip = new AudioClip(beep(), RATE, 1, "clip", List.of(), "none", "none");
        FeatureException nameless =
            assertThrows(FeatureException.class, () -> extractor.extract(clip));
        assertTrue(nameless.getMessage().contains("audio without an id"), nameless.getMessage());
      }
    }
  }

  /** The middle second is loud: of 100 frames of 20 ms those from 25 to 74. */
  @Test
  void storedFramesAreCutByTheSoundThatTheyStandFor(@TempDir Path folder) {
    Path sound = file(folder);
    Table table = new Table(Map.of("one/a", frames(100)), 0.02);
    UtteranceKey key = new UtteranceKey("one", "a");
    try (FeatureExtractor alone =
            FeatureExtractor.builder(table, Framing.SPEECH.withMaxFrames(200)).build();
        FeatureExtractor few =
            FeatureExtractor.builder(table, Framing.SPEECH.withMaxFrames(10)).build()) {
      Extraction made = alone.extraction(sound, key);
      assertEquals(50, made.features().frames());
      assertEquals(25, made.features().values()[0]);
      assertEquals(0.5, made.quality().usedFrom(), 1e-9);
      assertEquals(1.5, made.quality().usedTo(), 1e-9);
      Extraction middle = few.extraction(sound, key);
      assertEquals(10, middle.features().frames());
      assertEquals(45, middle.features().values()[0]);
    }
  }

  /** A frame of the grid has the stored frame that is nearest in the recording's time. */
  @Test
  void storedFramesFollowAGrid(@TempDir Path folder) {
    Path sound = file(folder);
    Table table = new Table(Map.of("one/a", frames(100)), 0.02);
    MfccStream mfcc = new MfccStream(Dialect.LIBROSA_0_8, 1, 12);
    Framing crop = new Framing(Framing.Kind.FIXED, 22_050, 0, 0);
    for (Framing framing : List.of(Framing.SPEECH, Framing.FIXED, crop)) {
      try (FeatureExtractor both = FeatureExtractor.builder(mfcc, framing).join(table).build()) {
        Features made = both.extraction(sound, new UtteranceKey("one", "a")).features();
        assertEquals(15, made.width());
        double begin = framing == crop ? 0.5 : framing == Framing.FIXED ? 1 - 50_000 / 22_050.0 : 0;
        int first = framing == Framing.SPEECH ? -1 : 0;
        for (int frame = 0; frame < made.frames(); frame++) {
          float stored = made.values()[frame * 15 + 12];
          if (first < 0) {
            // Speech framing: the grid begins at the tone, within a window of it.
            first = Math.round(stored * 0.02f * 22_050 / 512);
            assertTrue(Math.abs(first * 512 / 22_050.0 - 0.5) < 0.1);
          }
          double time = begin + (first + frame) * 512 / 22_050.0;
          double expected = Math.max(0, Math.min(99, time / 0.02 - 0.5));
          assertEquals(expected, stored, 1.1, framing + " frame " + frame);
        }
      }
    }
  }

  @Test
  void framesAndVectorsDoNotMix() {
    MfccStream mfcc = new MfccStream(Dialect.LIBROSA_0_8);
    for (FeatureStream vector : List.<FeatureStream>of(new Peak(), new Table(Map.of(), 0))) {
      for (List<FeatureStream> pair :
          List.of(List.<FeatureStream>of(mfcc, vector), List.<FeatureStream>of(vector, mfcc))) {
        String message =
            assertThrows(FeatureException.class, () -> InputSpec.requireJoinable(pair))
                .getMessage();
        assertTrue(message.contains("'" + vector.name() + "' gives one vector"), message);
        assertTrue(message.contains("'mfcc' frames"), message);
      }
    }
    InputSpec.requireJoinable(List.of(mfcc, new Table(Map.of(), 0.02)));
    InputSpec.requireJoinable(List.of(new Table(Map.of(), 0), new Peak()));
  }

  @Test
  void whatWasLookedUpIsPartOfTheIdentity(@TempDir Path folder) {
    Path sound = file(folder);
    List<FeatureLoader.Input> inputs =
        List.of(
            new FeatureLoader.Input("one", "a", sound, null),
            new FeatureLoader.Input("one", "b", sound, null));
    List<LoadedFeatures> loaded = new ArrayList<>();
    for (float value : new float[] {1, 1, 2}) {
      Table table = new Table(Map.of("one/a", new float[][] {{value, 0, 0}}), 0);
      try (FeatureExtractor extractor =
          FeatureExtractor.builder(table, Framing.SPEECH).identified().build()) {
        List<LoadedFeatures.One> each = new ArrayList<>();
        each.add(LoadedFeatures.One.of(extractor.extract(sound, inputs.get(0).key())));
        each.add(LoadedFeatures.One.failed(new FailedInput("b", "has no embedding")));
        loaded.add(LoadedFeatures.of(inputs, each));
      }
    }
    assertEquals(loaded.get(0).contentHash(), loaded.get(1).contentHash());
    assertNotEquals(loaded.get(0).contentHash(), loaded.get(2).contentHash());
    assertEquals(loaded.get(0).contentHashes(), loaded.get(2).contentHashes());
    assertEquals(1, loaded.get(0).failures().size());
  }

  /** To recognise, what nobody asks for is not read. */
  @Test
  void whatIsLookedUpIsHashedOnlyWhereSomebodyNeedsIt(@TempDir Path folder) {
    Path sound = file(folder);
    UtteranceKey key = new UtteranceKey("one", "a");
    Table table = new Table(Map.of("one/a", new float[][] {{7, 8, 9}}), 0);
    try (FeatureExtractor plain = new FeatureExtractor(table, Framing.SPEECH);
        FeatureExtractor identified =
            FeatureExtractor.builder(table, Framing.SPEECH).identified().build()) {
      for (Extraction made :
          List.of(
              plain.extract(sound, key),
              plain.extraction(sound, key),
              identified.extraction(sound, key))) {
        assertEquals("", made.storedHash());
        assertArrayEquals(new float[] {7, 8, 9}, made.features().values());
      }
      assertEquals("hash of [[7.0, 8.0, 9.0]]", identified.extract(sound, key).storedHash());
    }
  }

  @Test
  void anInputOfVectorsHasOneFrameAndNoFraming() {
    // The built-in stream of vectors.
    FeatureSettings settings =
        FeatureSettings.defaults().withStreams(List.of("functionals")).withNormalisation("corpus");
    InputSpec input = InputSpec.of(settings, Section::defaults);
    assertTrue(input.isVector());
    assertEquals(1, input.maxFrames());
    assertEquals(input.width(), input.valueNames().size());
    assertEquals(input, InputSpec.ofJson(input.toJson()));
    assertEquals(input, InputSpec.of(settings.withMaxFrames(77), Section::defaults));
    for (FeatureSettings wrong :
        List.of(
            settings.withFraming("fixed"),
            settings.withNormalisation("utterance"),
            settings.withStreams(List.of("functionals", "mfcc")))) {
      FeatureException e =
          assertThrows(FeatureException.class, () -> InputSpec.of(wrong, Section::defaults));
      assertTrue(e.subject().startsWith("features."), e.getMessage());
      assertFalse(e.remedy().isEmpty());
    }
  }
}
