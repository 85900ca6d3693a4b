package org.emodna.onnx;

import org.emodna.model.Architecture;
import org.emodna.model.IdentityEncoder;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/** {@link IdentityEncoder}: z = x. */
final class IdentityGraph implements EncoderGraph {
  @Override
  public String kind() {
    return IdentityEncoder.KIND.name();
  }

  @Override
  public Value add(OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
    return input.features();
  }
}
