package org.emodna.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.ContentHash;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSizeTest {
  private static final int BYTES = 1000;

  @TempDir Path folder;

  private Path entry(String name) {
    return CacheSize.file(folder, ContentHash.of(name.getBytes()), "0123456789abcdef");
  }

  private Path write(String name, int minutesAgo) throws Exception {
    Path file = entry(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[BYTES]);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60L * minutesAgo)));
    return file;
  }

  @Test
  void whatWasNotUsedForLongestGoesFirst() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      files.add(write("entry " + i, 100 - i));
    }
    CacheSize.touch(files.get(0));
    CacheSize size = new CacheSize(folder, 5 * BYTES);
    size.added(files.get(9));
    // Room for a tenth more than the limit asks: four of 1,000 bytes fit into 4,500.
    for (int i = 0; i < 10; i++) {
      assertEquals(i == 0 || i >= 7, Files.exists(files.get(i)), "entry " + i);
    }
  }

  @Test
  void withinTheLimitNothingGoes() throws Exception {
    CacheSize size = new CacheSize(folder, 10 * BYTES);
    for (int i = 0; i < 10; i++) {
      size.added(write("entry " + i, i));
    }
    for (int i = 0; i < 10; i++) {
      assertTrue(Files.exists(entry("entry " + i)));
    }
  }

  @Test
  void whatIsNoEntryStays() throws Exception {
    Path old = write("old", 1000);
    Path prefix = old.getParent();
    String name = old.getFileName().toString();
    List<Path> others =
        List.of(
            folder.resolve("notes.txt"),
            folder.resolve(name),
            prefix.resolve("model.safetensors"),
            prefix.resolve("zz" + name.substring(2)),
            prefix.resolve(name + ".tmp"),
            prefix.resolve("." + name));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path outside = elsewhere.resolve("00" + name.substring(2));
    for (Path other : others) {
      Files.write(other, new byte[BYTES]);
    }
    Files.write(outside, new byte[BYTES]);
    Path linked = Files.createSymbolicLink(folder.resolve("00"), elsewhere);
    String inside = prefix.getFileName() + "f".repeat(62) + "-0123456789abcdef.safetensors";
    Path link = Files.createSymbolicLink(prefix.resolve(inside), outside);
    new CacheSize(folder, 1).added(write("new", 0));
    assertFalse(Files.exists(old));
    for (Path other : others) {
      assertTrue(Files.exists(other), other.toString());
    }
    assertTrue(Files.exists(outside));
    assertTrue(Files.isSymbolicLink(linked) && Files.isSymbolicLink(link));
  }

  @Test
  void whatOthersAddIsSeen() throws Exception {
    CacheSize mine = new CacheSize(folder, 100 * BYTES);
    mine.added(write("mine", 0));
    for (int i = 0; i < 150; i++) {
      write("theirs " + i, 500 - i);
    }
    for (int i = 0; i < 7; i++) {
      mine.added(write("mine " + i, 0));
    }
    try (var files = Files.walk(folder)) {
      assertTrue(files.filter(Files::isRegularFile).count() <= 100);
    }
    assertTrue(Files.exists(entry("mine 0")));
  }

  @Test
  void aCacheKeepsToItsLimitAndWorksOn() throws Exception {
    MfccStream mfcc = new MfccStream(Dialect.LIBROSA_0_8);
    FeatureCache cache = new FeatureCache(folder.resolve("cache"), 20_000);
    try (FeatureExtractor extractor =
        FeatureExtractor.builder(mfcc, Framing.SPEECH).cache(cache).build()) {
      for (int i = 0; i < 20; i++) {
        Path sound = folder.resolve(i + ".wav");
        AudioEncoder.write(sound, AudioFormat.WAV, Signals.tones(1, 9000 + i, 16_000), 16_000);
        assertFalse(extractor.extract(sound).cached());
        assertTrue(extractor.extract(sound).cached());
      }
      assertFalse(extractor.extract(folder.resolve("0.wav")).cached());
    }
    try (var files = Files.walk(cache.folder())) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      assertTrue(bytes <= 20_000 && bytes > 5_000, bytes + " bytes");
    }
  }

  @Test
  void theLimitCanBeSet() {
    assertEquals(10L << 30, new FeatureCache(folder).limit());
    String before = System.getProperty(FeatureCache.GIBIBYTES);
    try {
      System.setProperty(FeatureCache.GIBIBYTES, "0.5");
      assertEquals(1L << 29, new FeatureCache(folder).limit());
      System.setProperty(FeatureCache.GIBIBYTES, "much");
      InvalidArgumentException e =
          assertThrows(InvalidArgumentException.class, () -> new FeatureCache(folder));
      assertTrue(e.getMessage().contains(FeatureCache.GIBIBYTES), e.getMessage());
    } finally {
      if (before == null) {
        System.clearProperty(FeatureCache.GIBIBYTES);
      } else {
        System.setProperty(FeatureCache.GIBIBYTES, before);
      }
    }
    assertThrows(InvalidArgumentException.class, () -> FeatureCache.bytes(-1));
    assertThrows(InvalidArgumentException.class, () -> FeatureCache.bytes(Double.NaN));
  }
}
