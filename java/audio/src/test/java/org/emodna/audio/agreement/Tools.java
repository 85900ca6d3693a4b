package org.emodna.audio.agreement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Runs sox, ffmpeg and sndfile-convert. Slow to start, ffmpeg gets many files at a time. */
final class Tools {
  static final List<String> NEEDED = List.of("sox", "ffmpeg", "sndfile-convert");

  private static final int SECONDS = 30;

  private Tools() {}

  /** Whether a program is on the path. */
  static boolean there(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a program succeeds. */
  static boolean run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Writes a case's file from its source's, by sox. */
  static void sox(DecodeCase one, Path folder) {
    List<String> command =
        new ArrayList<>(List.of("sox", "-D", folder.resolve(one.source().name()).toString()));
    command.addAll(one.options());
    command.add(folder.resolve(one.name()).toString());
    run(command);
  }

  /** Writes the files of cases from their sources', by one ffmpeg. */
  static void encode(List<DecodeCase> cases, Path folder) {
    split(
        cases,
        (one, index) -> List.of("-i", folder.resolve(one.source().name()).toString()),
        (one, index) -> {
          List<String> output = new ArrayList<>(List.of("-map", index + ":a:0"));
          output.addAll(one.options());
          output.add(folder.resolve(one.name()).toString());
          return output;
        });
  }

  /** What ffmpeg decodes, all channels interleaved, by file; without those that it cannot. */
  static Map<String, double[]> decode(List<DecodeCase> cases, Path folder) {
    split(
        cases,
        (one, index) -> List.of("-i", folder.resolve(one.name()).toString()),
        (one, index) ->
            List.of(
                "-map",
                index + ":a:0",
                "-c:a",
                "pcm_f64le",
                "-f",
                "f64le",
                folder.resolve(one.name() + ".ffmpeg").toString()));
    Map<String, double[]> decoded = new ConcurrentHashMap<>();
    for (DecodeCase one : cases) {
      byte[] bytes = read(folder.resolve(one.name() + ".ffmpeg"));
      if (bytes.length > 0) {
        decoded.put(one.name(), doubles(ByteBuffer.wrap(bytes)));
      }
    }
    return decoded;
  }

  /** Where one file makes ffmpeg fail, halves are tried, down to that file. */
  private static void split(
      List<DecodeCase> cases,
      BiFunction<DecodeCase, Integer, List<String>> input,
      BiFunction<DecodeCase, Integer, List<String>> output) {
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "quiet", "-nostdin", "-y"));
    for (int i = 0; i < cases.size(); i++) {
      command.addAll(input.apply(cases.get(i), i));
    }
    for (int i = 0; i < cases.size(); i++) {
      command.addAll(output.apply(cases.get(i), i));
    }
    if (run(command)) {
      return;
    }
    if (cases.size() == 1) {
      // What the last of the options names is the output: half a file is none.
      delete(Path.of(command.get(command.size() - 1)));
    } else {
      int half = cases.size() / 2;
      split(cases.subList(0, half), input, output);
      split(cases.subList(half, cases.size()), input, output);
    }
  }

  /**
   * What libsndfile decodes.
   *
   * @param samples all channels interleaved
   */
  record Sndfile(int rate, int channels, double[] samples) {}

  /**
   * Decodes with libsndfile; null where it cannot. Its tool reads lossy codecs as floats alone, and
   * scales others to full scale on the way to floats.
   */
  static Sndfile sndfile(Path file, boolean lossy) {
    String in = file.toString();
    Path out = Path.of(in + ".sndfile.wav");
    if (!run(List.of("sndfile-convert", lossy ? "-float64" : "-pcm32", in, out.toString()))) {
      return null;
    }
    ByteBuffer wav = ByteBuffer.wrap(read(out)).order(ByteOrder.LITTLE_ENDIAN);
    int rate = 0;
    int channels = 0;
    for (int at = 12; at + 8 <= wav.capacity(); ) {
      int size = wav.getInt(at + 4);
      if (wav.getInt(at) == 0x20746d66) {
        channels = wav.getShort(at + 10);
        rate = wav.getInt(at + 12);
      } else if (wav.getInt(at) == 0x61746164) {
        ByteBuffer data = wav.slice(at + 8, size);
        return new Sndfile(rate, channels, lossy ? doubles(data) : integers(data));
      }
      at += 8 + size + (size & 1);
    }
    return null;
  }

  private static double[] integers(ByteBuffer bytes) {
    IntBuffer values = bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    double[] samples = new double[values.remaining()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = values.get(i) * 0x1p-31;
    }
    return samples;
  }

  private static double[] doubles(ByteBuffer bytes) {
    DoubleBuffer values = bytes.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    double[] copy = new double[values.remaining()];
    values.get(copy);
    return copy;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
