package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of files that are whole, and of those that are not. */
class SoundLengthTest {
  private final AudioDecoder decoder = new AudioDecoder();

  @ParameterizedTest
  @CsvSource({
    "matroska, mpeg4, flac",
    "matroska, mpeg4, libopus",
    "avi, mpeg4, mp2",
    "avi, mpeg4, pcm_s16le",
    "mp4, mpeg4, aac",
    "mpegts, mpeg4, mp2",
    "asf, msmpeg4, mp2",
    "matroska, mpeg4, aac",
    "nut, mpeg4, mp2",
    "nut, mpeg4, flac"
  })
  void soundThatIsShorterThanThePictureOrLateIsWhole(String muxer, String video, String audio) {
    for (double[] span : new double[][] {{0, 3}, {0, 1.2}, {1.6, 3}, {1, 2}}) {
      byte[] bytes = VideoFiles.encode(muxer, video, audio, 3, span[0], span[1]);
      AudioClip clip = decoder.decode(bytes, muxer);
      assertEquals(span[1] - span[0], clip.seconds(), 0.3, muxer + Arrays.toString(span));
      assertEquals(List.of(), clip.warnings(), muxer + Arrays.toString(span));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "matroska, mpeg4, flac",
    "matroska, mpeg4, aac",
    "avi, mpeg4, mp2",
    "asf, msmpeg4, mp2"
  })
  void aVideoThatIsCutShortIsReported(String muxer, String video, String audio) {
    byte[] bytes = VideoFiles.encode(muxer, video, audio, 3);
    AudioClip clip = decoder.decode(Arrays.copyOf(bytes, bytes.length / 2), muxer);
    assertEquals(AudioWarning.Kind.CUT_OFF, clip.warnings().get(0).kind());
    assertTrue(clip.warnings().get(0).text().contains("ends early"), clip.warnings().toString());
  }

  @Test
  void damagedPacketsAreReported() {
    byte[] bytes =
        AudioEncoder.encode("x", AudioFormat.FLAC, Signals.tones(1, 48_000, 16_000), 16_000);
    for (int i = bytes.length / 3; i < bytes.length; i += bytes.length / 4) {
      bytes[i] ^= 4;
    }
    AudioClip clip = decoder.decode(bytes, "flipped");
    assertTrue(clip.warnings().toString().contains("damaged"), clip.warnings().toString());
  }

  @Test
  void theReportsFilesAreWhole() {
    for (String name :
        List.of(
            "video-false-ends-early/picture_longer.mkv",
            "video-false-ends-early/sound_late.avi",
            "webm-opus-false-warning/recording.webm")) {
      assertEquals(
          List.of(), decoder.decode(SharedFiles.require("reports/" + name)).warnings(), name);
    }
  }
}
