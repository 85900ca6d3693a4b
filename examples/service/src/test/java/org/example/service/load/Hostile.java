package org.example.service.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;

/** Bodies that nobody should send. */
final class Hostile {
  private static final int RATE = 16_000;

  private final List<byte[]> seeds = new ArrayList<>();

  /**
   * Takes speech in all formats that can be written, and files of a folder beside them.
   *
   * @param folder of inputs that a search by coverage has found, java/fuzz/inputs/Audio; may be
   *     absent
   */
  Hostile(Path folder) throws IOException {
    float[][] speech = {Fixtures.speech(2)};
    float[][] stereo = {speech[0], speech[0]};
    for (AudioFormat format : AudioFormat.values()) {
      float[][] channels = format.supportsChannels(1) ? speech : stereo;
      seeds.add(AudioEncoder.encode("seed", format, channels, RATE));
    }
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          seeds.add(Files.readAllBytes(file));
        }
      }
    }
  }

  int seeds() {
    return seeds.size();
  }

  /** A file that something has happened to. */
  byte[] mutated(SplittableRandom random) {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    switch (random.nextInt(5)) {
      case 0 -> flip(bytes, bytes.length, random);
      // The header, where all lengths and rates are.
      case 1 -> flip(bytes, Math.min(100, bytes.length), random);
      case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 3 -> bytes = Arrays.copyOfRange(bytes, random.nextInt(bytes.length), bytes.length);
      default -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 64), (byte) random.nextInt(256));
      }
    }
    return bytes;
  }

  private static void flip(byte[] bytes, int within, SplittableRandom random) {
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      bytes[random.nextInt(within)] = (byte) random.nextInt(256);
    }
  }

  /**
   * Ten minutes at 48,000 samples a second: a minute of speech, and a silence that costs no bytes.
   */
  static byte[] longest() {
    float[] all = new float[600 * 48_000];
    float[] speech = Fixtures.speech(60);
    for (int i = 0; i < speech.length * 6; i++) {
      all[i] = speech[i / 6];
    }
    return AudioEncoder.encode("longest", AudioFormat.FLAC, new float[][] {all}, 48_000);
  }

  /** Less than ten minutes at a high rate: more samples than ten minutes have at 48,000 a second. */
  static byte[] dense() {
    int rate = 192_000;
    return AudioEncoder.encode("dense", AudioFormat.FLAC, new float[1][160 * rate], rate);
  }

  /** Nothing, or what is no sound at all. */
  static byte[] notSound(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> new byte[0];
      case 1 -> "<html><body>RIFF WAVE fmt data</body></html>".getBytes(StandardCharsets.UTF_8);
      default -> {
        byte[] noise = new byte[1 + random.nextInt(5000)];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = (byte) random.nextInt(256);
        }
        yield noise;
      }
    };
  }
}
