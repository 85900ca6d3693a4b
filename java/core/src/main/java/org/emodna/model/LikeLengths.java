package org.emodna.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Many inputs in batches of like length, so that little is computed for what is not there. */
final class LikeLengths {
  /** Rows of a batch. */
  static final int ROWS = 64;

  /** What is done to a batch: a row for each input. */
  interface Pass {
    float[][] run(List<float[]> inputs);
  }

  private LikeLengths() {}

  /** The pass over all inputs; its rows come in the inputs' order. */
  static float[][] run(List<float[]> inputs, Pass pass) {
    Integer[] order = new Integer[inputs.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> inputs.get(i).length));
    float[][] result = new float[inputs.size()][];
    for (int from = 0; from < order.length; from += ROWS) {
      int to = Math.min(order.length, from + ROWS);
      List<float[]> batch = new ArrayList<>();
      for (int i = from; i < to; i++) {
        batch.add(inputs.get(order[i]));
      }
      float[][] rows = pass.run(batch);
      for (int i = from; i < to; i++) {
        result[order[i]] = rows[i - from];
      }
    }
    return result;
  }
}
