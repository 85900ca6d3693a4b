package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WavStreamTest {
  private static final byte[] SAMPLES = {1, 2, 3, 4, 5, 6, 7, 8};

  private static byte[] wav(int tag, int channels, int rate, int bits, int stated, byte[]... more) {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(-1);
    bytes.put("WAVE".getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] chunk : more) {
      bytes.put(chunk);
    }
    bytes.put("fmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
    bytes.putShort((short) tag).putShort((short) channels).putInt(rate);
    bytes.putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8));
    bytes.putShort((short) bits);
    bytes.put("data".getBytes(StandardCharsets.ISO_8859_1)).putInt(stated).put(SAMPLES);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static Optional<WavStream> read(byte[] content, int left) throws IOException {
    BufferedInputStream in = new BufferedInputStream(new ByteArrayInputStream(content), 64);
    Optional<WavStream> head = WavStream.read(in, "pipe");
    assertEquals(left, in.readAllBytes().length);
    return head;
  }

  @Test
  void aHeaderEndsAtTheFirstSample() throws IOException {
    byte[] content = wav(1, 2, 16000, 16, 8);
    assertEquals(new WavStream(16000, 2, SampleEncoding.PCM16, 8), read(content, 8).orElseThrow());
    BufferedInputStream in = new BufferedInputStream(new ByteArrayInputStream(content));
    WavStream.read(in, "pipe");
    assertArrayEquals(SAMPLES, in.readAllBytes());
    assertEquals(
        new WavStream(8000, 1, SampleEncoding.MU_LAW, 8),
        read(wav(7, 1, 8000, 8, 8), 8).orElseThrow());
    assertEquals(
        new WavStream(8000, 1, SampleEncoding.A_LAW, 8),
        read(wav(6, 1, 8000, 8, 8), 8).orElseThrow());
    assertEquals(
        new WavStream(44100, 1, SampleEncoding.FLOAT32, 8),
        read(wav(3, 1, 44100, 32, 8), 8).orElseThrow());
  }

  @Test
  void whatWritersToPipesAnnounceIsNoLength() throws IOException {
    for (int stated : new int[] {0, -1, 0x7FFFFFFF, 0x7FFFF000, 0x80000000}) {
      assertEquals(-1, read(wav(1, 1, 8000, 16, stated), 8).orElseThrow().bytes());
    }
  }

  @Test
  void chunksInFrontArePassedOver() throws IOException {
    byte[] list = {'L', 'I', 'S', 'T', 3, 0, 0, 0, 'a', 'b', 'c', 0};
    assertTrue(read(wav(1, 1, 8000, 16, 8, list), 8).isPresent());
  }

  @Test
  void everythingElseIsLeftAsItIs() throws IOException {
    byte[] wide = wav(1, 1, 8000, 24, 8);
    assertTrue(read(wide, wide.length).isEmpty());
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    assertTrue(read(noise, 5000).isEmpty());
    assertTrue(read(new byte[0], 0).isEmpty());
    byte[] content = wav(1, 1, 8000, 16, 8);
    for (int length = 0; length < content.length - SAMPLES.length; length++) {
      assertTrue(read(Arrays.copyOf(content, length), length).isEmpty());
    }
    byte[] huge = {'L', 'I', 'S', 'T', -1, -1, -1, 127};
    byte[] with = wav(1, 1, 8000, 16, 8, huge);
    assertTrue(read(with, with.length).isEmpty());
  }

  @Test
  void impossibleNumbersAreAnError() {
    AudioException e = assertThrows(AudioException.class, () -> read(wav(1, 0, 8000, 16, 8), 0));
    assertTrue(e.getMessage().startsWith("pipe: has a damaged WAV header"), e.getMessage());
  }
}
