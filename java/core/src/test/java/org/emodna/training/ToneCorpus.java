package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.objective.Objective;
import org.emodna.objective.Objectives;

/** Tiny corpora for tests: a class is a pitch, a corpus a timbre. Learned in a few steps. */
public final class ToneCorpus {
  private static final int RATE = 16_000;

  private ToneCorpus() {}

  /** Classes of these corpora. */
  public static final List<String> LABELS = List.of("anger", "neutral", "sadness");

  /** Every method that is trained by steps, for parameterised tests. */
  public static List<String> methods() {
    return Objectives.all().stream()
        .filter(method -> method.solver().isEmpty())
        .map(Objective::name)
        .toList();
  }

  /** TIM-Net as version 0.1.0 trained it, whatever the defaults are today. */
  public static TrainingConfig timNet() {
    return ConfigFile.read(
        Path.of(
            System.getProperty("emodna.root", "../.."),
            "examples/configurations/tim-net-0.1.yaml"));
  }

  /** A small TIM-Net that learns them in moments. */
  public static TrainingConfig config() {
    return ConfigFile.parse(
        """
        labels: [anger, neutral, sadness]
        encoder: {channels: 8, blocks: 3, batch-norm-momentum: 0.9, fusion-init: mean}
        decoupling: {hidden: 8, size: 8}
        dann: {hidden: 8}
        cdan: {hidden: 8}
        schedule: {epochs: 3, steps: 1, batch-source: 8, batch-target: 8}
        """,
        "tones",
        timNet());
  }

  /**
   * Writes a corpus as a folder a class.
   *
   * @param brightness share of the second harmonic
   * @param each recordings a class
   */
  public static Path write(Path folder, double brightness, int each) throws IOException {
    SplittableRandom random = new SplittableRandom(folder.getFileName().toString().hashCode());
    for (int c = 0; c < LABELS.size(); c++) {
      Path sub = Files.createDirectories(folder.resolve(LABELS.get(c)));
      for (int i = 0; i < each; i++) {
        double hertz = (200 << c) * (0.95 + 0.1 * random.nextDouble());
        float[] samples = new float[RATE / 2 + random.nextInt(RATE / 4)];
        for (int t = 0; t < samples.length; t++) {
          double phase = 2 * Math.PI * hertz * t / RATE;
          samples[t] =
              (float)
                  (0.3 * Math.sin(phase)
                      + 0.3 * brightness * Math.sin(2 * phase)
                      + 0.01 * random.nextDouble());
        }
        AudioEncoder.write(
            sub.resolve("clip" + i + ".wav"), AudioFormat.WAV, new float[][] {samples}, RATE);
      }
    }
    return folder;
  }
}
