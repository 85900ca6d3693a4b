package org.emodna.onnx;

import org.emodna.model.Architecture;
import org.emodna.model.LinearEncoder;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/** {@link LinearEncoder}: one linear layer. */
final class LinearGraph implements EncoderGraph {
  @Override
  public String kind() {
    return LinearEncoder.KIND.name();
  }

  @Override
  public Value add(OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
    return Layers.linear(graph, tensors, Layers.ROLE + ".l1", input.features());
  }
}
