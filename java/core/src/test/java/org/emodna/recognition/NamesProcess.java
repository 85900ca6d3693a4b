package org.emodna.recognition;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.Outcome;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceChoice;

/** Recordings by names that are no paths in the locale of a process of its own. */
final class NamesProcess {
  static final List<String> NAMES =
      List.of("\u00FC.wav", "plain.wav", "a\0b.wav", "half\uD800.wav", "\uD83D\uDE00/\u00E4.wav");

  private NamesProcess() {}

  /**
   * Prints how the JVM encodes names, then what became of each recording.
   *
   * @param args model and recording
   */
  public static void main(String... args) throws Exception {
    System.out.println(System.getProperty("sun.jnu.encoding"));
    byte[] bytes = Files.readAllBytes(Path.of(args[1]));
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).threads(2).load(Path.of(args[0]))) {
      recognizer
          .recognizeEncoded(
              NAMES.stream().map(name -> EncodedAudio.of(bytes, name)).toList(), Progress.NONE)
          .forEach(
              outcome ->
                  System.out.println(
                      outcome.path() + (outcome instanceof Outcome.Done ? " done" : " failed")));
    }
  }
}
