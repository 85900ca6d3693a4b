package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gives one error that names the file, the cause and the remedy. */
class BrokenFilesTest {
  private static final int RATE = 16_000;

  private final AudioDecoder decoder = new AudioDecoder();

  @TempDir Path folder;

  private static byte[] encoded(AudioFormat format) {
    return AudioEncoder.encode("x", format, Signals.tones(1, RATE, RATE), RATE);
  }

  private Path file(String name, byte[] content) throws Exception {
    return Files.write(folder.resolve(name), content);
  }

  private AudioException refused(Path file, String... words) {
    AudioException e = assertThrows(AudioException.class, () -> decoder.decode(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertEquals(file.toString(), e.subject());
    assertFalse(e.reason().contains(file.toString()), "it is named once");
    assertEquals(e.problem().message(), e.getMessage());
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage() + " lacks '" + word + "'");
    }
    return e;
  }

  @Test
  void whatIsNoFile() throws Exception {
    refused(folder.resolve("missing.wav"), "no such file");
    refused(folder, "folder");
    refused(Path.of("http://example.org/a.wav"), "no such file");
    refused(Path.of("concat:a.wav|b.wav"), "no such file");
    refused(Path.of("pipe:0"), "no such file");
    if (Files.exists(Path.of("/dev/zero"))) {
      refused(Path.of("/dev/zero"), "not a regular file");
    }
  }

