package org.emodna.onnx;

import java.util.Map;
import org.emodna.model.Architecture;
import org.emodna.model.NamedTensors;
import org.emodna.model.TimNetEncoder;
import org.emodna.model.TimNetPooling;
import org.emodna.onnx.OnnxGraph.Value;

/**
 * {@link TimNetEncoder}: two streams of temporal-aware blocks, the second on reversed time, and
 * what is taken over time of their weighted sum. Convolutions are causal and time is reversed
 * within each row's length, so that no frame behind it reaches one before; sums over time leave
 * those out.
 */
final class TimNetGraph implements EncoderGraph {
  private static final Map<String, int[]> SWAP_TIME = Map.of("perm", new int[] {0, 2, 1});

  @Override
  public String kind() {
    return TimNetEncoder.KIND.name();
  }

  @Override
  public Value add(OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
    return new Build(graph, input, architecture, tensors).z();
  }

  /** One encoder being added. Values are [batch, channels, frames] unless said otherwise. */
  private record Build(
      OnnxGraph graph, Input input, Architecture architecture, NamedTensors tensors) {
    Value z() {
      Value forward = stream("fwd", input.features());
      Value backward = stream("bwd", reversed(input.features()));
      if (!architecture.names().contains("pooling")) {
        return mean(graph.node("Add", forward, backward), 0);
      }
      if (architecture.truth("turn_back")) {
        Value frames = graph.node("Transpose", SWAP_TIME, backward);
        backward = graph.node("Transpose", SWAP_TIME, reversed(frames));
      }
      return throughStatistics(graph.node("Add", forward, backward));
    }

    /** Frames [batch, frames, width] of each row from its last to its first. */
    private Value reversed(Value x) {
      return graph.node(
          "ReverseSequence", Map.of("batch_axis", 0, "time_axis", 1), x, input.lengths());
    }

    /** The stages' weighted sum of one stream. */
    private Value stream(String direction, Value x) {
      String stream = Layers.ROLE + "." + direction;
      Value h = convolution(stream + ".inp", 0, graph.node("Transpose", SWAP_TIME, x));
      float[] weights = tensors.get(Layers.ROLE + ".w").values();
      Value sum = null;
      for (int block = 0; block < architecture.integer("blocks", 1, 16); block++) {
        String tab = direction + ".tab." + block;
        Value gate = graph.node("Sigmoid", layer(tab, 2, 1 << block, layer(tab, 1, 1 << block, h)));
        h = graph.node("Mul", h, gate);
        Value weighted = graph.node("Mul", h, graph.number(weights[block]));
        sum = sum == null ? weighted : graph.node("Add", sum, weighted);
      }
      return sum;
    }

    private Value layer(String tab, int number, int dilation, Value x) {
      Value y = convolution(Layers.ROLE + "." + tab + ".conv" + number, dilation, x);
      return graph.node(
          "Relu",
          Layers.batchNorm(
              graph, tensors, architecture, tab + ".bn" + number, Layers.epsilon(architecture), y));
    }

    /**
     * A causal convolution.
     *
     * @param dilation from the earlier tap to the later one; 0 = there is one tap
     */
    private Value convolution(String name, int dilation, Value x) {
      return graph.node(
          "Conv",
          Map.of("dilations", new int[] {Math.max(1, dilation)}, "pads", new int[] {dilation, 0}),
          x,
          graph.tensor(tensors, name + ".weight"),
          graph.tensor(tensors, name + ".bias"));
    }

    /**
     * The mean over a row's frames.
     *
     * @param keep 1: [batch, channels, 1]; 0: [batch, channels]
     */
    private Value mean(Value x, int keep) {
      Value valid = graph.node("Unsqueeze", input.mask(), graph.axis(1));
      Value counted = graph.node("Where", valid, x, graph.number(0));
      Value sum = graph.node("ReduceSum", Map.of("keepdims", keep), counted, graph.axis(2));
      Value count =
          keep == 0
              ? input.frameCounts()
              : graph.node("Unsqueeze", input.frameCounts(), graph.axis(2));
      return graph.node("Div", sum, count);
    }

    private Value throughStatistics(Value y) {
      Value mean = mean(y, 1);
      Value off = graph.node("Sub", y, mean);
      Value variance = mean(graph.node("Mul", off, off), 0);
      Value deviation =
          graph.node(
              "Sqrt", graph.node("Add", variance, graph.number(TimNetPooling.VARIANCE_FLOOR)));
      Value pooled =
          graph.node(
              "Concat", Map.of("axis", 1), graph.node("Squeeze", mean, graph.axis(2)), deviation);
      Value normal =
          Layers.batchNorm(
              graph, tensors, architecture, "pooled.bn", TimNetPooling.STATISTICS_EPSILON, pooled);
      return Layers.linear(graph, tensors, Layers.ROLE + ".pooled.linear", normal);
    }
  }
}
