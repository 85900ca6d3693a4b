package org.emodna.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Float tensors by name, as a model file has them. */
public final class NamedTensors {
  /**
   * One tensor.
   *
   * @param values row-major; not copied
   */
  public record Values(long[] shape, float[] values) {}

  private final Map<String, Values> all = new LinkedHashMap<>();

  /** Adds a tensor. */
  void put(String name, long[] shape, float[] values) {
    all.put(name, new Values(shape, values));
  }

  /** Adds all slots of a vector. */
  void putAll(Parameters parameters, float[] vector) {
    if (vector.length != parameters.size()) {
      throw new ModelException(
          "the model has "
              + vector.length
              + " values where its network declares "
              + parameters.size());
    }
    for (Parameters.Slot slot : parameters.slots()) {
      float[] values = new float[slot.size()];
      System.arraycopy(vector, Math.toIntExact(slot.offset()), values, 0, values.length);
      put(slot.name(), slot.dimensions(), values);
    }
  }

  void put(String name, Values values) {
    all.put(name, values);
  }

  /** Those whose names begin so, without that beginning; all where it is empty. */
  NamedTensors under(String prefix) {
    if (prefix.isEmpty()) {
      return this;
    }
    NamedTensors own = new NamedTensors();
    all.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), values);
          }
        });
    return own;
  }

  /** Names in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(all.keySet());
  }

  /** The tensor of a name; null where there is none. */
  public Values get(String name) {
    return all.get(name);
  }

  /**
   * The slots of a vector, joined.
   *
   * @throws ModelException if one is missing or of another shape
   */
  float[] vector(Parameters parameters) {
    float[] vector = new float[Math.toIntExact(parameters.size())];
    for (Parameters.Slot slot : parameters.slots()) {
      Values values = all.get(slot.name());
      if (values == null) {
        throw new ModelException("lacks the tensor '" + slot.name() + "'");
      }
      if (!Arrays.equals(values.shape, slot.dimensions())) {
        throw new ModelException(
            "the tensor '"
                + slot.name()
                + "' has the shape "
                + Arrays.toString(values.shape)
                + "; its architecture asks for "
                + slot.shape());
      }
      System.arraycopy(values.values, 0, vector, Math.toIntExact(slot.offset()), slot.size());
    }
    return vector;
  }
}
