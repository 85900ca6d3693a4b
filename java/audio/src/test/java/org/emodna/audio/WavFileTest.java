package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WAV files as writers of all kinds leave them. */
class WavFileTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final int COUNT = 8000;

  private final AudioDecoder decoder = new AudioDecoder();
  private final byte[] tone = WavBytes.tone(COUNT, 2, LITTLE);
  private final float[] expected =
      decoder
          .decode(WavBytes.riff().format(1, 1, 16, 2).chunk("data", tone).bytes(), "plain")
          .samples();

  private AudioClip same(byte[] file, double tolerance) {
    AudioClip clip = decoder.decode(file, "made up");
    assertEquals(WavBytes.RATE, clip.sampleRate());
    assertArrayEquals(expected, clip.samples(), (float) tolerance);
    return clip;
  }

  private void refused(WavBytes file, String words) {
    AudioException e =
        assertThrows(AudioException.class, () -> decoder.decode(file.bytes(), "made up"));
    assertTrue(e.getMessage().startsWith("made up: "), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void bigEndianFilesHaveTheSameSamples(int width) {
    ByteOrder big = ByteOrder.BIG_ENDIAN;
    byte[] samples = WavBytes.tone(COUNT, width, big);
    double tolerance = width == 1 ? 0x1p-7 : 0x1p-15;
    byte[] plain =
        new WavBytes("RIFX", big).format(1, 1, 8 * width, width).chunk("data", samples).bytes();
    assertEquals(List.of(), same(plain, tolerance).warnings());
    byte[] extensible =
        new WavBytes("RIFX", big)
            .extensible(1, 1, 8 * width, 8 * width, width)
            .chunk("data", samples)
            .bytes();
    assertEquals(List.of(), same(extensible, tolerance).warnings());
  }

  @Test
  void bigEndianFloatsAreRead() {
    ByteBuffer samples = ByteBuffer.allocate(4 * COUNT);
    for (float value : expected) {
      samples.putFloat(value);
    }
    same(
        new WavBytes("RIFX", ByteOrder.BIG_ENDIAN)
            .format(3, 1, 32, 4)
            .chunk("data", samples.array())
            .bytes(),
        0);
  }

  @Test
  void bigEndianFilesOfOtherCodecsAreRefused() {
    refused(
        new WavBytes("RIFX", ByteOrder.BIG_ENDIAN).format(2, 1, 4, 256).chunk("data", tone),
        "big-endian");
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        0xFFFFFFFFL,
        0x7FFFFFFFL,
        0x7FFFFF9BL,
        2_000_000_000L,
        0x80000000L,
        0xFFFFFFDBL,
        0x7FFFF000L,
        0x7FFFFFFEL
      })
  void aPlaceholderForTheLengthCostsOneWarning(long stated) {
    for (String fact : new String[] {"fact", "junk"}) {
      byte[] placeholder = ByteBuffer.allocate(4).putInt(-1).array();
      WavBytes file = WavBytes.riff().format(1, 1, 16, 2).chunk(fact, placeholder);
      AudioClip clip = same(file.chunk("data", stated, tone).bytes(), 0);
      assertEquals(1, clip.warnings().size(), clip.warnings().toString());
      assertTrue(clip.warnings().get(0).text().contains("length"), clip.warnings().toString());
    }
  }

  @Test
  void anAbsurdRateIsNamedBeforeTheLengthThatItMakes() {
    byte[] bytes = WavBytes.riff().format(1, 1, 16, 2).chunk("data", tone).bytes();
    for (int rate : new int[] {1, 2, 11, 999}) {
      ByteBuffer.wrap(bytes).order(LITTLE).putInt(24, rate);
      AudioException e = assertThrows(AudioException.class, () -> decoder.decode(bytes, "slow"));
      assertTrue(e.getMessage().contains("sampling rate of " + rate + " Hz"), e.getMessage());
    }
  }

  @Test
  void onlyTheBytesPresentCountForLimits() {
    AudioDecoder brief = new AudioDecoder(new DecodeLimits(0.6, 1 << 20));
    WavBytes file = WavBytes.riff().format(1, 1, 16, 2).chunk("data", 100_000_000, tone);
    AudioClip clip = brief.decode(file.bytes(), "cut");
    assertEquals(COUNT, clip.samples().length);
    assertEquals(1, clip.warnings().size());
    assertTrue(clip.warnings().get(0).text().contains("ends early"), clip.warnings().toString());
  }

  @Test
  void fewerValidBitsThanTheContainerHasChangeNothing() {
    byte[] inFour = new byte[4 * COUNT];
    byte[] three = WavBytes.tone(COUNT, 3, LITTLE);
    for (int i = 0; i < COUNT; i++) {
      System.arraycopy(three, 3 * i, inFour, 4 * i + 1, 3);
    }
    for (int valid : new int[] {0, 20, 24, 32}) {
      byte[] file = WavBytes.riff().extensible(1, 1, 32, valid, 4).chunk("data", inFour).bytes();
      assertEquals("pcm_s32le", same(file, 0x1p-15).codec());
    }
    // 24 bits said, in frames of four bytes: the samples tell which is true.
    same(WavBytes.riff().format(1, 1, 24, 4).chunk("data", inFour).bytes(), 0x1p-15);
    same(WavBytes.riff().extensible(1, 1, 24, 24, 4).chunk("data", inFour).bytes(), 0x1p-15);
    same(WavBytes.riff().format(1, 1, 24, 4).chunk("data", three).bytes(), 0x1p-15);
    // 12 of 16 and 20 of 24.
    same(WavBytes.riff().extensible(1, 1, 16, 12, 2).chunk("data", tone).bytes(), 0);
    same(WavBytes.riff().extensible(1, 1, 24, 20, 3).chunk("data", three).bytes(), 0x1p-15);
    same(WavBytes.riff().format(1, 1, 20, 3).chunk("data", three).bytes(), 0x1p-15);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 7, 999})
  void wrongFrameSizesAndByteRatesAreIgnored(int frameBytes) {
    same(WavBytes.riff().format(1, 1, 16, frameBytes).chunk("data", tone).bytes(), 0);
    same(WavBytes.riff().extensible(1, 1, 16, 16, frameBytes).chunk("data", tone).bytes(), 0);
  }

  @Test
  void chunksOfAllKindsAndLengthsAreSkipped() {
    WavBytes oldest = WavBytes.riff();
    byte[] fourteen = Arrays.copyOf(oldest.formatOf(1, 1, 16, 2), 14);
    same(oldest.chunk("fmt ", fourteen).chunk("data", tone).bytes(), 0);
    byte[] eighteen = Arrays.copyOf(oldest.formatOf(1, 1, 16, 2), 18);
    WavBytes file = WavBytes.riff().chunk("LIST", new byte[7]).chunk("bext", new byte[603]);
    file.chunk("fmt ", eighteen).chunk("id3 ", 3, new byte[3]).chunk("data", tone);
    assertEquals(List.of(), same(file.chunk("LIST", new byte[26]).bytes(), 0).warnings());
    byte[] wide = ByteBuffer.allocate(28).order(LITTLE).putLong(0).putLong(tone.length).array();
    WavBytes rf64 = new WavBytes("RF64", LITTLE).chunk("ds64", wide).format(1, 1, 16, 2);
    assertEquals(List.of(), same(rf64.chunk("data", 0xFFFFFFFFL, tone).bytes(), 0).warnings());
  }

  @Test
  void whatIsLeftUnreadIsSaid() {
    WavBytes file = WavBytes.riff().format(1, 1, 16, 2).chunk("data", tone);
    byte[] two = file.raw(file.bytes()).bytes();
    assertTrue(same(two, 0).warnings().get(0).text().contains("another WAV file"));
    WavBytes stray = WavBytes.riff().format(1, 1, 16, 2).chunk("data", tone.length, tone);
    assertTrue(
        same(stray.raw(new byte[5000]).bytes(), 0).warnings().get(0).text().contains("no chunk"));
  }

  @Test
  void damagedHeadersAreErrors() {
    refused(WavBytes.riff().chunk("data", tone).format(1, 1, 16, 2), "before");
    refused(WavBytes.riff().format(1, 0, 16, 2).chunk("data", tone), "0 channels");
    refused(WavBytes.riff().format(1, 1, 0, 2).chunk("data", tone), "0 bits");
    refused(WavBytes.riff().format(1, 1, 48, 6).chunk("data", tone), "48 bits");
    refused(WavBytes.riff().format(3, 1, 16, 2).chunk("data", tone), "16 bits");
    refused(WavBytes.riff().chunk("fmt ", new byte[8]).chunk("data", tone), "too short");
    refused(WavBytes.riff().format(1, 1, 16, 2), "ends before");
    refused(WavBytes.riff().format(1, 1, 16, 2).chunk("data", new byte[0]), "single sample");
    refused(
        WavBytes.riff().format(1, 1, 16, 2).chunk("data", tone).chunk("data", tone),
        "more than one");
    refused(WavBytes.riff().chunk("LIST", "wavl".getBytes()).chunk("data", tone), "wavl");
  }

  @Test
  void theReportsFilesAreRead() throws Exception {
    var rifx = SharedFiles.require("reports/wav-rifx");
    assertArrayEquals(
        decoder.decode(rifx.resolve("good.wav")).samples(),
        decoder.decode(rifx.resolve("rifx.wav")).samples());
    try (var files = Files.list(SharedFiles.require("reports/wav-placeholder-length"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".wav")).toList()) {
        assertEquals(1, decoder.decode(file).warnings().size(), file.toString());
      }
    }
  }
}
