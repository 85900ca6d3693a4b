package org.emodna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.EmoDnaException;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.InputSpec;
import org.emodna.features.MfccStream;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.ModelInput;
import org.emodna.model.TimNetEncoder;
import org.emodna.recognition.Recognizer;

/**
 * Recognises a made-up sound with a made-up model, which exercises every part that recognition
 * needs. The launcher also runs it once to learn which classes a start needs.
 */
final class SelfTest {
  private static final int RATE = 16_000;

  private SelfTest() {}

  /**
   * Runs it on a device.
   *
   * @throws EmoDnaException if a part does not work
   */
  static void run(DeviceChoice device) {
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
      try (Recognizer recognizer = Recognizer.builder().device(device).threads(1).load(model)) {
        recognizer.recognize(sound);
      }
    } catch (IOException e) {
      throw new EmoDnaException("the folder for temporary files can't be used (" + e + ")", e);
    } finally {
      remove(folder);
    }
  }

  /** All weights are 0, so all classes are equally likely. */
  private static Model model() {
    InputSpec spec = InputSpec.builder().stream(MfccStream.NAME).build();
    float[] ones = new float[spec.width()];
    Arrays.fill(ones, 1);
    FeatureStatistics statistics = new FeatureStatistics(new float[ones.length], ones);
    ModelInput input = new ModelInput(spec, Optional.of(statistics), Optional.of(statistics));
    return Model.blank(
        TimNetEncoder.KIND.create(TimNetEncoder.SECTION.defaults(), input.encoder(), 1),
        input,
        List.of("anger", "neutral"));
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
