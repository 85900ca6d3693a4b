package org.emodna.audio.agreement;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The kept table: file, reference, kind and reason; a star in a file's name stands for anything.
 */
final class KnownDifferences {
  private record Row(Pattern name, String reference, String kind, String line) {}

  private final List<Row> rows = new ArrayList<>();
  private final Set<Row> used = ConcurrentHashMap.newKeySet();

  static KnownDifferences load() throws IOException {
    KnownDifferences table = new KnownDifferences();
    try (InputStream in = KnownDifferences.class.getResourceAsStream("differences.tsv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] cells = line.split("\t");
        if (cells.length != 4 || cells[3].isBlank()) {
          throw new IOException("differences.tsv: four cells are needed: " + line);
        }
        Pattern name = Pattern.compile(Pattern.quote(cells[0]).replace("*", "\\E.*\\Q"));
        table.rows.add(new Row(name, cells[1], cells[2], line));
      }
    }
    return table;
  }

  boolean explains(Difference difference) {
    boolean explained = false;
    for (Row row : rows) {
      if (row.reference().equals(difference.reference())
          && row.kind().equals(difference.kind())
          && row.name().matcher(difference.name()).matches()) {
        used.add(row);
        explained = true;
      }
    }
    return explained;
  }

  /** Rows that nothing differs by any more. */
  List<String> unused() {
    return rows.stream().filter(row -> !used.contains(row)).map(Row::line).toList();
  }
}
