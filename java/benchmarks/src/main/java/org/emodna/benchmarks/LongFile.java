package org.emodna.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.recognition.Recognizer;
import org.emodna.recognition.stream.LongRecognition;
import org.emodna.recognition.stream.StreamSettings;
import org.emodna.recognition.stream.Windows;

/**
 * Recognises a recording of many hours window by window, and says how long that took and how much
 * memory. It is made of given recordings, one after the other, again and again; {@code
 * benchmarks/long-file} runs it.
 */
public final class LongFile {
  private LongFile() {}

  /**
   * Prints a line.
   *
   * @param arguments {@code MODEL HOURS FILE...}: the files of one sampling rate
   */
  public static void main(String... arguments) throws IOException {
    if (arguments.length < 3) {
      System.err.println("long-file: MODEL HOURS FILE...");
      System.exit(2);
    }
    Path file = Files.createTempFile("emodna-long", ".wav");
    try {
      List<Path> parts = new ArrayList<>();
      for (int i = 2; i < arguments.length; i++) {
        parts.add(Path.of(arguments[i]));
      }
      write(file, parts, Double.parseDouble(arguments[1]));
      run(Path.of(arguments[0]), file);
    } catch (EmoDnaException | NumberFormatException e) {
      System.err.println("long-file: " + e.getMessage());
      System.exit(2);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void write(Path to, List<Path> parts, double hours) throws IOException {
    AudioDecoder decoder = new AudioDecoder();
    List<byte[]> samples = new ArrayList<>();
    int rate = 0;
    for (Path part : parts) {
      AudioClip clip = decoder.decode(part);
      if (rate != 0 && clip.sampleRate() != rate) {
        throw new EmoDnaException(
            Problem.of(part, "is at %d Hz, and others at %d".formatted(clip.sampleRate(), rate))
                .remedy("give files of one rate"));
      }
      rate = clip.sampleRate();
      ByteBuffer bytes = ByteBuffer.allocate(2 * clip.samples().length);
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      for (float sample : clip.samples()) {
        bytes.putShort((short) Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))));
      }
      samples.add(bytes.array());
    }
    long size = (long) (hours * 3600 * rate) * 2;
    if (size <= 0 || size > 0xFFFFFF00L) {
      throw new EmoDnaException(
          Problem.of("HOURS", "would make a WAV file of %,d bytes".formatted(size))
              .remedy("give fewer, or files of a lower rate"));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20)) {
      ByteBuffer head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
      head.put("RIFF".getBytes()).putInt((int) (36 + size)).put("WAVEfmt ".getBytes());
      head.putInt(16).putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
      head.putShort((short) 2).putShort((short) 16).put("data".getBytes()).putInt((int) size);
      out.write(head.array());
      long left = size;
      for (int i = 0; left > 0; i++) {
        byte[] next = samples.get(i % samples.size());
        int count = (int) Math.min(left, next.length);
        out.write(next, 0, count);
        left -= count;
      }
    }
  }

  private static void run(Path model, Path file) throws IOException {
    StreamSettings settings = StreamSettings.standard().withWindows(Windows.of(3));
    try (Recognizer recognizer = Recognizer.load(model)) {
      OperatingSystemMXBean system =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      long processor = system.getProcessCpuTime();
      long began = System.nanoTime();
      LongRecognition result =
          recognizer.recognizeLong(file, settings, window -> {}, Progress.NONE);
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%.2f hours (%d MB), %d windows, %d judged, in %.1f s, %.1f s of processor time;"
              + " greatest memory of the process %d MB%n",
          result.summary().seconds() / 3600,
          Files.size(file) / 1_000_000,
          result.summary().channel().windows(),
          result.summary().channel().judged(),
          seconds,
          (system.getProcessCpuTime() - processor) / 1e9,
          resident() / 1000);
    }
  }

  /** The most that was resident, in units of 1,000 bytes; 0 where the system does not say. */
  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1000;
      }
    }
    return 0;
  }
}
