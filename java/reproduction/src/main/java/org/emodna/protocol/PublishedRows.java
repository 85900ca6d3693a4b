package org.emodna.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads the published rows of a protocol. */
final class PublishedRows {
  private final Group file;

  PublishedRows(Group file) {
    this.file = file;
  }

  List<PublishedRow> read() {
    List<PublishedRow> rows = new ArrayList<>();
    for (Group one : file.groups("published")) {
      one.only("name", "source", "note", "best-case", "figures");
      rows.add(
          new PublishedRow(
              one.text("name"),
              one.text("source"),
              one.optionalText("note").orElse("").strip(),
              one.truth("best-case"),
              figures(one.group("figures"))));
    }
    if (new LinkedHashSet<>(rows.stream().map(PublishedRow::name).toList()).size() < rows.size()) {
      throw file.wrong("published", "has two rows of one name", "rename one");
    }
    return List.copyOf(rows);
  }

  private static Map<String, PublishedRow.Figure> figures(Group figures) {
    Map<String, PublishedRow.Figure> all = new LinkedHashMap<>();
    figures
        .each(
            (task, figure) -> {
              figure.only("uar", "war");
              if (!figure.has("uar") && !figure.has("war")) {
                throw figure.wrong("uar", "and war are both missing", "give one");
              }
              return new PublishedRow.Figure(
                  figure.has("uar") ? figure.number("uar", 0, 100) : null,
                  figure.has("war") ? figure.number("war", 0, 100) : null);
            })
        .forEach(all::put);
    return Collections.unmodifiableMap(all);
  }
}
