package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound behind tags of any size. */
class TagsTest {
  private final AudioDecoder decoder = new AudioDecoder();

  static byte[] tag(int length, boolean footer) {
    byte[] tag = new byte[10 + length + (footer ? 10 : 0)];
    // A picture's bytes look like MPEG frames here and there.
    for (int i = 10; i < tag.length; i++) {
      tag[i] = (byte) (i % 7 == 0 ? 0xFF : 0xFB + i % 3);
    }
    tag[0] = 'I';
    tag[1] = 'D';
    tag[2] = '3';
    tag[3] = 4;
    tag[4] = 0;
    tag[5] = (byte) (footer ? 0x10 : 0);
    for (int k = 0; k < 4; k++) {
      tag[6 + k] = (byte) (length >> 7 * (3 - k) & 0x7F);
    }
    return tag;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void soundBehindALargeTagIsFound(AudioFormat format) {
    byte[] sound = AudioEncoder.encode("x", format, Signals.tones(2, 16_000, 16_000), 16_000);
    AudioClip plain = decoder.decode(sound, "plain");
    byte[][] tagged = {
      join(tag(5_000_000, false), sound),
      join(tag(300, true), tag(2_000_000, false), sound),
      join(tag(1_500_000, true), new byte[3000], sound)
    };
    for (byte[] bytes : tagged) {
      AudioClip clip = decoder.decode(bytes, "tagged");
      assertArrayEquals(plain.samples(), clip.samples());
      assertEquals(List.of(), clip.warnings());
    }
  }

  @ParameterizedTest
  @EnumSource
  void tagsAtTheEndAreHarmless(AudioFormat format) {
    byte[] sound = AudioEncoder.encode("x", format, Signals.tones(2, 16_000, 16_000), 16_000);
    byte[] first = "TAGtitle".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer ape = ByteBuffer.allocate(132).order(ByteOrder.LITTLE_ENDIAN);
    ape.position(100);
    ape.put("APETAGEX".getBytes(StandardCharsets.US_ASCII)).putInt(2000).putInt(132).putInt(1);
    byte[] bytes = join(sound, ape.array(), first, new byte[120]);
    AudioClip clip = decoder.decode(bytes, "tagged");
    assertArrayEquals(decoder.decode(sound, "plain").samples(), clip.samples());
    assertEquals(List.of(), clip.warnings());
  }

  @Test
  void aTagWithoutSoundIsAnError() {
    byte[] tag = tag(100_000, false);
    for (int length : new int[] {tag.length, 5000}) {
      AudioException e =
          assertThrows(
              AudioException.class,
              () -> decoder.decode(java.util.Arrays.copyOf(tag, length), "cut"));
      assertTrue(e.getMessage().contains("no sound behind it"), e.getMessage());
    }
  }
}
