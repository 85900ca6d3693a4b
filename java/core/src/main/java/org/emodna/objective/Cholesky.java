package org.emodna.objective;

/**
 * The factor U of a symmetric positive definite matrix A = Uᵀ U, in double. Every sum is taken in
 * one order, so the same matrix gives the same bits on any machine.
 */
final class Cholesky {
  private final double[][] u;

  private Cholesky(double[][] u) {
    this.u = u;
  }

  /**
   * Factors a matrix.
   *
   * @param a [n][n], of which the diagonal and what lies to its right are read; overwritten
   * @param check called before each row; what it throws ends this
   * @throws IllegalArgumentException if it is not positive definite
   */
  static Cholesky of(double[][] a, Runnable check) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      check.run();
      double[] row = a[i];
      int k = 0;
      // Four rows at a time: of wide matrices this one stays in the cache, the others stream by.
      for (; k + 4 <= i; k += 4) {
        subtract(row, i, a[k], a[k + 1], a[k + 2], a[k + 3]);
      }
      for (; k < i; k++) {
        double[] r = a[k];
        double s = r[i];
        for (int j = i; j < n; j++) {
          row[j] -= s * r[j];
        }
      }
      if (!(row[i] > 0) || row[i] == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("the matrix is not positive definite at row " + i);
      }
      double root = StrictMath.sqrt(row[i]);
      row[i] = root;
      for (int j = i + 1; j < n; j++) {
        row[j] /= root;
      }
    }
    return new Cholesky(a);
  }

  private static void subtract(
      double[] row, int from, double[] a, double[] b, double[] c, double[] d) {
    double sa = a[from];
    double sb = b[from];
    double sc = c[from];
    double sd = d[from];
    for (int j = from; j < row.length; j++) {
      row[j] = row[j] - sa * a[j] - sb * b[j] - sc * c[j] - sd * d[j];
    }
  }

  /** x of A x = b; b is not changed. */
  double[] solve(double[] b) {
    double[] x = b.clone();
    int n = x.length;
    for (int k = 0; k < n; k++) {
      x[k] /= u[k][k];
      double s = x[k];
      for (int j = k + 1; j < n; j++) {
        x[j] -= s * u[k][j];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = x[i];
      for (int j = i + 1; j < n; j++) {
        sum -= u[i][j] * x[j];
      }
      x[i] = sum / u[i][i];
    }
    return x;
  }
}
