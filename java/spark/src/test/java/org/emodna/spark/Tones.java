package org.emodna.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.training.Training;

/** Tiny corpora, a folder a class, a class a pitch; and a model that learns them in moments. */
final class Tones {
  private static final int RATE = 16_000;
  private static final List<String> LABELS = List.of("anger", "neutral", "sadness");

  /** A small network, few steps. */
  static final String CONFIG =
      """
      labels: [anger, neutral, sadness]
      features: {streams: [mfcc], normalisation: corpus}
      encoder: {kind: tim-net, channels: 8, blocks: 3, fusion-init: mean, batch-norm-momentum: 0.9}
      decoupling: {hidden: 8, size: 8}
      schedule: {epochs: 3, batch-source: 8, batch-target: 8}
      """;

  private Tones() {}

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
        float[] samples = new float[RATE / 2 + 100 * i];
        for (int t = 0; t < samples.length; t++) {
          double phase = 2 * Math.PI * (200 << c) * (1 + 0.01 * i) * t / RATE;
          samples[t] = (float) (0.3 * Math.sin(phase) + 0.3 * brightness * Math.sin(2 * phase));
        }
        AudioEncoder.write(
            sub.resolve("clip " + i + "%2.wav"), AudioFormat.WAV, new float[][] {samples}, RATE);
      }
    }
    return folder;
  }

  static Path model(Path folder) throws IOException {
    LabelSet labels = LabelSet.named(LABELS);
    Path source = write(folder.resolve("source"), 0.2, 4);
    Path target = write(folder.resolve("target"), 0.7, 4);
    TrainingConfig config = ConfigFile.parse(CONFIG, "tones", TrainingConfig.defaults());
    return Training.builder()
        .source(Corpus.open(source).labelled(labels))
        .target(Target.open(target, labels).corpus())
        .config(config.withMethod("source-only"))
        .output(folder.resolve("model.safetensors"))
        .device("cpu")
        .run(Progress.NONE)
        .requireFinished()
        .model();
  }
}
