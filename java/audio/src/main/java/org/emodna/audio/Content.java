package org.emodna.audio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a file is that is no audio, told from its first bytes. */
final class Content {
  /** First words of formats that only name other files or addresses. */
  private static final List<String> PLAYLISTS =
      List.of("#extm3u", "ffconcat", "[playlist]", "v=0", "http:", "https:", "rtsp:", "file:");

  /** FFmpeg's demuxers for the same. */
  private static final Set<String> REFUSED =
      Set.of("hls", "concat", "concatf", "dash", "sdp", "rtsp", "rtp", "imf", "image2", "lavfi");

  private Content() {}

  static void refuseForeign(String name, byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (PLAYLISTS.stream().anyMatch(text::startsWith)) {
      throw playlist(name);
    }
  }

  static void refuseDemuxer(String name, String demuxer) {
    for (String alias : demuxer.split(",")) {
      if (REFUSED.contains(alias)) {
        throw playlist(name);
      }
    }
  }

  private static AudioException playlist(String name) {
    return new AudioException(
        name, "is a playlist that refers to other files; give the audio files themselves");
  }

  /** Why no format was recognised. */
  static String unknown(byte[] head) {
    int printable = 0;
    for (byte b : head) {
      if (b >= ' ' && b < 127 || b == '\n' || b == '\r' || b == '\t' || b < 0) {
        printable++;
      }
    }
    boolean text = head.length > 0 && printable == head.length && head[0] > 0;
    return text
        ? "is text and no audio; give an audio or video file"
        : "is in no audio or video format that is known, or its beginning is damaged;"
            + " convert it or copy it again";
  }
}
