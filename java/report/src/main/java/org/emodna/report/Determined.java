package org.emodna.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.runs.RunDescription;

/**
 * What runs must have in common to stand in one row. The seed differs by design; device and
 * instruction set may differ, which {@link Mixtures} notes.
 *
 * @param row equal in all runs of a row: settings, limits, version of the arithmetic
 * @param data equal in all runs of a cell: recordings and classes
 */
record Determined(JsonNode row, JsonNode data) {
  private static final List<String> MAY_DIFFER = List.of("device", "instructions", "device_name");

  private static final List<String> DATA =
      List.of(
          RunDescription.SOURCE,
          RunDescription.TARGET,
          RunDescription.RECOGNISED,
          RunDescription.VALIDATION);

  static Determined of(RunDescription description) {
    ObjectNode row = description.determinedBy().deepCopy();
    row.remove(MAY_DIFFER);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    DATA.forEach(part -> data.set(part, row.remove(part)));
    if (row.get("settings") instanceof ObjectNode settings) {
      settings.remove("seed");
      // The classes are those of the task.
      data.set("classes", settings.remove("labels"));
    }
    return new Determined(row, data);
  }

  /** Names of what differs between two of these trees, with dots: "schedule.epochs". */
  static Set<String> differences(JsonNode a, JsonNode b) {
    Set<String> names = new TreeSet<>();
    differences("", a, b, names);
    return names;
  }

  private static void differences(String name, JsonNode a, JsonNode b, Set<String> names) {
    if (a.equals(b)) {
      return;
    }
    if (!a.isObject() || !b.isObject()) {
      names.add(name.replaceFirst("^settings\\.", "").replaceFirst("\\.sha256$", ""));
      return;
    }
    Set<String> all = new TreeSet<>();
    a.fieldNames().forEachRemaining(all::add);
    b.fieldNames().forEachRemaining(all::add);
    for (String field : all) {
      differences(name.isEmpty() ? field : name + "." + field, a.path(field), b.path(field), names);
    }
  }
}
