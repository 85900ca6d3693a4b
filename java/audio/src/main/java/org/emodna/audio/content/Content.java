package org.emodna.audio.content;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

/** What a file is that is not audio, told from its first bytes. */
public final class Content {
  /** First words of formats that only name other files or addresses. */
  private static final List<String> PLAYLISTS =
      List.of("#extm3u", "ffconcat", "[playlist]", "v=0", "http:", "https:", "rtsp:", "file:");

  /** FFmpeg's demuxers for the same. */
  private static final Set<String> REFUSED =
      Set.of("hls", "concat", "concatf", "dash", "sdp", "rtsp", "rtp", "imf", "image2", "lavfi");

  private static final String UNKNOWN =
      "is in no audio or video format that is known, or its beginning is damaged";

  private static final String HEADERLESS =
      "Samples without a header (raw PCM) can't be decoded, since nothing tells their rate and"
          + " width; put them into a WAV file, for example with: sox -t raw -r 16000 -e signed -b 16 -c 1 IN"
          + " OUT.wav";

  private Content() {}

  public static void refuseForeign(String name, byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (PLAYLISTS.stream().anyMatch(text::startsWith)) {
      throw playlist(name);
    }
  }

  public static void refuseDemuxer(String name, String demuxer) {
    for (String alias : demuxer.split(",")) {
      if (REFUSED.contains(alias)) {
        throw playlist(name);
      }
    }
  }

  private static AudioException playlist(String name) {
    return new AudioException(
        Problem.of(name, "is a playlist that refers to other files")
            .remedy("give the audio files themselves"));
  }

  /** Why no format was recognised. */
  public static Problem unknown(String name, byte[] head) {
    return text(head)
        ? Problem.of(name, "is text, not audio").remedy("give an audio or video file")
        : Problem.of(name, UNKNOWN).remedy("convert it or copy it again. " + HEADERLESS);
  }

  /** Why a format that FFmpeg guessed is not believed. */
  static Problem guessed(String name, byte[] head, String demuxer, int score) {
    Problem unknown = unknown(name, head);
    String guess =
        " (FFmpeg's best guess is '%s', with a score of %d of 100)".formatted(demuxer, score);
    return Problem.of(name, unknown.reason() + guess)
        .remedy(unknown.remedy() + " (if FFmpeg is right: DecodeLimits.withAnyContainer)");
  }

  /** Whether this reads like words: valid UTF-8 with blanks, and mostly letters and digits. */
  private static boolean text(byte[] head) {
    // The last character may be cut in two.
    String text = new String(head, 0, Math.max(0, head.length - 3), StandardCharsets.UTF_8);
    if (head.length < 8 || text.indexOf('\uFFFD') >= 0) {
      return false;
    }
    long words = text.chars().filter(Character::isLetterOrDigit).count();
    long blanks = text.chars().filter(Character::isWhitespace).count();
    boolean control = text.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c));
    return !control && blanks > 0 && 2 * words > text.length();
  }
}
