package org.emodna.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Values of a run by epoch, as {@code epochs.csv} has them: what the loss terms logged, what
 * validators say ({@code validator.NAME}), and what the scorer found afterwards ({@code
 * scored.NAME}). An epoch in which a value was not taken has none.
 */
public final class EpochTable {
  /** Before the names of what needs no label. */
  public static final String VALIDATOR = "validator.";

  /** Before the names of what needs the target's labels and must not choose anything. */
  public static final String SCORED = "scored.";

  private final List<Integer> epochs;
  private final List<Long> steps;
  private final Map<String, double[]> columns;

  private EpochTable(List<Integer> epochs, List<Long> steps, Map<String, double[]> columns) {
    this.epochs = List.copyOf(epochs);
    this.steps = List.copyOf(steps);
    this.columns = columns;
  }

  /** A table to be filled in, epoch by epoch. */
  public static Builder builder() {
    return new Builder();
  }

  /** Fills in a table. */
  public static final class Builder {
    private final List<Integer> epochs = new ArrayList<>();
    private final List<Long> steps = new ArrayList<>();
    private final List<Map<String, Double>> values = new ArrayList<>();

    private Builder() {}

    /** Adds an epoch; what it has no value of stays empty. */
    public Builder add(int epoch, long step, Map<String, Double> of) {
      epochs.add(epoch);
      steps.add(step);
      values.add(new LinkedHashMap<>(of));
      return this;
    }

    /** Adds a value to an epoch that is there. */
    public Builder put(int epoch, String name, double value) {
      values.get(epochs.indexOf(epoch)).put(name, value);
      return this;
    }

    /** Whether the epoch is there. */
    public boolean has(int epoch) {
      return epochs.contains(epoch);
    }

    /** Ends it. Columns stand in the order in which their names first came up. */
    public EpochTable build() {
      Set<String> names = new LinkedHashSet<>();
      values.forEach(row -> names.addAll(row.keySet()));
      Map<String, double[]> columns = new LinkedHashMap<>();
      for (String name : names) {
        double[] column =
            values.stream().mapToDouble(row -> row.getOrDefault(name, Double.NaN)).toArray();
        columns.put(name, column);
      }
      return new EpochTable(epochs, steps, columns);
    }
  }

  /** Numbers of the epochs, from 1, ascending. */
  public List<Integer> epochs() {
    return epochs;
  }

  /** Steps at the end of each epoch. */
  public List<Long> steps() {
    return steps;
  }

  /** Names of the values. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** A value by epoch, NaN where it was not taken; a new array, empty if there is no such value. */
  public double[] column(String name) {
    return columns.containsKey(name) ? columns.get(name).clone() : new double[0];
  }

  /** A value at the last epoch that has it. */
  public OptionalDouble last(String name) {
    double[] column = columns.getOrDefault(name, new double[0]);
    for (int i = column.length - 1; i >= 0; i--) {
      if (!Double.isNaN(column[i])) {
        return OptionalDouble.of(column[i]);
      }
    }
    return OptionalDouble.empty();
  }

  /** As CSV. */
  String toCsv() {
    StringBuilder text = new StringBuilder("epoch,step");
    columns.keySet().forEach(name -> text.append(',').append(Csv.cell(name)));
    text.append('\n');
    for (int i = 0; i < epochs.size(); i++) {
      text.append(epochs.get(i)).append(',').append(steps.get(i));
      for (double[] column : columns.values()) {
        text.append(',');
        if (!Double.isNaN(column[i])) {
          text.append(column[i]);
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Reads what {@link #toCsv} has written. */
  static EpochTable read(Path file) {
    List<List<String>> rows = Csv.read(file);
    if (rows.isEmpty() || rows.get(0).size() < 2 || !rows.get(0).get(0).equals("epoch")) {
      throw Csv.wrong(file, 1, "it does not begin with 'epoch,step'");
    }
    List<String> head = rows.get(0).stream().map(Csv::name).toList();
    if (new LinkedHashSet<>(head).size() < head.size()) {
      throw Csv.wrong(file, 1, "it names a value twice");
    }
    Builder table = builder();
    for (int line = 2; line <= rows.size(); line++) {
      List<String> row = rows.get(line - 1);
      if (row.size() != head.size()) {
        throw Csv.wrong(file, line, "it has %d cells, not %d".formatted(row.size(), head.size()));
      }
      try {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int c = 2; c < head.size(); c++) {
          values.put(
              head.get(c), row.get(c).isEmpty() ? Double.NaN : Double.parseDouble(row.get(c)));
        }
        table.add(Integer.parseInt(row.get(0)), Long.parseLong(row.get(1)), values);
      } catch (NumberFormatException e) {
        throw Csv.wrong(file, line, "a cell is not a number");
      }
    }
    return table.build();
  }
}
