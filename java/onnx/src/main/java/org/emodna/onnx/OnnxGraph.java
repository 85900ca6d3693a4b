package org.emodna.onnx;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.emodna.base.Problem;
import org.emodna.model.NamedTensors;

/**
 * An ONNX graph under construction: tensors and nodes, in the order in which they are added. Names
 * are numbered, so that equal models give equal files.
 */
public final class OnnxGraph {
  /** Protocol Buffers end at 2 GiB; nodes and metadata need some room, too. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

  /**
   * Something that a node reads: an input, a tensor or another node's output.
   *
   * @param name within the graph
   */
  public record Value(String name) {}

  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();
  private final Map<String, Value> numbers = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Value> weights = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private String prefix = "";
  private long bytes;

  OnnxGraph(String name) {
    graph.setName(name);
  }

  /** What the names of all tensors and nodes begin with from now on. */
  void prefix(String value) {
    prefix = value;
  }

  /**
   * A node of one output.
   *
   * @param operator of the default domain, such as "Conv"
   * @param inputs in the operator's order
   * @return its output
   */
  public Value node(String operator, Value... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /**
   * A node of one output.
   *
   * @param operator of the default domain, such as "Conv"
   * @param attributes by name: Integer, Float, or int[]
   * @param inputs in the operator's order
   * @return its output
   */
  public Value node(String operator, Map<String, ?> attributes, Value... inputs) {
    int number = counts.merge(prefix + operator, 1, Integer::sum);
    return add(prefix + operator + "_" + number, operator, attributes, inputs);
  }

  private Value add(String name, String operator, Map<String, ?> attributes, Value... inputs) {
    OnnxMl.NodeProto.Builder node =
        OnnxMl.NodeProto.newBuilder().setName(name).setOpType(operator).addOutput(name);
    for (Value input : inputs) {
      node.addInput(input.name());
    }
    new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
    graph.addNode(node);
    return new Value(name);
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer number) {
      attribute.setType(AttributeProto.AttributeType.INT).setI(number);
    } else if (value instanceof Float number) {
      attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
    } else if (value instanceof int[] numbers) {
      attribute.setType(AttributeProto.AttributeType.INTS);
      for (int number : numbers) {
        attribute.addInts(number);
      }
    } else {
      throw new IllegalArgumentException("attribute '" + name + "' is " + value);
    }
    return attribute.build();
  }

  /**
   * One of a network's tensors, unchanged. Asked for again, it is the same one: weights may be
   * tied.
   *
   * @param tensors of the network
   * @param name without the network's number
   * @return the tensor
   * @throws OnnxException if there is none of that name
   */
  public Value tensor(NamedTensors tensors, String name) {
    NamedTensors.Values tensor = tensors.get(name);
    if (tensor == null) {
      throw new OnnxException(Problem.of("tensor '" + name + "'", "the model has none"));
    }
    Value known = weights.get(prefix + name);
    if (known == null) {
      known = floats(name, tensor.values(), tensor.shape());
      weights.put(prefix + name, known);
    }
    return known;
  }

  /**
   * A tensor of floats under a name of its own.
   *
   * @param name unlike that of any other tensor
   * @param values row-major
   * @param shape whose product is the number of values
   * @return the tensor
   * @throws OnnxException if there is one of that name
   */
  public Value floats(String name, float[] values, long... shape) {
    if (!names.add(prefix + name)) {
      throw new OnnxException(
          Problem.of("tensor '" + prefix + name + "'", "is there already")
              .remedy("give each tensor a name of its own"));
    }
    ByteBuffer raw = room(name, (long) Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(prefix + name, TensorProto.DataType.FLOAT, raw, shape);
  }

  private ByteBuffer room(String name, long size) {
    bytes += size;
    if (bytes > MOST_BYTES) {
      throw new OnnxException(
          Problem.of("tensor '" + name + "'", "is too much: an ONNX file holds at most 2 GiB")
              .remedy("export a smaller model, or an ensemble of fewer networks"));
    }
    return ByteBuffer.allocate((int) size);
  }

  private Value constant(
      String name, TensorProto.DataType type, ByteBuffer raw, long... dimensions) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw.rewind()));
    for (long dimension : dimensions) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return new Value(name);
  }

  /** A single float; equal ones share one tensor. */
  public Value number(float value) {
    return numbers.computeIfAbsent(
        "float." + value,
        name ->
            constant(
                name,
                TensorProto.DataType.FLOAT,
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value)));
  }

  /** A single int64; equal ones share one tensor. */
  public Value integer(long value) {
    return numbers.computeIfAbsent(
        "int." + value,
        name ->
            constant(
                name,
                TensorProto.DataType.INT64,
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value)));
  }

  /** An axis as operators take it, int64 [1]; equal ones share one tensor. */
  public Value axis(long value) {
    return numbers.computeIfAbsent(
        "axis." + value,
        name ->
            constant(
                name,
                TensorProto.DataType.INT64,
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value),
                1));
  }

  /**
   * An input of the graph.
   *
   * @param shape names of dimensions that vary, and sizes of the others
   */
  Value input(String name, TensorProto.DataType type, List<?> shape, String text) {
    graph.addInput(info(name, type, shape, text));
    return new Value(name);
  }

  /** Makes a value an output of the graph, under a name of its own. */
  void output(String name, Value value, List<?> shape, String text) {
    add(name, "Identity", Map.of(), value);
    graph.addOutput(info(name, TensorProto.DataType.FLOAT, shape, text));
  }

  private static ValueInfoProto info(
      String name, TensorProto.DataType type, List<?> shape, String text) {
    OnnxMl.TensorShapeProto.Builder dimensions = OnnxMl.TensorShapeProto.newBuilder();
    for (Object one : shape) {
      if (one instanceof String varies) {
        dimensions.addDimBuilder().setDimParam(varies);
      } else {
        dimensions.addDimBuilder().setDimValue((Integer) one);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setDocString(text)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  OnnxMl.GraphProto build() {
    return graph.build();
  }
}
