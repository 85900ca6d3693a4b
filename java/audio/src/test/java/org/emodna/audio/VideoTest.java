package org.emodna.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audio of video files, the way eNTERFACE'05 comes. */
class VideoTest {
  private final AudioDecoder decoder = new AudioDecoder();

  @ParameterizedTest
  @CsvSource({"avi, pcm_s16le", "mp4, aac", "matroska, flac", "mpegts, mp2"})
  void theAudioOfAVideoIsFound(String muxer, String audio) {
    byte[] bytes = VideoFiles.encode(muxer, "mpeg4", audio, 1.0);
    AudioClip clip = decoder.decode(bytes, muxer);
    assertEquals(VideoFiles.RATE, clip.sampleRate());
    assertEquals(1.0, clip.seconds(), 0.15);
    double sum = 0;
    for (float value : clip.samples()) {
      sum += (double) value * value;
    }
    assertEquals(0.5 / Math.sqrt(2), Math.sqrt(sum / clip.samples().length), 0.05);
  }

  @Test
  void aSilentFilmIsAnError() {
    byte[] bytes = VideoFiles.encode("mp4", "mpeg4", null, 1.0);
    AudioException e = assertThrows(AudioException.class, () -> decoder.decode(bytes, "film"));
    assertTrue(e.getMessage().contains("no audio stream"), e.getMessage());
  }
}
