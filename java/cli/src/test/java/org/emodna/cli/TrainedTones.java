package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models that learnt tiny corpora of tones, and their input, made by the command line. */
final class TrainedTones {
  static final String STEPS = ";schedule: {epochs: 2, batch-source: 8, batch-target: 8}";
  static final String SMALL = "encoder: {kind: functionals, hidden: 8}" + STEPS;

  private final Path folder;
  private final Path source;
  private final Path target;

  TrainedTones(Path folder) throws IOException {
    this.folder = folder;
    source = Tones.write(folder.resolve("source"), 0.2, 4);
    target = Tones.write(folder.resolve("target"), 0.4, 3);
  }

  /** Nine recordings. */
  Path target() {
    return target;
  }

  /**
   * Trains a model, whose file the next one replaces.
   *
   * @param settings YAML, with semicolons for line breaks
   */
  Path model(String method, String settings) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("settings.yaml"),
            "method: %s\nlabels: [anger, neutral, sadness]\n".formatted(method)
                + "features: {normalisation: corpus}\n"
                + settings.replace(';', '\n'));
    Path model = folder.resolve("model.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "train",
            "--source",
            source.toString(),
            "--target",
            target.toString(),
            "--config",
            config.toString(),
            "--out",
            model.toString(),
            "--device",
            "cpu",
            "--no-cache");
    assertEquals(Main.DONE, ran.exit(), ran.err());
    return model;
  }

  /**
   * What the network of a model is given for the target's recordings.
   *
   * @param model its file or name
   */
  Path features(String model) {
    Path features = folder.resolve("features.safetensors");
    CommandLineTest.Ran written =
        CommandLineTest.run(
            "features",
            "--model",
            model,
            "--out",
            features.toString(),
            "--no-cache",
            target.toString());
    assertEquals(Main.DONE, written.exit(), written.err());
    return features;
  }
}
