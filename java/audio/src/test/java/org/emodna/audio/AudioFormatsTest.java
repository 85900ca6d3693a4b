package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the encoder writes, the decoder reads: every format, rate and number of channels. */
class AudioFormatsTest {
  private static final int[] RATES = {8000, 11025, 16000, 22050, 44100, 48000};

  private final AudioDecoder decoder = new AudioDecoder();

  @ParameterizedTest
  @EnumSource
  void everyFormatComesBack(AudioFormat format) {
    for (int rate : RATES) {
      for (int channels = 1; channels <= 2; channels++) {
        if (!format.supports(rate) || !format.supportsChannels(channels)) {
          continue;
        }
        float[][] x = Signals.tones(channels, rate / 2 + 17, rate);
        byte[] bytes = AudioEncoder.encode("made up", format, x, rate);
        assertArrayEquals(bytes, AudioEncoder.encode("made up", format, x, rate), "same bytes");
        AudioClip clip = decoder.decode(bytes, "made up");
        String what = format + " " + rate + " Hz " + channels + " channels";
        boolean opus = format == AudioFormat.OGG_OPUS;
        assertEquals(opus ? 48_000 : rate, clip.sampleRate(), what);
        assertEquals(channels, clip.channels(), what);
        assertEquals(List.of(), clip.warnings(), what);
        assertEquals(0.5, clip.seconds(), 0.1, what);
        compare(format, Signals.mono(x), clip, what);
      }
    }
  }

  private static void compare(AudioFormat format, float[] mono, AudioClip clip, String what) {
    switch (format) {
      case WAV_FLOAT -> assertArrayEquals(mono, clip.samples(), 1e-7f, what);
      case WAV, FLAC -> assertArrayEquals(mono, clip.samples(), 0x1p-16f, what);
      default -> assertEquals(rms(mono), rms(clip.samples()), 0.15 * rms(mono), what);
    }
  }

  private static double rms(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / x.length);
  }

  @Test
  void monoIsTheMeanOfEveryNumberOfChannels() {
    for (int channels = 1; channels <= 8; channels++) {
      float[][] x = Signals.tones(channels, 1009, 16000);
      byte[] bytes = AudioEncoder.encode("x", AudioFormat.WAV_FLOAT, x, 16000);
      AudioClip clip = decoder.decode(bytes, "x");
      assertEquals(channels, clip.channels());
      assertArrayEquals(Signals.mono(x), clip.samples(), 1e-7f);
    }
  }

  @Test
  void aFileIsDecodedAsItsBytesAre(@TempDir Path folder) throws Exception {
    // The content decides: the ending is wrong, and the name has a blank and looks like a URL.
    Path odd = Files.createDirectories(folder.resolve("http:")).resolve("a b%20.txt");
    AudioEncoder.write(odd, AudioFormat.FLAC, Signals.tones(2, 5000, 16000), 16000);
    AudioClip fromFile = decoder.decode(odd);
    AudioClip fromBytes = decoder.decode(Files.readAllBytes(odd), "bytes");
    assertArrayEquals(fromBytes.samples(), fromFile.samples());
    assertEquals("flac", fromFile.container());
    assertEquals("flac", fromFile.codec());
    assertEquals(odd.toString(), fromFile.source());
    try (var left = Files.list(odd.getParent())) {
      assertEquals(1, left.count(), "no temporary file stays");
    }
  }

  @Test
  void theEncoderRefusesWhatAFormatCannotHold(@TempDir Path folder) {
    float[][] x = Signals.tones(1, 100, 22050);
    assertThrows(
        AudioException.class, () -> AudioEncoder.encode("x", AudioFormat.OGG_OPUS, x, 22050));
    assertThrows(
        AudioException.class,
        () -> AudioEncoder.encode("x", AudioFormat.WAV, new float[0][], 8000));
    assertThrows(
        AudioException.class,
        () -> AudioEncoder.encode("x", AudioFormat.WAV, new float[][] {{0}, {0, 0}}, 8000));
    AudioException e =
        assertThrows(
            AudioException.class,
            () -> AudioEncoder.write(folder.resolve("no/x.wav"), AudioFormat.WAV, x, 22050));
    assertTrue(e.getMessage().contains("x.wav"), e.getMessage());
  }
}
