package org.emodna.gpu;

import org.emodna.gpu.MatrixProduct.Operand;

/**
 * Products of matrices in row order by a {@link MatrixProduct}: in column order the same memory
 * holds their transposes, so that a b is computed as (b^T a^T)^T.
 */
final class RowMajor {
  private final MatrixProduct library;

  RowMajor(MatrixProduct library) {
    this.library = library;
  }

  /** a b [m, n]; a [m, k], b [k, n]. */
  float[] product(int m, int n, int k, float[] a, float[] b) {
    return library.product(n, m, k, new Operand(b, n, false), new Operand(a, k, false));
  }

  /** a b^T [m, n]; a [m, k], b [n, k]. */
  float[] productWithTransposed(int m, int n, int k, float[] a, float[] b) {
    return library.product(n, m, k, new Operand(b, k, true), new Operand(a, k, false));
  }

  /** a^T b [m, n]; a [k, m], b [k, n]. */
  float[] productOfTransposed(int m, int n, int k, float[] a, float[] b) {
    return library.product(n, m, k, new Operand(b, n, false), new Operand(a, m, true));
  }
}
