package org.emodna.keras;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.features.Dialect;
import org.emodna.features.Framing;
import org.emodna.features.InputSpec;
import org.emodna.features.MfccStream;
import org.emodna.features.Normalisation;
import org.emodna.keras.WeightFile.Layer;
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

  /** Ten minutes at 22,050 Hz. */
  private static final int MOST_SAMPLES = 13_230_000;

  private static final int MOST_CHANNELS = 1024;

  private final WeightFile file;
  private final List<Layer> convolutions;
  private final List<Layer> norms;
  private final List<Layer> stageWeights;
  private final List<Layer> dense;
  private final int blocks;

  private ReleasedTimNet(WeightFile file) {
    this.file = file;
    convolutions = file.layers("conv1d");
    norms = file.layers("batch_normalization");
    stageWeights = file.layers("weight_layer");
    dense = file.layers("dense");
    blocks = norms.size() / 4;
    if (blocks < 1
        || blocks > 16
        || norms.size() != 4 * blocks
        || convolutions.size() != 4 * blocks + 2
        || stageWeights.size() != 1
        || dense.size() != 1) {
      throw file.wrong(
          "has %d convolutions, %d BatchNorms, %d layers of stage weights and %d dense ones; TIM-Net of n dilations has 4 n + 2, 4 n, 1 and 1"
              .formatted(convolutions.size(), norms.size(), stageWeights.size(), dense.size()));
    }
  }

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
   * @param labels the classes, in the order of the probabilities; 2 to 64, all different
   * @param samples number of samples, at 22,050 Hz, to which recordings are cropped or padded; at
   *     most ten minutes
   * @param corpus what the model's provenance calls the source
   * @throws KerasException if the file is not of TIM-Net's layout, or has other classes
   * @throws EmoDnaException if the labels or the number of samples can't be
   */
  public static Model read(Path file, List<String> labels, int samples, String corpus) {
    if (samples < 1 || samples > MOST_SAMPLES) {
      throw new InvalidArgumentException(
          Problem.of("samples", "are " + samples + "; they must be 1 to " + MOST_SAMPLES)
              .remedy("give the length of the inputs that the weights were trained on"));
    }
    if (labels.size() < 2) {
      throw new InvalidArgumentException(
          Problem.of("labels", "are " + labels + "; they must be two or more")
              .remedy("give the classes that the weights were trained on"));
    }
    WeightFile weights = WeightFile.read(file);
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("source", corpus);
    provenance.put("weights", String.valueOf(file.getFileName()));
    provenance.put("version", NativeLibrary.version());
    provenance.put("weights_sha256", weights.sha256());
    return new ReleasedTimNet(weights).model(labels, samples, provenance);
  }

  private Model model(List<String> labels, int samples, Map<String, String> provenance) {
    int[] first = convolutions.get(0).of("kernel", "bias").shape("kernel");
    int coefficients = Dialect.LIBROSA_0_8.recipe().coefficients();
    if (first.length != 3
        || first[1] < 1
        || first[1] > coefficients
        || first[2] < 1
        || first[2] > MOST_CHANNELS) {
      throw file.wrong(
          "its first convolution has the shape %s; TIM-Net's is [1, at most %d coefficients, at most %d channels]"
              .formatted(Arrays.toString(first), coefficients, MOST_CHANNELS));
    }
    int features = first[1];
    int channels = first[2];
    Map<String, float[]> weights = weights(features, channels, labels.size());
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
  private Map<String, float[]> weights(int features, int channels, int classes) {
    Map<String, float[]> all = new TreeMap<>();
    for (int d = 0; d < 2; d++) {
      String stream = ROLE + "." + DIRECTIONS.get(d);
      convolution(all, stream + ".inp", convolutions.get(d), 1, features, channels);
      for (int block = 0; block < blocks; block++) {
        for (int n = 0; n < 2; n++) {
          int number = 4 * block + 2 * d + n;
          String tab = stream + ".tab." + block;
          Layer convolution = convolutions.get(2 + number);
          convolution(all, tab + ".conv" + (n + 1), convolution, 2, channels, channels);
          norm(all, tab + ".bn" + (n + 1), norms.get(number), channels);
        }
      }
    }
    all.put(ROLE + ".w", stageWeights.get(0).of("kernel").values("kernel", blocks, 1));
    Layer last = dense.get(0).of("kernel", "bias");
    float[] kernel = last.values("kernel", channels, classes);
    all.put(CLASSIFIER + ".weight", turned(kernel, 1, channels, classes));
    all.put(CLASSIFIER + ".bias", last.values("bias", classes));
    return all;
  }

  private static void convolution(
      Map<String, float[]> all, String name, Layer layer, int taps, int in, int out) {
    float[] kernel = layer.of("kernel", "bias").values("kernel", taps, in, out);
    all.put(name + ".weight", turned(kernel, taps, in, out));
    all.put(name + ".bias", layer.values("bias", out));
  }

  private static void norm(Map<String, float[]> all, String name, Layer layer, int channels) {
    layer.of("gamma", "beta", "moving_mean", "moving_variance");
    all.put(name + ".gamma", layer.values("gamma", channels));
    all.put(name + ".beta", layer.values("beta", channels));
    all.put(name + ".mean", layer.values("moving_mean", channels));
    all.put(name + ".var", layer.notNegative("moving_variance", channels));
  }

  /** [taps, in, out] to [out, in, taps]. */
  private static float[] turned(float[] values, int taps, int in, int out) {
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
