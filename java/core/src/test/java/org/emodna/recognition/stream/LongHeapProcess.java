package org.emodna.recognition.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;

/** A long recording in a process of its own, whose heap could not hold it. */
final class LongHeapProcess {
  private LongHeapProcess() {}

  /**
   * Prints windows, seconds and the process's greatest memory in KiB.
   *
   * @param args model and recording
   */
  public static void main(String... args) throws Exception {
    StreamSettings settings = StreamSettings.standard().withWindows(new Windows(10, 60));
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).threads(2).load(Path.of(args[0]))) {
      LongRecognition result =
          recognizer.recognizeLong(Path.of(args[1]), settings, window -> {}, Progress.NONE);
      long resident =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0);
      System.out.printf(
          "%d %.1f %d%n",
          result.summary().channel().windows(), result.summary().seconds(), resident);
    }
  }
}
