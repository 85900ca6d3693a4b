package org.emodna.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a model file says of its encoder, read with checks: each value in its range, or an error.
 */
public final class Architecture {
  private final Map<String, Object> values;

  /**
   * @param values by name: {@link Number}, {@link String} or {@link Boolean}
   */
  public Architecture(Map<String, ?> values) {
    this.values = new TreeMap<>(values);
  }

  /** All names. */
  public Set<String> names() {
    return values.keySet();
  }

  /**
   * A whole number.
   *
   * @throws ModelException if it is missing, no whole number or out of range
   */
  public int integer(String name, int least, int most) {
    double value = real(name, least, most);
    if (value != Math.rint(value)) {
      throw wrong(name, "a whole number from " + least + " to " + most);
    }
    return (int) value;
  }

  /**
   * A number.
   *
   * @throws ModelException if it is missing, no number or out of range
   */
  public double real(String name, double least, double most) {
    if (values.get(name) instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw wrong(name, "a number from " + least + " to " + most);
  }

  /**
   * Text.
   *
   * @throws ModelException if it is missing or something else
   */
  public String text(String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "text");
  }

  /**
   * Text that must be one of some.
   *
   * @throws ModelException if it is missing or another
   */
  public String oneOf(String name, String... choices) {
    if (values.get(name) instanceof String text && List.of(choices).contains(text)) {
      return text;
    }
    throw wrong(name, choices.length == 1 ? choices[0] : "one of " + String.join(", ", choices));
  }

  /**
   * True or false.
   *
   * @throws ModelException if it is missing or something else
   */
  public boolean truth(String name) {
    if (values.get(name) instanceof Boolean truth) {
      return truth;
    }
    throw wrong(name, "true or false");
  }

  private ModelException wrong(String name, String rule) {
    return new ModelException(
        "the architecture's '" + name + "' is " + values.get(name) + "; it must be " + rule);
  }
}
