package org.emodna.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.runs.EpochTable;

/** Adds up the values of runs by epoch. One thread at a time; runs in the order of their seeds. */
final class EpochMeans {
  private static final class Sum {
    private double sum;
    private int n;
  }

  private final Map<String, TreeMap<Integer, Sum>> series = new LinkedHashMap<>();
  private final TreeMap<Integer, Boolean> epochs = new TreeMap<>();

  /** Adds a run; what is not finite counts as not taken. */
  void add(EpochTable table) {
    table.epochs().forEach(epoch -> epochs.put(epoch, true));
    for (String name : table.names()) {
      double[] column = table.column(name);
      TreeMap<Integer, Sum> sums = series.computeIfAbsent(name, n -> new TreeMap<>());
      for (int i = 0; i < column.length; i++) {
        if (Double.isFinite(column[i])) {
          Sum sum = sums.computeIfAbsent(table.epochs().get(i), e -> new Sum());
          sum.sum += column[i];
          sum.n++;
        }
      }
    }
  }

  /** Means over the runs that have a value. */
  Detail.Curves means() {
    Map<String, List<Double>> means = new LinkedHashMap<>();
    series.forEach(
        (name, sums) -> {
          List<Double> values = new ArrayList<>();
          for (int epoch : epochs.keySet()) {
            Sum sum = sums.get(epoch);
            values.add(sum == null ? Double.NaN : sum.sum / sum.n);
          }
          means.put(name, values);
        });
    return new Detail.Curves(List.copyOf(epochs.keySet()), means);
  }
}
