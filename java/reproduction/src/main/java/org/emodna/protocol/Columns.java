package org.emodna.protocol;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/** The columns that there are: built-in ones by name or group, and those of users' files. */
public final class Columns {
  private static final String RESOURCE = "columns.yaml";
  private static final String ALL = "all";

  private Columns() {}

  /** Loaded as late as possible: an error in it should not look like one of a user's file. */
  private static final class BuiltIn {
    static final Map<String, Column> COLUMNS = new LinkedHashMap<>();
    static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
      Group file = Group.of(YamlText.parse(YamlText.resource(RESOURCE), RESOURCE), RESOURCE);
      file.only("groups", "columns");
      for (Group one : file.groups("columns")) {
        one.only("name", "kind", "description", "settings");
        Column.Kind kind = Column.Kind.valueOf(one.text("kind").toUpperCase(Locale.ROOT));
        add(COLUMNS, column(one, kind, "built-in"));
      }
      Group groups = file.group("groups");
      groups.names().forEach(name -> GROUPS.put(name, groups.texts(name)));
      GROUPS.put(ALL, List.copyOf(COLUMNS.keySet()));
    }
  }

  /** Names of the built-in columns. */
  public static List<String> names() {
    return List.copyOf(BuiltIn.COLUMNS.keySet());
  }

  /** Names of the groups of built-in columns, with their members. */
  public static Map<String, List<String>> groups() {
    return Map.copyOf(BuiltIn.GROUPS);
  }

  /**
   * The columns that a list asks for, in its order, each once.
   *
   * @param wanted names of columns or groups, and YAML files of columns
   * @throws ProtocolException if there is none of a name, a file can't be used, or two columns of
   *     one name differ
   */
  public static List<Column> of(List<String> wanted) {
    Map<String, Column> all = new LinkedHashMap<>();
    for (String one : wanted) {
      String name = one.strip();
      if (BuiltIn.COLUMNS.containsKey(name)) {
        all.putIfAbsent(name, BuiltIn.COLUMNS.get(name));
      } else if (BuiltIn.GROUPS.containsKey(name)) {
        BuiltIn.GROUPS
            .get(name)
            .forEach(member -> all.putIfAbsent(member, BuiltIn.COLUMNS.get(member)));
      } else {
        ofFile(name).forEach(column -> add(all, column));
      }
    }
    if (all.isEmpty()) {
      throw new ProtocolException(
          Problem.of("methods", "none are named").remedy("name columns, such as main"));
    }
    return List.copyOf(all.values());
  }

  private static void add(Map<String, Column> all, Column column) {
    if (all.putIfAbsent(column.name(), column) != null) {
      throw new ProtocolException(
          Problem.of("column '" + column.name() + "'", "there are two of this name")
              .remedy("rename one"));
    }
  }

  private static List<Column> ofFile(String name) {
    Path file;
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      throw unknown(name);
    }
    if (name.isEmpty() || !Files.exists(file) || Files.isDirectory(file)) {
      throw unknown(name);
    }
    String shown = PathText.of(file);
    return ofText(YamlText.read(file), shown);
  }

  /**
   * The columns of a text: one with {@code name}, {@code description} and {@code settings}, or a
   * list {@code columns} of such.
   *
   * @param where it comes from, for messages
   */
  static List<Column> ofText(String text, String where) {
    Group document = Group.of(YamlText.parse(text, where), where);
    List<Column> columns = new ArrayList<>();
    if (document.has("corpora") || document.has("tasks")) {
      throw new ProtocolException(
          Problem.of(where, "looks like a protocol, and not like columns")
              .remedy("give it as the protocol"));
    }
    if (document.has("columns")) {
      for (Group one : document.only("columns").groups("columns")) {
        columns.add(column(one.only("name", "description", "settings"), Column.Kind.OWN, where));
      }
    } else {
      requireColumn(document, where);
      document.only("name", "description", "settings");
      columns.add(column(document, Column.Kind.OWN, where));
    }
    for (Column column : columns) {
      if (BuiltIn.COLUMNS.containsKey(column.name()) || BuiltIn.GROUPS.containsKey(column.name())) {
        throw new ProtocolException(
            Problem.of(where, "'" + column.name() + "' is the name of a built-in column or group")
                .remedy("give the column another"));
      }
    }
    return columns;
  }

  /** A configuration as train takes it is easily given for a column, which holds one. */
  private static void requireColumn(Group document, String where) {
    if (!document.has("name") && !document.has("settings")) {
      throw new ProtocolException(
          Problem.of(where, "is no column: it has neither 'name' nor 'settings'")
              .remedy(
                  "a configuration's settings: put them under settings:, and a name: beside it"));
    }
  }

  private static Column column(Group one, Column.Kind kind, String where) {
    Group settings = one.group("settings");
    return new Column(
        one.text("name"), kind, one.optionalText("description").orElse(""), settings.node(), where);
  }

  private static ProtocolException unknown(String name) {
    return new ProtocolException(
        Problem.of(
                "column '" + Names.shown(name) + "'", "is no built-in column or group, and no file")
            .remedy(
                "the groups are %s; docs/protocols.md lists the columns%s"
                    .formatted(String.join(", ", sorted(BuiltIn.GROUPS)), nearest(name))));
  }

  /** A built-in name that begins with the same letter, as an example. */
  private static String nearest(String name) {
    return names().stream()
        .filter(one -> !name.isBlank() && one.startsWith(name.strip().substring(0, 1)))
        .findFirst()
        .map(one -> ", such as '" + one + "'")
        .orElse("");
  }

  private static String[] sorted(Map<String, ?> map) {
    String[] names = map.keySet().toArray(String[]::new);
    Arrays.sort(names);
    return names;
  }
}
