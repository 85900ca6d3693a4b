package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.DecodeLimits;
import org.emodna.audio.Outcome;
import org.emodna.base.ContentHash;
import org.emodna.base.Progress;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  @TempDir Path folder;
  private Path sound;
  private FeatureCache cache;

  @BeforeEach
  void makeSound() {
    sound = folder.resolve("sound.wav");
    AudioEncoder.write(sound, AudioFormat.WAV, Signals.tones(1, 20_000, 16_000), 16_000);
    cache = new FeatureCache(folder.resolve("cache"));
  }

  private static FeatureExtractor extractor(FeatureCache cache) {
    return extractor(Dialect.LIBROSA_0_8, Framing.SPEECH, cache);
  }

  private static FeatureExtractor extractor(Dialect dialect, Framing framing, FeatureCache cache) {
    return FeatureExtractor.builder(new MfccStream(dialect), framing)
        .limits(DecodeLimits.DEFAULT)
        .cache(cache)
        .build();
  }

  private static FeatureCache.Key key() {
    MfccStream mfcc = new MfccStream(Dialect.LIBROSA_0_8);
    return new FeatureCache.Key(mfcc, Framing.SPEECH.canonical(mfcc), 196);
  }

  private List<Path> entries() throws IOException {
    try (var files = Files.walk(cache.folder())) {
      return files.filter(Files::isRegularFile).collect(Collectors.toList());
    }
  }

  @Test
  void theSecondTimeComesFromTheCacheWhateverTheFileIsCalled() throws Exception {
    try (FeatureExtractor extractor = extractor(cache)) {
      Extraction first = extractor.extract(sound);
      assertFalse(first.cached());
      Path copy = Files.copy(sound, folder.resolve("another name"));
      Extraction second = extractor.extract(copy);
      assertTrue(second.cached());
      assertEquals(first.contentHash(), second.contentHash());
      assertArrayEquals(first.features().values(), second.features().values());
      assertEquals(first.features().realTo(), second.features().realTo());
    }
    assertEquals(1, entries().size());
  }

  @Test
  void everyRecipeHasItsOwnEntry() throws Exception {
    for (Dialect dialect : Dialect.all()) {
      for (Framing framing :
          List.of(Framing.FIXED, Framing.SPEECH, Framing.SPEECH.withMaxFrames(10))) {
        try (FeatureExtractor extractor = extractor(dialect, framing, cache)) {
          assertFalse(extractor.extract(sound).cached());
          assertTrue(extractor.extract(sound).cached());
        }
      }
    }
    assertEquals(9, entries().size());
  }

  @Test
  void warningsAreKept() throws Exception {
    Path half = folder.resolve("half.wav");
    Files.write(half, Arrays.copyOf(Files.readAllBytes(sound), 20_044));
    try (FeatureExtractor extractor = extractor(cache)) {
      Extraction first = extractor.extract(half);
      assertFalse(first.warnings().isEmpty());
      assertEquals(first.warnings(), extractor.extract(half).warnings());
    }
  }

  @Test
  void aDamagedEntryIsComputedAgainAndReplaced() throws Exception {
    SplittableRandom random = new SplittableRandom(5);
    try (FeatureExtractor extractor = extractor(cache)) {
      float[] expected = extractor.extract(sound).features().values();
      Path entry = entries().get(0);
      byte[] whole = Files.readAllBytes(entry);
      for (int i = 0; i < 200; i++) {
        byte[] damaged = whole.clone();
        if (i % 3 == 0) {
          damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
        } else {
          int at = random.nextInt(damaged.length);
          damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        Files.write(entry, damaged);
        assertArrayEquals(expected, extractor.extract(sound).features().values());
        assertTrue(extractor.extract(sound).cached(), "replaced");
        // Padding of the header may be damaged without harm; everything else is as it was.
        assertEquals(whole.length, Files.size(entry));
      }
    }
  }

  @Test
  void anEntryForOtherContentIsNotBelieved() throws Exception {
    try (FeatureExtractor extractor = extractor(cache)) {
      Extraction mine = extractor.extract(sound);
      Path other = folder.resolve("other.wav");
      AudioEncoder.write(other, AudioFormat.WAV, Signals.tones(1, 21_000, 16_000), 16_000);
      String otherHash = ContentHash.of(other);
      assertNotEquals(mine.contentHash(), otherHash);
      Path wrong = cache.entry(otherHash, key());
      Files.createDirectories(wrong.getParent());
      Files.copy(entries().get(0), wrong);
      assertFalse(extractor.extract(other).cached());
      // And one that is a sound file of something else.
      new SafeTensorsWriter().add("mfcc", new float[39], 1, 39).write(wrong);
      assertFalse(extractor.extract(other).cached());
    }
  }

  @Test
  void aCacheThatCannotBeWrittenDoesNoHarm() throws Exception {
    Path file = Files.writeString(folder.resolve("in the way"), "");
    try (FeatureExtractor extractor = extractor(new FeatureCache(file))) {
      assertFalse(extractor.extract(sound).cached());
      assertFalse(extractor.extract(sound).cached());
    }
  }

  @Test
  void severalThreadsMayShareIt() {
    try (FeatureExtractor extractor = extractor(cache)) {
      List<Path> same = new ArrayList<>(java.util.Collections.nCopies(64, sound));
      List<Outcome<Extraction>> outcomes = extractor.extract(same, 4, Progress.NONE);
      float[] expected = extractor.extract(sound).features().values();
      for (Outcome<Extraction> outcome : outcomes) {
        if (outcome instanceof Outcome.Done<Extraction> done) {
          assertArrayEquals(expected, done.value().features().values());
        } else {
          throw ((Outcome.Failed<Extraction>) outcome).exception();
        }
      }
    }
  }

  /** What the other process of the next test does: extract the same file again and again. */
  public static final class OtherProcess {
    private OtherProcess() {}

    /** Arguments: sound file, cache folder. */
    public static void main(String[] args) throws IOException {
      FeatureCache cache = new FeatureCache(Path.of(args[1]));
      try (FeatureExtractor extractor = extractor(cache)) {
        for (int i = 0; i < 100; i++) {
          Extraction made = extractor.extract(Path.of(args[0]));
          if (i % 5 == 0) {
            Files.deleteIfExists(cache.entry(made.contentHash(), key()));
          }
        }
      }
    }
  }

  @Test
  void twoProcessesMayShareIt() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("javacpp"),
                OtherProcess.class.getName(),
                sound.toString(),
                cache.folder().toString())
            .redirectErrorStream(true)
            .start();
    try (FeatureExtractor extractor = extractor(cache)) {
      float[] expected = extractor.extract(sound).features().values();
      do {
        assertArrayEquals(expected, extractor.extract(sound).features().values());
      } while (other.isAlive());
    }
    String said = new String(other.getInputStream().readAllBytes());
    assertEquals(0, other.waitFor(), said);
  }
}
