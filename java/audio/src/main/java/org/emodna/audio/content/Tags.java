package org.emodna.audio.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

/**
 * Skips tags around the sound: ID3v2 before it, ID3v1 and APE behind it. FFmpeg looks past an ID3v2
 * tag only as far as its probe reaches, so a cover picture of some megabytes would hide FLAC, AAC,
 * AC-3 or Ogg. And it passes ID3v1 and APE tags to the decoders of formats without tags.
 */
public final class Tags {
  private static final int ID3V2 = 10;
  private static final int FOOTER_FLAG = 0x10;
  private static final int ID3V1 = 128;
  private static final int APE = 32;

  /** Taggers leave room to grow, sometimes outside the tag. */
  private static final int MOST_PADDING = 1 << 20;

  /** How formats begin that have no zeros there. */
  private static final Set<String> MAGIC =
      Set.of(
          "fLaC",
          "OggS",
          "RIFF",
          "RIFX",
          "RF64",
          "FORM",
          "caff",
          ".snd",
          "wvpk",
          "TTA1",
          "MAC ",
          "MPCK",
          "ADIF",
          "\u001AE\u00DF\u00A3",
          "0&\u00B2u");

  private Tags() {}

  /**
   * The source without its tags.
   *
   * @throws AudioException if nothing is left
   */
  public static ByteSource skip(String name, ByteSource source) throws IOException {
    long at = 0;
    for (long length; (length = leading(source, at)) > 0; at += length) {
      if (length >= source.size() - at) {
        throw new AudioException(
            Problem.of(
                    name,
                    "is cut short: its ID3 tag has %,d bytes, and there is no sound behind it"
                        .formatted(length))
                .remedy("copy it again"));
      }
    }
    // Those at the end of a pipe are not there yet.
    long end = source.size() - (source.forwardOnly() ? 0 : trailing(source, at));
    return at == 0 && end == source.size()
        ? source
        : new SlicedSource(new byte[0], source, at, end - at);
  }

  /**
   * Where the sound begins: behind the tags before it.
   *
   * @param most no tag that begins behind this is looked at
   * @return a place, perhaps behind the end; above {@code most} the sound may begin later
   */
  static long behind(ByteSource source, long most) throws IOException {
    long at = 0;
    for (long length; at <= most && (length = leading(source, at)) > 0; ) {
      at += length;
    }
    return at;
  }

  /** Bytes to skip here: a tag's, or those of zeros behind a tag; 0 where the sound begins. */
  private static long leading(ByteSource source, long at) throws IOException {
    byte[] head = source.bytes(at, ID3V2);
    if (isTag(head, 0)) {
      long length = 0;
      for (int i = 6; i < ID3V2; i++) {
        length = length << 7 | head[i];
      }
      return ID3V2 + length + ((head[5] & FOOTER_FLAG) != 0 ? ID3V2 : 0);
    }
    return at > 0 && head.length > 0 && head[0] == 0 ? padding(source, at) : 0;
  }

  private static boolean isTag(byte[] b, int at) {
    // A version is never 0xFF, and the size has seven bits a byte.
    return b.length >= at + ID3V2
        && b[at] == 'I'
        && b[at + 1] == 'D'
        && b[at + 2] == '3'
        && b[at + 3] != -1
        && b[at + 4] != -1
        && (b[at + 6] | b[at + 7] | b[at + 8] | b[at + 9]) >= 0;
  }

  /** Zeros before what is known to begin otherwise. */
  private static int padding(ByteSource source, long at) throws IOException {
    byte[] next = source.bytes(at, MOST_PADDING);
    int zeros = 0;
    while (zeros < next.length && next[zeros] == 0) {
      zeros++;
    }
    if (zeros + 5 > next.length) {
      return 0;
    }
    if (zeros > 3 && text(next, zeros + 1).equals("ftyp")) {
      return zeros - 3;
    }
    boolean known =
        isTag(next, zeros)
            || MAGIC.contains(text(next, zeros))
            || next[zeros] == -1 && (next[zeros + 1] & 0xE0) == 0xE0
            || next[zeros] == 0x0B && next[zeros + 1] == 0x77;
    return known ? zeros : 0;
  }

  /** Bytes of the tags at the end, where what begins at a place has no room for them. */
  private static long trailing(ByteSource source, long at) throws IOException {
    byte[] head = source.bytes(at, 4);
    if (head.length < 4) {
      return 0;
    }
    boolean bare =
        text(head, 0).equals("fLaC")
            || text(head, 0).equals("wvpk")
            || head[0] == -1 && (head[1] & 0xE0) == 0xE0
            || head[0] == 0x0B && head[1] == 0x77
            || head[0] == 0x56 && (head[1] & 0xE0) == 0xE0;
    if (!bare) {
      return 0;
    }
    long end = source.size();
    byte[] last = source.bytes(Math.max(at, end - ID3V1), ID3V1);
    if (last.length == ID3V1 && text(last, 0).startsWith("TAG")) {
      end -= ID3V1;
    }
    byte[] foot = source.bytes(Math.max(at, end - APE), APE);
    if (foot.length == APE && text(foot, 0).equals("APET") && text(foot, 4).equals("AGEX")) {
      ByteBuffer numbers = ByteBuffer.wrap(foot).order(ByteOrder.LITTLE_ENDIAN);
      long length = Integer.toUnsignedLong(numbers.getInt(12)) + (numbers.getInt(20) < 0 ? APE : 0);
      end -= length >= APE && length < end - at ? length : 0;
    }
    return source.size() - end;
  }

  private static String text(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }
}
