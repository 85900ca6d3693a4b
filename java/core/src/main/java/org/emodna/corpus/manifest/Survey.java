package org.emodna.corpus.manifest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Emotion;

/** A first reading of a table, by which columns are chosen once for all rows. */
final class Survey implements Rows {
  private static final int EXAMPLES = 8;

  /** Columns that may be a label are looked at in every row; more than this are not looked at. */
  private static final int MOST_COLUMNS = 4 * ManifestLimits.COLUMNS;

  private static final int MOST_PAIRS = 1 << 16;
  private static final int MOST_PATH_CHARS = 4096;

  /** What the cells of a column look like. */
  static final class Cells {
    private int filled;
    private int none;
    private int numbers;
    private int known;
    private int letters;
    private final Set<String> examples = new LinkedHashSet<>();

    private void add(String text) {
      if (text.isEmpty()) {
        return;
      }
      filled++;
      if (text.length() > ManifestLimits.EXTRA_CHARS) {
        return;
      }
      if (saysNone(text)) {
        none++;
        return;
      }
      numbers += text.matches("[+-]?[0-9]+([.,][0-9]+)?") ? 1 : 0;
      known += Emotion.known(text).isPresent() ? 1 : 0;
      letters += Labels.MSP_PODCAST.containsKey(text) ? 1 : 0;
      if (examples.size() < EXAMPLES) {
        examples.add(text);
      }
    }

    private static boolean saysNone(String text) {
      try {
        return Emotion.parse(text).isEmpty();
      } catch (CorpusException e) {
        return false;
      }
    }

    /** Cells that are not blank. */
    int filled() {
      return filled;
    }

    /** Cells that hold a label, rather than saying that there is none. */
    int labels() {
      return filled - none;
    }

    boolean onlyNumbers() {
      return labels() > 0 && numbers == labels();
    }

    boolean onlyMspPodcastLetters() {
      return labels() > 0 && letters == labels();
    }

    int known() {
      return known;
    }

    boolean mostlyEmotions() {
      return labels() > 0 && 2 * known >= labels();
    }

    /** A few of them that differ, for messages. */
    String examples() {
      return Manifest.excerpt(String.join(", ", examples))
          + (examples.size() < EXAMPLES ? "" : ", …");
    }
  }

  /** A column, with what its name may mean. */
  private static final class Named {
    private final Cells cells = new Cells();
    private final Set<Column> meanings = EnumSet.noneOf(Column.class);
    private final boolean namesFile;

    Named(String name) {
      for (Column column : Column.values()) {
        if (column.covers(name)) {
          meanings.add(column);
        }
      }
      namesFile = meanings.contains(Column.PATH) || Meld.covers(name);
    }
  }

  private final Map<String, Named> columns = new LinkedHashMap<>();
  private final Set<List<String>> together = new HashSet<>();
  private final List<Map<String, String>> samples = new ArrayList<>();
  private long rows;
  private long notText;
  private String firstUnreadable;

  /** Names as the table writes them, in the table's order. */
  List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  Cells cells(String column) {
    return columns.get(column).cells;
  }

  /** The columns whose name has a meaning, in the table's order. */
  List<String> columns(Column meaning) {
    return columns.entrySet().stream()
        .filter(column -> column.getValue().meanings.contains(meaning))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether some row has two columns of one meaning, blank or not. */
  boolean together(String one, String other) {
    return together.contains(List.of(one, other));
  }

  /** The first rows, of which only what names a file is kept. */
  List<Map<String, String>> samples() {
    return samples;
  }

  /** Rows that could be read. */
  long rows() {
    return rows;
  }

  /** Rows with bytes that are not text in this encoding. */
  long notText() {
    return notText;
  }

  /** The first row that could not be read, with the reason; null if all could. */
  String firstUnreadable() {
    return firstUnreadable;
  }

  @Override
  public void row(Id id, Map<String, String> fields) {
    boolean sampled = rows++ < ManifestLimits.SAMPLED_ROWS;
    Map<String, String> naming = new LinkedHashMap<>();
    Map<Column, List<String>> present = new EnumMap<>(Column.class);
    boolean broken = false;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      String name = field.getKey();
      String text = field.getValue().strip();
      broken |= text.indexOf(ManifestText.NO_TEXT) >= 0;
      Named column = columns.get(name);
      if (column == null && (columns.size() < ManifestLimits.COLUMNS || mayMatter(name))) {
        column = new Named(name);
        columns.put(name, column);
      }
      if (column == null) {
        continue;
      }
      if (sampled || !column.meanings.isEmpty()) {
        column.cells.add(text);
      }
      if (sampled && text.length() <= MOST_PATH_CHARS && column.namesFile) {
        naming.put(name, text);
      }
      column.meanings.forEach(
          meaning -> present.computeIfAbsent(meaning, any -> new ArrayList<>()).add(name));
    }
    present.values().forEach(this::meet);
    notText += broken ? 1 : 0;
    if (sampled) {
      samples.add(naming);
    }
  }

  private void meet(List<String> names) {
    for (String one : names) {
      for (String other : names) {
        if (!one.equals(other) && together.size() < MOST_PAIRS) {
          together.add(List.of(one, other));
        }
      }
    }
  }

  private boolean mayMatter(String name) {
    return columns.size() < MOST_COLUMNS && Column.anyCovers(name);
  }

  @Override
  public void comment(Id id) {}

  @Override
  public void unreadable(Id id, String reason) {
    if (firstUnreadable == null) {
      firstUnreadable = id.name() + ": " + reason;
    }
  }
}
