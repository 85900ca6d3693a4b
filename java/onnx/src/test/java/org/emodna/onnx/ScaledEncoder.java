package org.emodna.onnx;

import java.util.Map;
import org.emodna.model.Architecture;
import org.emodna.model.Encoder;
import org.emodna.model.EncoderDeclaration;
import org.emodna.model.EncoderPass;
import org.emodna.model.EncoderStep;
import org.emodna.model.NamedTensors;
import org.emodna.model.Start;
import org.emodna.onnx.OnnxGraph.Value;

/**
 * An encoder as a user's jar may have one: z = scale scale x, its weights tied.
 *
 * @param kind its name; there is a graph for "scaled" alone
 */
record ScaledEncoder(String kind, int width) implements Encoder {
  @Override
  public Map<String, Object> architecture() {
    return Map.of("width", width);
  }

  @Override
  public void declare(EncoderDeclaration d) {
    d.parameter(d.role() + ".scale", Start.one(), width);
  }

  @Override
  public EncoderPass bind(EncoderStep step) {
    throw new AssertionError("only exported here");
  }

  /** How it is written, found by the file in META-INF/services. */
  public static final class Graph implements EncoderGraph {
    @Override
    public String kind() {
      return "scaled";
    }

    @Override
    public Value add(
        OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
      Value once = graph.node("Mul", input.features(), graph.tensor(tensors, "emotion.scale"));
      return graph.node("Mul", once, graph.tensor(tensors, "emotion.scale"));
    }
  }
}