  @Test
  void whatMayNotBeRead() throws Exception {
    Path secret = file("secret.wav", encoded(AudioFormat.WAV));
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(secret), "root may read everything");
    refused(secret, "permissions");
  }

  @Test
  void whatHoldsNoAudio() throws Exception {
    assertEquals("copy it again", refused(file("empty.wav", new byte[0]), "empty").remedy());
    refused(file("text.wav", "no sound here, only words\n".getBytes()), "text");
    byte[] noise = new byte[30_000];
    new SplittableRandom(1).nextBytes(noise);
    refused(file("noise.mp3", noise), "no audio or video format");
    refused(file("stump.wav", Arrays.copyOf(encoded(AudioFormat.WAV), 20)));
    byte[] header = Arrays.copyOf(encoded(AudioFormat.WAV), 44);
    refused(file("header.wav", header));
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 0);
    refused(file("nothing.wav", header));
  }

  @Test
  void playlistsAreNotFollowed() throws Exception {
    Path sound = file("sound.wav", encoded(AudioFormat.WAV));
    String[] lists = {
      "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n" + sound + "\n#EXT-X-ENDLIST\n",
      "ffconcat version 1.0\nfile '" + sound + "'\n",
      "[playlist]\nFile1=" + sound + "\n",
      "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 5004 RTP/AVP 0\r\n",
      "http://example.org/a.mp3\n"
    };
    for (int i = 0; i < lists.length; i++) {
      refused(
          file("list" + i + ".m3u8", lists[i].getBytes(StandardCharsets.UTF_8)), "refers to other");
    }
  }

  @Test
  void aDeclaredLengthOfHoursIsNoReasonToRefuseWhatIsThere() {
    byte[] wav = encoded(AudioFormat.WAV);
    int data = indexOf(wav, "data") + 4;
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(data, 10 * 3600 * 2 * RATE);
    AudioClip hours = decoder.decode(wav, "hours");
    assertEquals(RATE, hours.samples().length);
    assertEquals(1, hours.warnings().size(), hours.warnings().toString());
    assertTrue(hours.warnings().get(0).text().contains("10.0 hours"), hours.warnings().toString());
    // A writer that could not know the length is no liar.
    ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(data, -1);
    assertEquals(RATE, decoder.decode(wav, "stream").samples().length);
  }

  private static int indexOf(byte[] bytes, String word) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(word);
  }

  @Test
  void limitsCanBeRaised() throws Exception {
    Path file = file("second.wav", encoded(AudioFormat.WAV));
    AudioDecoder small = new AudioDecoder(new DecodeLimits(600, 1000));
    assertTrue(
        assertThrows(AudioException.class, () -> small.decode(file))
            .getMessage()
            .contains("raise the limit"));
    for (AudioFormat format : List.of(AudioFormat.WAV, AudioFormat.MP3, AudioFormat.FLAC)) {
      byte[] bytes = encoded(format);
      AudioDecoder brief = new AudioDecoder(new DecodeLimits(0.5, 1 << 20));
      AudioException e = assertThrows(AudioException.class, () -> brief.decode(bytes, "second"));
      assertTrue(e.getMessage().contains("limit of 0.5 s"), e.getMessage());
      assertFalse(decoder.decode(bytes, "second").samples().length == 0);
    }
  }

  /** A constant takes hardly a byte of FLAC, whatever its rate: neither bytes nor seconds tell. */
  @Test
  void samplesHaveALimitWhateverTheirRate() {
    DecodeLimits limits = new DecodeLimits(10, 1 << 20).withMaxSamples(480_000);
    AudioDecoder capped = new AudioDecoder(limits);
    for (AudioFormat format : List.of(AudioFormat.FLAC, AudioFormat.WAV)) {
      byte[] fast = AudioEncoder.encode("x", format, new float[1][480_001], 192_000);
      AudioException e = assertThrows(AudioException.class, () -> capped.decode(fast, "fast"));
      assertTrue(e.getMessage().contains("fast: has more than 480,000 samples"), e.getMessage());
      assertTrue(e.getMessage().contains("DecodeLimits.maxSamples"), e.getMessage());
      assertTrue(e.getMessage().contains("48,000 samples a second"), e.getMessage());
      byte[] usual = AudioEncoder.encode("x", format, new float[1][480_000], 48_000);
      assertEquals(480_000, capped.decode(usual, "usual").samples().length);
    }
    AudioClip clip = AudioClip.of(new float[480_001], 192_000, "clip");
    assertThrows(AudioException.class, () -> capped.requireLength(clip));
    // Who allows longer recordings allows their samples.
    assertEquals(3600 * 192_000, limits.withMaxSeconds(3600).maxSamples());
    assertEquals(600 * 192_000, DecodeLimits.DEFAULT.maxSamples());
    assertEquals(480_000, limits.withMaxSeconds(1).maxSamples());
    // A short time is no reason to refuse a high rate.
    assertTrue(new DecodeLimits(10, 1 << 20).maxSamples() >= 9 * 384_000);
  }

  @Test
  void samplesThatAreNoNumbers() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[][] x = Signals.tones(2, 5000, RATE);
      x[1][4321] = bad;
      byte[] bytes = AudioEncoder.encode("x", AudioFormat.WAV_FLOAT, x, RATE);
      AudioException e = assertThrows(AudioException.class, () -> decoder.decode(bytes, "bad"));
      assertTrue(e.getMessage().contains("sample 4321"), e.getMessage());
    }
  }

  @Test
  void samplesTooLargeForSpectra() {
    for (float bad : new float[] {1e17f, -1e30f, Float.MAX_VALUE}) {
      float[][] x = Signals.tones(1, 5000, RATE);
      x[0][4321] = bad;
      byte[] bytes = AudioEncoder.encode("x", AudioFormat.WAV_FLOAT, x, RATE);
      AudioException e = assertThrows(AudioException.class, () -> decoder.decode(bytes, "loud"));
      assertTrue(e.getMessage().startsWith("loud: sample 4321 is "), e.getMessage());
      assertTrue(e.getMessage().contains("scale it down"), e.getMessage());
    }
  }

  @Test
  void aFileCutShortGivesItsAudioAndAWarningOrAnError() {
    for (AudioFormat format : List.of(AudioFormat.WAV, AudioFormat.MP3, AudioFormat.FLAC)) {
      byte[] whole = encoded(format);
      AudioClip clip = decoder.decode(Arrays.copyOf(whole, whole.length / 2), "half");
      assertTrue(clip.samples().length > 0.2 * RATE && clip.samples().length < 0.8 * RATE);
      assertFalse(clip.warnings().isEmpty(), format + " must warn");
      assertTrue(clip.warnings().get(0).text().contains("ends early"), clip.warnings().toString());
    }
    byte[] m4a = encoded(AudioFormat.M4A);
    assertThrows(
        AudioException.class, () -> decoder.decode(Arrays.copyOf(m4a, m4a.length / 2), "half"));
  }

  @Test
  void aWarningBelongsToItsOwnFile() {
    byte[] whole = encoded(AudioFormat.MP3);
    assertFalse(
        decoder.decode(Arrays.copyOf(whole, whole.length / 2), "half").warnings().isEmpty());
    assertEquals(List.of(), decoder.decode(whole, "whole").warnings());
  }
}
