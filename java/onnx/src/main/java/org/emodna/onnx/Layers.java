package org.emodna.onnx;

import java.util.Map;
import org.emodna.model.Architecture;
import org.emodna.model.NamedTensors;
import org.emodna.onnx.OnnxGraph.Value;

/** Layers that several encoders have, as they are in recognition. */
final class Layers {
  /** The role whose encoder recognises. */
  static final String ROLE = "emotion";

  private Layers() {}

  /** x [batch, in] by a weight [out, in] and a bias [out] of these names. */
  static Value linear(OnnxGraph graph, NamedTensors tensors, String name, Value x) {
    return graph.node(
        "Gemm",
        Map.of("transB", 1),
        x,
        graph.tensor(tensors, name + ".weight"),
        graph.tensor(tensors, name + ".bias"));
  }

  /**
   * BatchNorm with running statistics. Where source and target have statistics of their own, they
   * are the target's, which recordings to be recognised are taken to resemble.
   *
   * @param name behind the role's
   * @param x [batch, channels], or with frames behind
   */
  static Value batchNorm(
      OnnxGraph graph,
      NamedTensors tensors,
      Architecture architecture,
      String name,
      float epsilon,
      Value x) {
    boolean apart = architecture.integer("batch_norm_domains", 1, 2) == 2;
    String statistics = (apart ? ROLE + ".target." : ROLE + ".") + name;
    return graph.node(
        "BatchNormalization",
        Map.of("epsilon", epsilon),
        x,
        graph.tensor(tensors, ROLE + "." + name + ".gamma"),
        graph.tensor(tensors, ROLE + "." + name + ".beta"),
        graph.tensor(tensors, statistics + ".mean"),
        graph.tensor(tensors, statistics + ".var"));
  }

  /** The epsilon that the architecture names. */
  static float epsilon(Architecture architecture) {
    return (float) architecture.real("batch_norm_epsilon", 1e-12, 1);
  }
}
