package org.emodna.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;

/** Tiny corpora to be trained on: a folder a class, a class is a pitch. */
final class Tones {
  private static final int RATE = 16_000;
  static final List<String> LABELS = List.of("anger", "neutral", "sadness");

  private Tones() {}

  static Path write(Path folder, int each) throws IOException {
    for (int c = 0; c < LABELS.size(); c++) {
      Path sub = Files.createDirectories(folder.resolve(LABELS.get(c)));
      for (int i = 0; i < each; i++) {
        float[] samples = new float[RATE / 2 + 500 * i];
        for (int t = 0; t < samples.length; t++) {
          double phase = 2 * Math.PI * (200 << c) * (1 + 0.01 * i) * t / RATE;
          samples[t] = (float) (0.3 * Math.sin(phase) + 0.06 * Math.sin(2 * phase));
        }
        AudioEncoder.write(
            sub.resolve("clip" + i + ".wav"), AudioFormat.WAV, new float[][] {samples}, RATE);
      }
    }
    return folder;
  }
}
