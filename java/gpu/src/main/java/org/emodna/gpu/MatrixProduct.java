package org.emodna.gpu;

/** The product of two matrices as BLAS defines it (SGEMM with alpha 1 and beta 0). */
interface MatrixProduct {
  /**
   * A matrix in column order.
   *
   * @param values element (i, j) lies at {@code j * leading + i}
   * @param leading elements from one column to the next
   * @param transposed whether the product takes it transposed
   */
  record Operand(float[] values, int leading, boolean transposed) {
    /** The element in a row and column of what the product takes. */
    float at(int row, int column) {
      return transposed ? values[row * leading + column] : values[column * leading + row];
    }
  }

  /**
   * a b in column order, [m, n].
   *
   * @param a [m, k] as the product takes it
   * @param b [k, n] as the product takes it
   */
  float[] product(int m, int n, int k, Operand a, Operand b);
}
