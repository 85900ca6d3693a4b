package org.emodna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.EmoDnaException;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureStatistics;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.FeatureRecipe;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.Network;
import org.emodna.recognition.Recognizer;

/**
 * Recognises a made-up sound with a made-up model: afterwards every part that recognition needs has
 * worked. The launcher also runs it once to learn which classes a start needs.
 */
final class SelfTest {
  private static final int RATE = 16_000;

  private SelfTest() {}

  /**
   * Runs it.
   *
   * @throws EmoDnaException if a part does not work
   */
  static void run() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("emodna-doctor");
      Path sound = folder.resolve("tone.wav");
      Path model = folder.resolve("model.safetensors");
      float[] tone = new float[RATE];
      for (int t = 0; t < tone.length; t++) {
        tone[t] = (float) (0.5 * Math.sin(2 * Math.PI * 220 * t / RATE));
      }
      AudioEncoder.write(sound, AudioFormat.WAV, new float[][] {tone}, RATE);
      ModelFile.save(model(), model);
      try (Recognizer recognizer = Recognizer.load(model, DeviceChoice.of("cpu"), 1)) {
        recognizer.recognize(sound);
      }
    } catch (IOException e) {
      throw new EmoDnaException("the folder for temporary files can't be used (" + e + ")", e);
    } finally {
      remove(folder);
    }
  }

  /** All weights 0: every class is as likely as the others. */
  private static Model model() {
    TrainingConfig config = TrainingConfig.defaults();
    try (FeatureLoader loader = new FeatureLoader(config.input(), null, 1)) {
      float[] ones = new float[loader.width()];
      Arrays.fill(ones, 1);
      FeatureStatistics statistics = new FeatureStatistics(new float[ones.length], ones);
      FeatureRecipe recipe =
          new FeatureRecipe(
              config.mfcc().dialect(),
              FeatureRecipe.hash(loader.input()),
              loader.input().framing().canonical(loader.input().grid()),
              config.features().normalisation(),
              loader.maxFrames(),
              loader.width(),
              statistics,
              statistics);
      Network network = new Network(config, loader.width());
      return new Model(
          config,
          recipe,
          new float[Math.toIntExact(network.size())],
          new float[Math.toIntExact(network.statisticsSize())],
          Map.of());
    }
  }

  private static void remove(Path folder) {
    if (folder != null) {
      try {
        for (String name : new String[] {"tone.wav", "model.safetensors", ""}) {
          Files.deleteIfExists(folder.resolve(name));
        }
      } catch (IOException e) {
        System.err.println("warning: " + folder + " can't be removed (" + e + ")");
      }
    }
  }
}
