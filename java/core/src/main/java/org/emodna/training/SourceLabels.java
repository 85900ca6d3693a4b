package org.emodna.training;

import java.util.Arrays;
import java.util.List;

/**
 * The labels that each replica may learn from: those of its own source, in a part of their own. A
 * replica reads its part by the numbers of its source's utterances, so the labels of a corpus that
 * is its target lie out of its reach even if another replica has them.
 *
 * @param count room for each replica, that of the largest source
 * @param values [R, count]; -1 behind the end of a source
 */
record SourceLabels(int count, int[] values) {
  static SourceLabels of(List<Run> runs) {
    int count = runs.stream().mapToInt(run -> run.source().size()).max().orElseThrow();
    int[] values = new int[Math.multiplyExact(runs.size(), count)];
    Arrays.fill(values, -1);
    for (int r = 0; r < runs.size(); r++) {
      int[] own = runs.get(r).sourceLabels();
      System.arraycopy(own, 0, values, r * count, own.length);
    }
    return new SourceLabels(count, values);
  }
}
