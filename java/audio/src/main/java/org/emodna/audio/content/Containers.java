package org.emodna.audio.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

/**
 * Which of FFmpeg's many demuxers are believed. Those of old games and of bare frames accept what
 * only looks like theirs, headerless samples for instance, and make noise of it.
 */
public final class Containers {
  /**
   * Formats that speech is kept in and that FFmpeg knows by a signature that samples do not have.
   */
  private static final Set<String> KNOWN =
      Set.of(
          ("aa aax aiff amr ape asf asf_o au avi avr caf dsf dss dtshd epaf flac flv gxf hcom iff"
                  + " ircam ivf kux live_flv matroska mlp mmf mov mpc mpc8 mxf mxg nistsphere nsv nut"
                  + " ogg oma osq paf pmp pva pvf qcp rm shn sox swf tak truehd tta voc vqf w64 wav"
                  + " wsd wtv wv wve xwma")
              .split(" "));

  /** FFmpeg's scores below this are guesses. */
  private static final int SIGNATURE = 50;

  /**
   * Demuxers that also accept what does not begin with their signature, with the least score to
   * believe.
   */
  private static final Map<String, Integer> LEAST =
      Map.of("dv", 75, "mpeg", 52, "dts", 51, "spdif", 51);

  /** Demuxers of frames one after another; the frames must be there. */
  private static final Map<String, FrameKind> FRAMES =
      Map.of(
          "mp3", FrameKind.MPEG,
          "aac", FrameKind.ADTS,
          "ac3", FrameKind.AC3,
          "eac3", FrameKind.AC3,
          "loas", FrameKind.LOAS,
          "mpegts", FrameKind.TRANSPORT);

  private static final Set<String> PICTURES = Set.of("gif", "ico", "apng", "image2pipe");

  /** How formats begin that tell nothing at their end that is needed before it. */
  private static final List<String> FORWARD =
      List.of(
          "RIFF....WAVE",
          "RF64....WAVE",
          "BW64....WAVE",
          "fLaC",
          "OggS",
          "\u00FF[\u00E0-\u00FF]",
          "\u000B\u0077",
          "\u001AE\u00DF\u00A3",
          "G.{187}G",
          "[.]snd",
          "#!AMR");

  private static final Pattern READ_FORWARD =
      Pattern.compile("(?:" + String.join("|", FORWARD) + ").*", Pattern.DOTALL);

  private static final byte[] PACK = {0, 0, 1, (byte) 0xBA};

  private Containers() {}

  /**
   * Whether what begins like this can be decoded as it comes: WAV, FLAC, Ogg, MP3, AAC, AC-3,
   * Matroska, transport streams, AU and AMR, as a rule.
   *
   * @param head the first bytes behind tags
   */
  static boolean readForward(byte[] head) {
    return READ_FORWARD.matcher(new String(head, StandardCharsets.ISO_8859_1)).matches();
  }

  /**
   * Checks that a demuxer can be trusted.
   *
   * @param demuxer FFmpeg's name, or names with commas, of what it took the source for
   * @param score how sure it is, from 1 to 100
   */
  public static void require(String name, String demuxer, int score, ByteSource source)
      throws IOException {
    String first = demuxer.split(",")[0];
    if (FRAMES.containsKey(first)) {
      if (!FrameChain.holds(source, FRAMES.get(first))) {
        throw new AudioException(Content.guessed(name, source.head(), first, score));
      }
      return;
    }
    boolean believed =
        LEAST.containsKey(first)
            ? score >= LEAST.get(first)
                || first.equals("mpeg") && Arrays.equals(source.bytes(0, 4), PACK)
            : score >= SIGNATURE && KNOWN.contains(first);
    if (!believed) {
      boolean picture = PICTURES.contains(first) || first.endsWith("_pipe");
      throw new AudioException(
          picture && score >= SIGNATURE
              ? Problem.of(name, "is a picture, not audio").remedy("give an audio or video file")
              : Content.guessed(name, source.head(), first, score));
    }
  }
}
