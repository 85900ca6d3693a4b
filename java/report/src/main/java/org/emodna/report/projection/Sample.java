package org.emodna.report.projection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chooses recordings for a chart: as many of each group as of the others, where it has them. */
final class Sample {
  private Sample() {}

  /**
   * A sample, which is the same each time: of each group evenly spaced members.
   *
   * @param groups of all, in order
   * @param most how many are chosen at most
   * @return their indices, ascending
   */
  static int[] of(List<String> groups, int most) {
    Map<String, List<Integer>> members = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      members.computeIfAbsent(groups.get(i), g -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> smallestFirst = new ArrayList<>(members.values());
    smallestFirst.sort(Comparator.comparingInt(List::size));
    List<Integer> chosen = new ArrayList<>();
    int left = most;
    for (int g = 0; g < smallestFirst.size(); g++) {
      List<Integer> group = smallestFirst.get(g);
      // What small groups don't use is shared among the larger ones.
      int share = Math.min(group.size(), left / (smallestFirst.size() - g));
      for (int i = 0; i < share; i++) {
        chosen.add(group.get((int) ((2L * i + 1) * group.size() / (2L * share))));
      }
      left -= share;
    }
    return chosen.stream().sorted().mapToInt(i -> i).toArray();
  }
}
