package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleEncodingTest {
  /** A WAV file of a format tag and bytes. */
  private static byte[] wav(int tag, int bytes, byte[] samples) {
    ByteBuffer file = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes()).putInt(36 + samples.length).put("WAVEfmt ".getBytes()).putInt(16);
    file.putShort((short) tag).putShort((short) 1).putInt(8000).putInt(8000 * bytes);
    file.putShort((short) bytes).putShort((short) (8 * bytes));
    file.put("data".getBytes()).putInt(samples.length).put(samples);
    return file.array();
  }

  private static float[] decoded(SampleEncoding encoding, byte[] bytes) {
    float[] samples = new float[bytes.length / encoding.bytes()];
    encoding.decode(ByteBuffer.wrap(bytes), samples, samples.length);
    return samples;
  }

  /** Every code of G.711 and every 16-bit value, by FFmpeg and by us. */
  @ParameterizedTest
  @CsvSource({"MU_LAW, 7", "A_LAW, 6", "PCM16, 1"})
  void everyValueIsThatOfFfmpeg(SampleEncoding encoding, int tag) {
    byte[] all = new byte[encoding.bytes() == 1 ? 256 : 2 << 16];
    for (int i = 0; i < all.length / encoding.bytes(); i++) {
      if (encoding.bytes() == 1) {
        all[i] = (byte) i;
      } else {
        all[2 * i] = (byte) i;
        all[2 * i + 1] = (byte) (i >> 8);
      }
    }
    float[] expected =
        new AudioDecoder().decode(wav(tag, encoding.bytes(), all), "all codes").samples();
    assertArrayEquals(expected, decoded(encoding, all));
  }

  /** G.711's own values: those of the standard's tables, in units of its 14 and 13 bits. */
  @Test
  void theLawsHaveTheValuesOfTheStandard() {
    float[] mu = decoded(SampleEncoding.MU_LAW, new byte[] {(byte) 0x80, 0x00, (byte) 0xFF, 0x7F});
    assertArrayEquals(
        new float[] {8031 / 8192f, -8031 / 8192f, 0, 0}, mu, "the greatest, and both zeros");
    float[] a = decoded(SampleEncoding.A_LAW, new byte[] {(byte) 0xAA, 0x2A, (byte) 0xD5, 0x55});
    assertArrayEquals(new float[] {4032 / 4096f, -4032 / 4096f, 1 / 4096f, -1 / 4096f}, a);
    for (SampleEncoding law : new SampleEncoding[] {SampleEncoding.MU_LAW, SampleEncoding.A_LAW}) {
      byte[] codes = new byte[256];
      for (int i = 0; i < 256; i++) {
        codes[i] = (byte) i;
      }
      float[] values = decoded(law, codes);
      for (int code = 0; code < 128; code++) {
        assertEquals(0, values[code] + values[code + 128], "odd about zero");
        assertTrue(Math.abs(values[code]) < 1);
      }
    }
  }

  @Test
  void bytesLieAsTheNamesSay() {
    byte[] two = {0x34, 0x12};
    assertArrayEquals(new float[] {0x1234 / 32768f}, decoded(SampleEncoding.PCM16, two));
    assertArrayEquals(new float[] {0x3412 / 32768f}, decoded(SampleEncoding.PCM16_BE, two));
    byte[] four = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(-0.7f).array();
    assertArrayEquals(new float[] {-0.7f}, decoded(SampleEncoding.FLOAT32, four));
  }
}
