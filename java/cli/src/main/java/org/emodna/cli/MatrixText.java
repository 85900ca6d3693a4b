package org.emodna.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.protocol.Column;
import org.emodna.protocol.FoundCorpora;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Task;
import org.emodna.protocol.Track;

/** Says on standard error what a matrix will do, and what it will not. */
final class MatrixText {
  /** Names of one kind in a line. */
  private static final int SHOWN = 4;

  private MatrixText() {}

  static void print(Matrix matrix) {
    for (FoundCorpora.Found one : matrix.corpora().found()) {
      say(
          "corpus %s: %s, %d utterances"
              .formatted(one.name(), one.shownPlace(), one.corpus().utterances().size()));
      one.corpus().notes().forEach(note -> say(one.name() + ": note: " + OptionNames.in(note)));
    }
    for (FoundCorpora.Missing one : matrix.corpora().missing()) {
      say("missing: %s %s".formatted(one.name(), OptionNames.in(one.reason())));
    }
    matrix.notes().forEach(note -> say("note: " + OptionNames.in(note)));
    leftOut(matrix);
    say(
        "%d runs: %d cells (%s; %s; %s), %s"
            .formatted(
                matrix.runs(),
                matrix.cells().size(),
                counted(matrix.tasks().size(), "task"),
                counted(matrix.columns().size(), "column"),
                counted(matrix.tracks().size(), "track"),
                counted(matrix.seeds().size(), "seed")));
  }

  /** What is left out for one reason is said once. */
  private static void leftOut(Matrix matrix) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Matrix.LeftOut one : matrix.leftOut()) {
      String what =
          (one.column() == null ? "" : one.column().name())
              + (one.column() == null || one.task() == null ? "" : " of ")
              + (one.task() == null ? "" : one.task())
              + (one.track() == null ? "" : " on the " + one.track() + " track");
      byReason.computeIfAbsent(one.reason(), reason -> new ArrayList<>()).add(what);
    }
    byReason.forEach(
        (reason, all) -> {
          int shown = Math.min(all.size(), SHOWN);
          say(
              "left out: %s%s: %s"
                  .formatted(
                      String.join(", ", all.subList(0, shown)),
                      all.size() > shown ? " and %d more".formatted(all.size() - shown) : "",
                      OptionNames.in(reason)));
        });
  }

  /** Columns and tasks, a line each. */
  static String table(Matrix matrix) {
    StringBuilder text = new StringBuilder();
    for (Track track : matrix.tracks()) {
      text.append("track ").append(track).append('\n');
    }
    for (Column column : matrix.columns()) {
      text.append("column ").append(column.name());
      text.append(column.description().isEmpty() ? "" : ": " + column.description()).append('\n');
    }
    for (Task task : matrix.tasks()) {
      text.append(
          "task %s: %d to learn from, %d to recognise, classes %s%n"
              .formatted(
                  task.name(),
                  task.direction().source().size(),
                  task.recognisedUtterances(),
                  String.join(", ", task.labels())));
    }
    text.append("seeds ").append(matrix.seeds()).append('\n');
    List<String> lines = text.toString().lines().map(Output::line).toList();
    return String.join("\n", lines) + "\n";
  }

  private static String counted(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static void say(String text) {
    System.err.println(Output.line(text));
  }
}
