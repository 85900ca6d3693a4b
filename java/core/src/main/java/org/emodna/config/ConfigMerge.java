package org.emodna.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Puts what a file names over the settings that are known, each of which must be there already. */
final class ConfigMerge {
  private final String name;

  /**
   * @param name of the file, for messages
   */
  ConfigMerge(String name) {
    this.name = name;
  }

  /** Merges a document. */
  void merge(ObjectNode into, JsonNode given) {
    requireGroup(given, "the document");
    ObjectNode rest = given.deepCopy();
    // The kind decides which settings an encoder has; a role's begins with that of all roles.
    JsonNode encoder = rest.remove(ConfigTree.ENCODER);
    JsonNode encoders = rest.remove(ConfigTree.ENCODERS);
    if (encoder != null) {
      String where = ConfigTree.ENCODER;
      into.set(where, encoder((ObjectNode) into.get(where), encoder, where));
    }
    if (encoders != null) {
      requireGroup(encoders, Check.setting(ConfigTree.ENCODERS));
      ObjectNode own = (ObjectNode) into.get(ConfigTree.ENCODERS);
      for (Map.Entry<String, JsonNode> role : encoders.properties()) {
        JsonNode base = own.path(role.getKey());
        ObjectNode from =
            (ObjectNode) (base.isObject() ? base : into.get(ConfigTree.ENCODER)).deepCopy();
        String where = ConfigTree.ENCODERS + "." + role.getKey();
        own.set(role.getKey(), encoder(from, role.getValue(), where));
      }
    }
    merge(into, rest, "");
  }

  private ObjectNode encoder(ObjectNode base, JsonNode given, String where) {
    requireGroup(given, Check.setting(where));
    ObjectNode from = base;
    JsonNode kind = given.get(ConfigTree.KIND);
    if (kind != null && kind.isTextual() && !kind.equals(base.get(ConfigTree.KIND))) {
      try {
        from = ConfigTree.of(EncoderChoice.of(kind.textValue()));
      } catch (EmoDnaException e) {
        throw new ConfigException(
            e.problem().in(Check.setting(where + "." + ConfigTree.KIND)).in(name), e);
      }
    }
    merge(from, given, where + ".");
    return from;
  }

  private void requireGroup(JsonNode given, String what) {
    if (!given.isObject()) {
      throw new ConfigException(Problem.of(what, "must be a group of named settings").in(name));
    }
  }

  private void merge(ObjectNode into, JsonNode given, String prefix) {
    for (Map.Entry<String, JsonNode> field : given.properties()) {
      String setting = Check.setting(prefix + field.getKey());
      JsonNode known = into.get(field.getKey());
      if (known == null) {
        List<String> renamed = RenamedSettings.sentences(prefix + field.getKey(), field.getValue());
        if (!renamed.isEmpty()) {
          throw new ConfigException(name + ": " + String.join("; ", renamed));
        }
        TreeSet<String> names = new TreeSet<>();
        into.fieldNames().forEachRemaining(names::add);
        throw new ConfigException(
            Problem.of(name, "unknown " + setting)
                .remedy("known here: " + String.join(", ", names)));
      }
      if (field.getValue().isNull()) {
        throw new ConfigException(
            Problem.of(setting, "has no value").remedy("give one or leave it out").in(name));
      }
      if (known.isObject()) {
        requireGroup(field.getValue(), setting);
        merge((ObjectNode) known, field.getValue(), prefix + field.getKey() + ".");
      } else {
        requireKind(known, field.getValue(), setting);
        into.set(field.getKey(), field.getValue());
      }
    }
  }

  /** Demands a value of the default's kind: the mapper would answer others in its own terms. */
  private void requireKind(JsonNode known, JsonNode given, String setting) {
    String kind;
    boolean right;
    if (known.isIntegralNumber()) {
      kind = "a whole number";
      right = given.isIntegralNumber();
    } else if (known.isNumber()) {
      kind = "a number";
      right = given.isNumber();
    } else if (known.isBoolean()) {
      kind = "true or false";
      right = given.isBoolean();
    } else if (known.isArray()) {
      kind = "a list";
      right = given.isArray();
    } else {
      kind = "text";
      right = !known.isTextual() || given.isTextual();
    }
    if (!right) {
      throw new ConfigException(
          Problem.of(setting, "must be " + kind + ", and is " + given).in(name));
    }
  }
}
