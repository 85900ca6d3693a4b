package org.emodna.runs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;

/**
 * Where a run lies in a store: a hash of all that determines its result. Runs that would come to
 * the same bits have the same address, whoever asked for them.
 *
 * @param hex 32 hexadecimal digits, lower case
 */
public record RunAddress(@JsonValue String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

  /** Checks it: an address becomes part of a path. */
  @JsonCreator
  public RunAddress {
    if (hex == null || !HEX.matcher(hex).matches()) {
      throw new RunStoreException(
          Problem.of("run address '" + hex + "'", "is not 32 hexadecimal digits"));
    }
  }

  /** The address of what these determine, in whatever order the object names them. */
  public static RunAddress of(JsonNode determinants) {
    byte[] text = canonical(determinants).toString().getBytes(StandardCharsets.UTF_8);
    return new RunAddress(ContentHash.of(text).substring(0, 32));
  }

  /** The same with the names of every object in alphabetical order. */
  static JsonNode canonical(JsonNode node) {
    if (node.isArray()) {
      var array = RunJson.MAPPER.createArrayNode();
      node.forEach(element -> array.add(canonical(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    Map<String, JsonNode> sorted = new TreeMap<>();
    node.fields().forEachRemaining(field -> sorted.put(field.getKey(), field.getValue()));
    ObjectNode object = RunJson.MAPPER.createObjectNode();
    sorted.forEach((name, value) -> object.set(name, canonical(value)));
    return object;
  }

  @Override
  public String toString() {
    return hex;
  }
}
