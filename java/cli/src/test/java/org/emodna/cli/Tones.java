package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;

/**
 * Tiny corpora for tests: a folder a class, a class is a pitch; and settings that learn them in
 * moments.
 */
final class Tones {
  private static final int RATE = 16_000;
  static final List<String> LABELS = List.of("anger", "neutral", "sadness");

  /** A configuration file's text: a small network, few steps. */
  static final String CONFIG =
      """
      labels: [anger, neutral, sadness]
      features: {streams: [mfcc], normalisation: corpus}
      encoder: {kind: tim-net, channels: 8, blocks: 3, fusion-init: mean, batch-norm-momentum: 0.9}
      decoupling: {hidden: 8, size: 8}
      schedule: {epochs: 3, batch-source: 8, batch-target: 8}
      """;

  private Tones() {}

  static Path config(Path folder) throws IOException {
    return Files.writeString(folder.resolve("small.yaml"), CONFIG);
  }

  /** Trains a model by the command line: the file model.safetensors of the folder. */
  static Path trained(Path folder, Path source, Path target) throws IOException {
    Path model = folder.resolve("model.safetensors");
    List<String> words = new ArrayList<>(List.of("train", "--no-cache", "--device", "cpu"));
    words.addAll(List.of("--source", "" + source, "--target", "" + target));
    words.addAll(List.of("--config", "" + config(folder), "--out", "" + model));
    CommandLineTest.Ran ran = CommandLineTest.run(words.toArray(String[]::new));
    assertEquals(0, ran.exit(), ran.err());
    return model;
  }

  /**
   * Writes a corpus.
   *
   * @param brightness share of the second harmonic
   * @param each recordings a class
   */
  static Path write(Path folder, double brightness, int each) throws IOException {
    for (int c = 0; c < LABELS.size(); c++) {
      Path sub = Files.createDirectories(folder.resolve(LABELS.get(c)));
      for (int i = 0; i < each; i++) {
        float[] samples = new float[RATE / 2 + 500 * i];
        for (int t = 0; t < samples.length; t++) {
          double phase = 2 * Math.PI * (200 << c) * (1 + 0.01 * i) * t / RATE;
          samples[t] = (float) (0.3 * Math.sin(phase) + 0.3 * brightness * Math.sin(2 * phase));
        }
        AudioEncoder.write(
            sub.resolve("clip" + i + ".wav"), AudioFormat.WAV, new float[][] {samples}, RATE);
      }
    }
    return folder;
  }
}
