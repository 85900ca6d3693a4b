package org.emodna.onnx;

import org.emodna.model.Architecture;
import org.emodna.model.FunctionalsEncoder;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/** {@link FunctionalsEncoder}: linear, BatchNorm, ReLU, linear. */
final class FunctionalsGraph implements EncoderGraph {
  @Override
  public String kind() {
    return FunctionalsEncoder.KIND.name();
  }

  @Override
  public Value add(OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
    Value hidden = Layers.linear(graph, tensors, Layers.ROLE + ".l1", input.features());
    Value normal =
        Layers.batchNorm(graph, tensors, architecture, "bn", Layers.epsilon(architecture), hidden);
    return Layers.linear(graph, tensors, Layers.ROLE + ".l2", graph.node("Relu", normal));
  }
}
