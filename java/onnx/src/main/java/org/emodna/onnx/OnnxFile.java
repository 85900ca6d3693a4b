package org.emodna.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.emodna.base.AtomicFile;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.kernels.NativeLibrary;
import org.emodna.model.Architecture;
import org.emodna.model.Model;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/**
 * Writes the network of a model as an ONNX file. Its inputs are {@code features}, normalised,
 * float32 [batch, frames, width], or [batch, width] if the model's input is a vector; and, with
 * frames, {@code lengths}, int64 [batch], from 1 to frames. Whatever lies beyond a row's length has
 * no influence, as in {@link org.emodna.model.Classifier}. Its outputs are {@code probabilities},
 * float32 [batch, classes] (for an ensemble the means over its networks), and {@code embedding},
 * float32 [batch, networks x width of z]: the classifier's input, for an ensemble those of its
 * networks one after another. Equal models give equal files.
 */
public final class OnnxFile {
  /** Operator set of the file. */
  public static final int OPSET = 17;

  /** Version of ONNX's file format: the first one that has {@link #OPSET}. */
  public static final int IR_VERSION = 8;

  /** The value of {@code format} in the metadata. */
  public static final String FORMAT = "emodna-onnx-1";

  private static final String PRODUCER = "EMO-DNA";
  private static final String CLASSIFIER = "emotion_classifier";

  private OnnxFile() {}

  /**
   * Writes a model. The file appears complete or not at all, and replaces an existing one.
   *
   * @param model of one network or of an ensemble
   * @param file in a folder that exists
   * @throws OnnxException if the model's encoder can't be exported, the model is too large, or the
   *     file can't be written
   */
  public static void write(Model model, Path file) {
    OnnxMl.ModelProto made = proto(model);
    try {
      AtomicFile.write(file, made::writeTo);
    } catch (IOException e) {
      throw new OnnxException(
          Problem.of(PathText.of(file), "can't be written (" + e + ")").remedy("name another file"),
          e);
    }
  }

  /**
   * The bytes that {@link #write} would write.
   *
   * @throws OnnxException if the model's encoder can't be exported, or the model is too large
   */
  public static byte[] bytes(Model model) {
    return proto(model).toByteArray();
  }

  /** Whether {@link #write} would replace nothing but an earlier export or an empty file. */
  public static boolean mayReplace(Path file) {
    if (Files.notExists(file)) {
      return true;
    }
    byte[] own = start().build().toByteArray();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] there = in.readNBytes(own.length);
      return there.length == 0 || Arrays.equals(there, own);
    } catch (IOException e) {
      return false;
    }
  }

  /** The first fields of every file: by them an earlier export is known. */
  private static OnnxMl.ModelProto.Builder start() {
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerNameBytes(ByteString.copyFromUtf8(PRODUCER));
  }

  private static OnnxMl.ModelProto proto(Model model) {
    OnnxMl.ModelProto.Builder file =
        start()
            .setProducerVersion(NativeLibrary.version())
            .setDomain("org.emodna")
            .setDocString("Recognises emotion in speech from normalised features.")
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph(model));
    OnnxMetadata.of(model)
        .forEach((name, value) -> file.addMetadataPropsBuilder().setKey(name).setValue(value));
    return file.build();
  }

  private static OnnxMl.GraphProto graph(Model model) {
    EncoderGraph encoder = EncoderGraphs.of(model.encoder());
    Architecture architecture = new Architecture(model.encoder().architecture());
    OnnxGraph graph = new OnnxGraph("emodna");
    EncoderGraph.Input input = input(graph, model);
    List<Value> embeddings = new ArrayList<>();
    List<Value> probabilities = new ArrayList<>();
    for (int m = 0; m < model.size(); m++) {
      graph.prefix(model.size() == 1 ? "" : "member." + m + ".");
      NamedTensors tensors = model.member(m);
      Value z = encoder.add(graph, input, architecture, tensors);
      Value logits = Layers.linear(graph, tensors, CLASSIFIER, z);
      embeddings.add(z);
      probabilities.add(graph.node("Softmax", Map.of("axis", 1), logits));
    }
    graph.prefix("");
    graph.output(
        "probabilities",
        joined(graph, "Mean", Map.of(), probabilities),
        List.of("batch", model.labels().size()),
        "of " + String.join(", ", model.labels()));
    graph.output(
        "embedding",
        joined(graph, "Concat", Map.of("axis", 1), embeddings),
        List.of("batch", model.size() * model.encoder().width()),
        "what the emotion classifier is given; of an ensemble the networks' behind one another");
    return graph.build();
  }

  private static Value joined(
      OnnxGraph graph, String operator, Map<String, ?> attributes, List<Value> values) {
    return values.size() == 1
        ? values.get(0)
        : graph.node(operator, attributes, values.toArray(Value[]::new));
  }

  private static EncoderGraph.Input input(OnnxGraph graph, Model model) {
    int width = model.input().spec().width();
    if (model.input().spec().isVector()) {
      Value features =
          graph.input(
              "features", DataType.FLOAT, List.of("batch", width), "normalised; one vector a row");
      return new EncoderGraph.Input(features, null, null, null);
    }
    Value features =
        graph.input(
            "features",
            DataType.FLOAT,
            List.of("batch", "frames", width),
            "normalised; what stands behind a row's length has no influence");
    Value lengths =
        graph.input(
            "lengths",
            DataType.INT64,
            List.of("batch"),
            "frames of each row, from 1 to frames; this model's recordings have at most "
                + model.input().spec().maxFrames());
    Value counts =
        graph.node(
            "Unsqueeze",
            graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), lengths),
            graph.axis(1));
    Value frames = graph.node("Gather", graph.node("Shape", features), graph.integer(1));
    Value places = graph.node("Range", graph.integer(0), frames, graph.integer(1));
    Value mask = graph.node("Less", places, graph.node("Unsqueeze", lengths, graph.axis(1)));
    return new EncoderGraph.Input(features, lengths, counts, mask);
  }
}
