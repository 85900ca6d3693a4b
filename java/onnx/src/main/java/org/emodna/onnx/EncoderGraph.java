package org.emodna.onnx;

import org.emodna.model.Architecture;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/**
 * How encoders of one kind are written as ONNX operators. Those for this project's encoders are
 * built in. For an encoder from a user's jar, write a public class with a public constructor
 * without arguments, and name it in {@code META-INF/services/org.emodna.onnx.EncoderGraph}.
 */
public interface EncoderGraph {
  /** The encoders' kind ({@link org.emodna.model.Encoder#kind}). */
  String kind();

  /**
   * Adds the encoder to a graph.
   *
   * @param graph the graph of the whole model
   * @param input what the encoder is given
   * @param architecture what the encoder says about itself
   * @param tensors the tensors of this network; the names of those of the encoder that recognises
   *     begin with "emotion."
   * @return z [batch, width]
   */
  Value add(OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors);

  /**
   * What an encoder is given.
   *
   * @param features [batch, frames, width]; [batch, width] where a model's input is a vector
   * @param lengths frames of each row [batch], int64; null where the input is a vector
   * @param frameCounts the same as [batch, 1], float
   * @param mask whether a frame belongs to its row [batch, frames], bool
   */
  record Input(Value features, Value lengths, Value frameCounts, Value mask) {}
}
