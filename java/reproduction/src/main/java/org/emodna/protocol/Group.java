package org.emodna.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.emodna.base.Check;
import org.emodna.base.Problem;

/** Named settings of a YAML file, read one by one; whatever is wrong names file and setting. */
final class Group {
  private final ObjectNode node;
  private final String file;
  private final String prefix;

  private Group(ObjectNode node, String file, String prefix) {
    this.node = node;
    this.file = file;
    this.prefix = prefix;
  }

  /** A document. */
  static Group of(ObjectNode document, String file) {
    return new Group(document, file, "");
  }

  /** Demands that no setting has another name. */
  Group only(String... known) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!List.of(known).contains(field.getKey())) {
        throw new ProtocolException(
            Problem.of(file, "unknown " + setting(Names.shown(field.getKey())))
                .remedy("known here: " + String.join(", ", new TreeSet<>(List.of(known)))));
      }
      if (field.getValue().isNull()) {
        throw wrong(field.getKey(), "has no value", "give one or leave it out");
      }
    }
    return this;
  }

  /** All of it as it was read. */
  ObjectNode node() {
    return node;
  }

  boolean has(String name) {
    return node.has(name);
  }

  JsonNode get(String name) {
    return node.get(name);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What is wrong with a setting. */
  ProtocolException wrong(String name, String reason, String remedy) {
    return new ProtocolException(Problem.of(setting(name), reason).remedy(remedy).in(file));
  }

  private String setting(String name) {
    return Check.setting(prefix + name);
  }

  /** Where a setting stands, for messages of others. */
  String where(String name) {
    return file + ": " + setting(name);
  }

  String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "is missing", "give it"));
  }

  Optional<String> optionalText(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(text(value, name));
  }

  private String text(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw wrong(name, "must be text, and is " + shown(value), "put it in quotes");
    }
    return value.textValue();
  }

  private static String shown(JsonNode value) {
    return value.isObject() ? "a group" : value.isArray() ? "a list" : Names.shown(value.asText());
  }

  /** A number within bounds, which are allowed. */
  double number(String name, double low, double high) {
    JsonNode value = node.get(name);
    if (value == null || !value.isNumber() || !within(value.doubleValue(), low, high)) {
      throw wrong(
          name,
          value == null ? "is missing" : "is " + shown(value),
          "it must be a number from " + low + " to " + high);
    }
    return value.doubleValue();
  }

  private static boolean within(double value, double low, double high) {
    return value >= low && value <= high;
  }

  /** A whole number within bounds, which are allowed. */
  long whole(String name, long low, long high) {
    JsonNode value = node.get(name);
    if (value == null
        || !value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < low
        || value.longValue() > high) {
      throw wrong(
          name,
          value == null ? "is missing" : "is " + shown(value),
          "it must be a whole number from " + low + " to " + high);
    }
    return value.longValue();
  }

  /** True or false; false where it is not given. */
  boolean truth(String name) {
    JsonNode value = node.get(name);
    if (value != null && !value.isBoolean()) {
      throw wrong(name, "is " + shown(value), "it must be true or false");
    }
    return value != null && value.booleanValue();
  }

  /** A list of texts, empty where it is not given. */
  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : list(name)) {
      texts.add(text(one, name));
    }
    return texts;
  }

  /** A list of anything, empty where it is not given. */
  List<JsonNode> list(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrong(name, "must be a list, and is " + shown(value), "write it as [a, b]");
    }
    List<JsonNode> all = new ArrayList<>();
    value.forEach(all::add);
    return all;
  }

  /** A group within this one, which must be there. */
  Group group(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw wrong(name, "is missing", "give it");
    }
    return group(value, name);
  }

  private Group group(JsonNode value, String name) {
    if (!(value instanceof ObjectNode group)) {
      throw wrong(name, "must be a group of named settings, and is " + shown(value), "");
    }
    return new Group(group, file, prefix + name + ".");
  }

  /** A member of a list as a group; {@code at} says which. */
  Group member(JsonNode value, String at) {
    return group(value, at);
  }

  /** A list of groups, empty where it is not given. */
  List<Group> groups(String name) {
    List<Group> groups = new ArrayList<>();
    int i = 0;
    for (JsonNode one : list(name)) {
      groups.add(group(one, name + "[" + i++ + "]"));
    }
    return groups;
  }

  /** Groups by names that the file chooses. */
  <T> Map<String, T> each(BiFunction<String, Group, T> read) {
    Map<String, T> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      // "EMODB:" alone is a corpus about which there is nothing more to say.
      Group own =
          value.isNull()
              ? new Group(node.objectNode(), file, prefix + field.getKey() + ".")
              : group(value, field.getKey());
      all.put(field.getKey(), read.apply(field.getKey(), own));
    }
    return all;
  }
}
