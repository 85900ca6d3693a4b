package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples without a header are never taken for something that they are not. */
class HeaderlessTest {
  private static final int CASES = 1500;

  private final AudioDecoder decoder = new AudioDecoder();

  private AudioException refused(byte[] bytes, String name) {
    try {
      AudioClip clip = decoder.decode(bytes, name);
      return fail(name + " was taken for " + clip.container() + " with " + clip.codec());
    } catch (AudioException e) {
      return e;
    }
  }

  @Test
  void everyFirstSampleEndsInAnErrorThatSaysWhatToDo() {
    byte[] samples = WavBytes.tone(3000, 2, ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < 65_536; first += first < 512 ? 1 : 251) {
      samples[0] = (byte) first;
      samples[1] = (byte) (first >> 8);
      AudioException e = refused(samples, "first sample " + first);
      assertTrue(e.getMessage().contains("raw PCM"), e.getMessage());
      assertTrue(e.getMessage().contains("sox -t raw"), e.getMessage());
    }
  }

  @Test
  void noiseTonesAndSilenceAreRefused() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < CASES; i++) {
      byte[] bytes = new byte[200 + random.nextInt(20_000)];
      if (i % 3 == 0) {
        random.nextBytes(bytes);
      } else {
        // Of every width, periodic in a whole number of samples or not, with silence before.
        int width = 1 + random.nextInt(4);
        double step = i % 3 == 1 ? 2 * Math.PI / (4 + random.nextInt(96)) : random.nextDouble();
        double level = Math.pow(10, -3 * random.nextDouble()) * (1L << 8 * width - 1);
        boolean square = random.nextInt(4) == 0;
        int silence = random.nextInt(3) == 0 ? random.nextInt(100) : 0;
        for (int k = silence; (k + 1) * width <= bytes.length; k++) {
          double sine = Math.sin(step * k);
          long value = (long) Math.floor(0.9999 * level * (square ? Math.signum(sine) : sine));
          for (int b = 0; b < width; b++) {
            bytes[k * width + b] = (byte) (value >> 8 * b);
          }
        }
      }
      refused(bytes, "case " + i);
    }
  }

  @Test
  void aConstantThatLooksLikeFramesIsRefused() {
    byte[] bytes = new byte[30_000];
    for (byte[] pattern :
        new byte[][] {
          {-1, -5, (byte) 0x90},
          {0x47},
          {-1, -15, 0x50},
          {0x0B, 0x77, 0, 0, 0x1C, 0x40},
          {0x56, -32}
        }) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = pattern[i % pattern.length];
      }
      refused(bytes, Arrays.toString(pattern));
    }
  }

  @Test
  void theErrorNamesTheGuessAndTheOption() {
    byte[] bytes = WavBytes.tone(3000, 2, ByteOrder.LITTLE_ENDIAN);
    bytes[0] = 4;
    bytes[1] = 0;
    String message = refused(bytes, "four").getMessage();
    assertTrue(message.contains("'ea_cdata'"), message);
    assertTrue(message.contains("DecodeLimits.withAnyContainer"), message);
    AudioDecoder any = new AudioDecoder(DecodeLimits.DEFAULT.withAnyContainer());
    assertEquals("ea_cdata", any.decode(bytes, "four").container());
  }

  @ParameterizedTest
  @EnumSource
  void briefSoundOfEveryFormatIsStillBelieved(AudioFormat format) {
    for (float[][] x : new float[][][] {Signals.tones(2, 1600, 16_000), new float[2][16_000]}) {
      byte[] bytes = AudioEncoder.encode("x", format, x, 16_000);
      assertTrue(decoder.decode(bytes, "brief").samples().length > 0);
    }
  }

  @Test
  void theReportsFileIsRefused() {
    var file = SharedFiles.require("reports/raw-pcm-decoded-as-game-audio/raw_first_sample_4.pcm");
    assertThrows(AudioException.class, () -> decoder.decode(file));
  }
}
