package org.emodna.keras;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.PathText;
import org.emodna.features.Dialect;
import org.emodna.features.Framing;
import org.emodna.features.InputSpec;
import org.emodna.features.MfccStream;
import org.emodna.features.Normalisation;
import org.emodna.keras.WeightFile.Layer;
import org.emodna.keras.WeightFile.Layers;
import org.emodna.keras.WeightFile.Weight;
import org.emodna.kernels.NativeLibrary;
import org.emodna.model.Encoder;
import org.emodna.model.Model;
import org.emodna.model.ModelInput;
import org.emodna.model.Network;
import org.emodna.model.Parameters;
import org.emodna.model.TimNetEncoder;

/**
 * Makes models from the weights that TIM-Net's authors published. Their code makes the layers in a
 * fixed order: the 1x1 convolutions of the forward and the backward stream; then for each dilation
 * two convolutions with their BatchNorms of the forward stream and two of the backward one; the
 * stage weights; the classifier. Keras numbers the layers of a kind in that order, beginning with
 * whatever number the program had reached. Their kernels are [taps, in, out], the earlier tap
 * first; ours are [out, in, taps].
 *
 * <p>The input is what their code computes from a recording: all MFCC coefficients of librosa, from
 * the recording's centre or with zeros added on both sides, not normalised.
 */
public final class ReleasedTimNet {
  private static final List<String> DIRECTIONS = List.of("fwd", "bwd");
  private static final String ROLE = "emotion";
  private static final String CLASSIFIER = "emotion_classifier";

  private ReleasedTimNet() {}

  /**
   * Reads the weights of one of the published corpora.
   *
   * @throws KerasException if the file is not of TIM-Net's layout, or has other classes
   */
  public static Model read(Path file, ReleasedCorpus corpus) {
    return read(file, corpus.labels(), corpus.samples(), corpus.name());
  }

