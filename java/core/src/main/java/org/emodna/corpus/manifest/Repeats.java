package org.emodna.corpus.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.corpus.Unusable.Kind;
import org.emodna.corpus.Utterance;

/**
 * Sees to it that each file is used once, by whatever path and link it is named. Of rows that agree
 * one is used, of rows with and without a label the one with it. Rows that contradict each other
 * are not used, and neither is a row that is one of several parts of a file.
 */
final class Repeats {
  private static final String CONTRADICTS = "contradicts another row on the same file";

  /** Takes a row that is refused after all. */
  interface Refusals {
    void refuse(Rows.Id row, Kind kind, String group, String reason);
  }

  private record Row(Rows.Id id, Utterance utterance, boolean timed) {}

  private static final class Entry {
    private Row row;
    private String contradicted;

    Entry(Row row) {
      this.row = row;
    }
  }

  private final Refusals refusals;
  private final Map<Path, Entry> files = new LinkedHashMap<>();
  private final Map<Path, Rows.Id> parts = new HashMap<>();

  Repeats(Refusals refusals) {
    this.refusals = refusals;
  }

  /** Notes that a row is a part of a file. */
  void part(Path file, Rows.Id row) {
    parts.putIfAbsent(real(file), row);
  }

  /**
   * Adds a row's utterance, or refuses it.
   *
   * @param timed whether the row says where in the file it begins or ends
   */
  void add(Rows.Id id, Utterance utterance, boolean timed) {
    Row row = new Row(id, utterance, timed);
    Entry entry = files.computeIfAbsent(real(utterance.path()), file -> new Entry(row));
    Row used = entry.row;
    if (used == row) {
      return;
    }
    String differs = difference(used.utterance, utterance);
    if (differs != null) {
      if (entry.contradicted == null) {
        entry.contradicted = contradiction(id, differs, used.utterance);
      }
      refusals.refuse(id, Kind.CONFLICT, CONTRADICTS, contradiction(used.id, differs, utterance));
    } else if (used.utterance.emotion() == null && utterance.emotion() != null) {
      entry.row = row;
      repeated(used, row, "and has no label");
    } else if (used.utterance.emotion() != null && utterance.emotion() == null) {
      repeated(row, used, "and has no label");
    } else {
      repeated(row, used, "with the same label");
    }
  }

  private void repeated(Row row, Row used, String how) {
    refusals.refuse(
        row.id,
        Kind.EXCLUDED,
        "the same file as another row",
        "the same file as %s, %s: %s"
            .formatted(used.id.name(), how, Manifest.excerpt(row.utterance.id())));
  }

  private static String contradiction(Rows.Id other, String differs, Utterance utterance) {
    return "contradicts %s on the same file %s: %s"
        .formatted(other.name(), differs, Manifest.excerpt(utterance.id()));
  }

  private static String difference(Utterance first, Utterance second) {
    if (differ(first.emotion(), second.emotion())) {
      return "(%s and %s)".formatted(first.emotion(), second.emotion());
    }
    return differ(first.speaker(), second.speaker())
        ? "(speakers %s and %s)"
            .formatted(Manifest.excerpt(first.speaker()), Manifest.excerpt(second.speaker()))
        : null;
  }

  private static boolean differ(Object first, Object second) {
    return first != null && second != null && !first.equals(second);
  }

  /** What remains, in the rows' order. */
  List<Utterance> utterances() {
    List<Utterance> utterances = new ArrayList<>();
    files.forEach(
        (file, entry) -> {
          Row row = entry.row;
          Rows.Id part = row.timed ? parts.get(file) : null;
          if (entry.contradicted != null) {
            refusals.refuse(row.id, Kind.CONFLICT, CONTRADICTS, entry.contradicted);
          } else if (part != null) {
            refusals.refuse(
                row.id,
                Kind.NOT_UNDERSTOOD,
                "is a part of a file",
                "is a part of a file, since %s is another; cut it into a separate file: %s"
                    .formatted(part.name(), Manifest.excerpt(row.utterance.id())));
          } else {
            utterances.add(row.utterance);
          }
        });
    return utterances;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }
}
