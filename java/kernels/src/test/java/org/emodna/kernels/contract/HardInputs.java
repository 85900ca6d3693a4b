package org.emodna.kernels.contract;

import java.util.Random;

/** Rows [rows, dim] of the kinds that cost float32 most of its digits; all exact in float32. */
enum HardInputs {
  NORMAL,
  /** Few places, and around each of them hardly any spread. */
  CLUSTERS,
  /**
   * Two rows far out, and as near to each other as the others are in units of all rows' deviation.
   */
  OUTLIERS,
  /** A mean that is a thousand deviations. */
  OFFSET;

  private static final int PLACES = 5;

  double[] rows(Random random, int rows, int dim) {
    double[] x = new double[rows * dim];
    // The same places for every side of a comparison: clusters of corpora lie on one another.
    double[] places = new Random(dim).doubles(PLACES * dim, -1.7, 1.7).toArray();
    for (int r = 0; r < rows; r++) {
      int place = random.nextInt(PLACES);
      for (int i = 0; i < dim; i++) {
        double normal = random.nextGaussian();
        double value =
            switch (this) {
              case NORMAL -> normal;
              case CLUSTERS -> places[place * dim + i] + 1e-3 * normal;
              case OUTLIERS ->
                  r == 0 ? 30 * normal : r == 1 ? x[i] + 30 / Math.sqrt(rows) * normal : normal;
              case OFFSET -> 1000 + normal;
            };
        x[r * dim + i] = (float) value;
      }
    }
    return x;
  }
}