  /**
   * Reads weights that the published code trained on some corpus.
   *
   * @param labels the classes, in the order of the probabilities
   * @param samples number of samples, at 22,050 Hz, to which recordings are cropped or padded
   * @param corpus what the model's provenance calls the source
   * @throws KerasException if the file is not of TIM-Net's layout, or has other classes
   */
  public static Model read(Path file, List<String> labels, int samples, String corpus) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", corpus);
    provenance.put("weights", String.valueOf(file.getFileName()));
    provenance.put("version", NativeLibrary.version());
    return WeightFile.read(
        file,
        (layers, sha256) -> {
          provenance.put("weights_sha256", sha256);
          return model(PathText.of(file), layers, labels, samples, provenance);
        });
  }

  private static Model model(
      String file,
      Layers layers,
      List<String> labels,
      int samples,
      Map<String, String> provenance) {
    int blocks = layers.norms().size() / 4;
    if (blocks < 1
        || blocks > 16
        || layers.norms().size() != 4 * blocks
        || layers.convolutions().size() != 4 * blocks + 2
        || layers.stageWeights().size() != 1
        || layers.dense().size() != 1) {
      throw WeightFile.wrong(
          file,
          "has %d convolutions, %d BatchNorms, %d layers of stage weights and %d dense ones; TIM-Net of n dilations has 4 n + 2, 4 n, 1 and 1"
              .formatted(
                  layers.convolutions().size(),
                  layers.norms().size(),
                  layers.stageWeights().size(),
                  layers.dense().size()));
    }
    int[] first = layers.convolutions().get(0).weight("kernel", 1, 0, 0).shape();
    int features = first[1];
    int channels = first[2];
    int coefficients = Dialect.LIBROSA_0_8.recipe().coefficients();
    if (features > coefficients || channels > 1024) {
      throw WeightFile.wrong(
          file,
          "takes %d coefficients to %d channels; at most %d and 1024 can be"
              .formatted(features, channels, coefficients));
    }
    Map<String, float[]> weights = weights(layers, blocks, features, channels, labels.size());
    ModelInput input = new ModelInput(input(features, samples), Optional.empty(), Optional.empty());
    Encoder encoder =
        TimNetEncoder.KIND.create(
            TimNetEncoder.Settings.defaults().withChannels(channels).withBlocks(blocks),
            input.encoder(),
            1);
    Network network =
        new Network(List.of(new Network.Group(encoder, List.of(ROLE))), input.encoder());
    network.declare(d -> d.linear(CLASSIFIER, channels, labels.size()));
    return Model.builder()
        .encoder(encoder)
        .input(input)
        .labels(labels)
        .weights(network, joined(network.weights(), weights), joined(network.statistics(), weights))
        .provenance(provenance)
        .build();
  }

  private static InputSpec input(int features, int samples) {
    return InputSpec.builder().stream(
            MfccStream.NAME, new MfccStream.Settings(Dialect.LIBROSA_0_8.name(), 0, features))
        .framing(new Framing(Framing.Kind.FIXED, samples, 0, 0))
        .normalisation(Normalisation.NONE)
        .build();
  }

  /** Values of all slots by their names. */
  private static Map<String, float[]> weights(
      Layers layers, int blocks, int features, int channels, int classes) {
    Map<String, float[]> all = new TreeMap<>();
    for (int d = 0; d < 2; d++) {
      String stream = ROLE + "." + DIRECTIONS.get(d);
      convolution(all, stream + ".inp", layers.convolutions().get(d), 1, features, channels);
      for (int block = 0; block < blocks; block++) {
        for (int n = 0; n < 2; n++) {
          int number = 4 * block + 2 * d + n;
          String tab = stream + ".tab." + block;
          convolution(
              all,
              tab + ".conv" + (n + 1),
              layers.convolutions().get(2 + number),
              2,
              channels,
              channels);
          norm(all, tab + ".bn" + (n + 1), layers.norms().get(number), channels);
        }
      }
    }
    all.put(ROLE + ".w", layers.stageWeights().get(0).weight("kernel", blocks, 1).values());
    Layer dense = layers.dense().get(0);
    all.put(CLASSIFIER + ".weight", turned(dense.weight("kernel", channels, classes), 1));
    all.put(CLASSIFIER + ".bias", dense.weight("bias", classes).values());
    return all;
  }

  private static void convolution(
      Map<String, float[]> all, String name, Layer layer, int taps, int in, int out) {
    all.put(name + ".weight", turned(layer.weight("kernel", taps, in, out), taps));
    all.put(name + ".bias", layer.weight("bias", out).values());
  }

  private static void norm(Map<String, float[]> all, String name, Layer layer, int channels) {
    all.put(name + ".gamma", layer.weight("gamma", channels).values());
    all.put(name + ".beta", layer.weight("beta", channels).values());
    all.put(name + ".mean", layer.weight("moving_mean", channels).values());
    all.put(name + ".var", layer.notNegative("moving_variance", channels).values());
  }

  /** [taps, in, out] to [out, in, taps]. */
  private static float[] turned(Weight weight, int taps) {
    float[] values = weight.values();
    int out = weight.shape()[weight.shape().length - 1];
    int in = values.length / taps / out;
    float[] turned = new float[values.length];
    for (int tap = 0; tap < taps; tap++) {
      for (int i = 0; i < in; i++) {
        for (int o = 0; o < out; o++) {
          turned[(o * in + i) * taps + tap] = values[(tap * in + i) * out + o];
        }
      }
    }
    return turned;
  }

  private static float[] joined(Parameters parameters, Map<String, float[]> weights) {
    float[] joined = new float[Math.toIntExact(parameters.size())];
    for (Parameters.Slot slot : parameters.slots()) {
      float[] values = weights.get(slot.name());
      System.arraycopy(values, 0, joined, Math.toIntExact(slot.offset()), values.length);
    }
    return joined;
  }
}
