package org.emodna.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Framing;
import org.emodna.features.InputSpec;
import org.emodna.features.Normalisation;
import org.emodna.model.Encoder;
import org.emodna.model.Model;
import org.emodna.model.ModelInput;
import org.emodna.model.Network;
import org.emodna.model.Parameters;

/** Models with random weights and running statistics, for tests. */
final class RandomModels {
  static final List<String> LABELS = List.of("anger", "neutral", "sadness", "happiness");

  /** Frames of the longest input. */
  static final int LONGEST = 83;

  private RandomModels() {}

  /** An input of frames, up to {@link #LONGEST}, of 12 values. */
  static ModelInput frames() {
    return input(
        InputSpec.builder().stream("mfcc").framing(Framing.SPEECH.withMaxFrames(LONGEST)).build());
  }

  /** An input of vectors. */
  static ModelInput vectors() {
    return input(
        InputSpec.builder().stream("functionals").normalisation(Normalisation.CORPUS).build());
  }

  private static ModelInput input(InputSpec spec) {
    float[] mean = new float[spec.width()];
    float[] sd = new float[spec.width()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = 0.5f * i;
      sd[i] = 1 + 0.25f * i;
    }
    FeatureStatistics statistics = new FeatureStatistics(mean, sd);
    return new ModelInput(spec, Optional.of(statistics), Optional.of(statistics));
  }

  /** The part of a network that recognises. */
  static Network network(Encoder encoder, ModelInput input) {
    Network network =
        new Network(List.of(new Network.Group(encoder, List.of("emotion"))), input.encoder());
    network.declare(d -> d.linear("emotion_classifier", encoder.width(), LABELS.size()));
    return network;
  }

  /** A model of so many networks. */
  static Model of(Encoder encoder, ModelInput input, int members, long seed) {
    Network network = network(encoder, input);
    SplittableRandom random = new SplittableRandom(seed);
    Model.Builder builder =
        Model.builder()
            .encoder(encoder)
            .input(input)
            .labels(LABELS)
            .config("{}")
            .provenance(Map.of("source", "nowhere", "version", "1"));
    for (int m = 0; m < members; m++) {
      builder.weights(
          network, values(network.weights(), random), values(network.statistics(), random));
    }
    return builder.build();
  }

  private static float[] values(Parameters parameters, SplittableRandom random) {
    float[] values = new float[(int) parameters.size()];
    for (Parameters.Slot slot : parameters.slots()) {
      int fan = Math.max(1, slot.size() / slot.shape().get(0));
      for (int i = 0; i < slot.size(); i++) {
        float value = (float) (random.nextDouble(-1, 1) * Math.sqrt(3.0 / fan));
        if (slot.name().endsWith(".var")) {
          value = (float) random.nextDouble(0.2, 2);
        } else if (slot.name().endsWith(".gamma")) {
          value = (float) random.nextDouble(0.5, 1.5);
        } else if (fan == 1) {
          value *= 0.3f;
        }
        values[(int) slot.offset() + i] = value;
      }
    }
    return values;
  }

  /** Inputs of so many frames each, near normal. */
  static List<float[]> inputs(int width, long seed, int... frames) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> inputs = new ArrayList<>();
    for (int each : frames) {
      float[] values = new float[each * width];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.max(-5, Math.min(5, random.nextGaussian()));
      }
      inputs.add(values);
    }
    return inputs;
  }
}
