package org.emodna.evaluation;

/** Eigenvalues of small symmetric matrices, by Jacobi's rotations. */
final class Eigenvalues {
  /** Convergence is quadratic: a handful of sweeps does for any size that classes come in. */
  private static final int MOST_SWEEPS = 60;

  private Eigenvalues() {}

  /**
   * The eigenvalues, in no order.
   *
   * @param matrix [n][n]; overwritten
   */
  static double[] ofSymmetric(double[][] matrix) {
    int n = matrix.length;
    for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(matrix) > 0; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(matrix, p, q);
        }
      }
    }
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = matrix[i][i];
    }
    return values;
  }

  /** Largest element beside the diagonal; 0 where it is lost in the diagonal's rounding. */
  private static double offDiagonal(double[][] a) {
    double most = 0;
    double diagonal = 0;
    for (int i = 0; i < a.length; i++) {
      diagonal = Math.max(diagonal, Math.abs(a[i][i]));
      for (int j = 0; j < a.length; j++) {
        most = i == j ? most : Math.max(most, Math.abs(a[i][j]));
      }
    }
    return most <= 1e-17 * diagonal ? 0 : most;
  }

  /** Makes a[p][q] zero. */
  private static void rotate(double[][] a, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
    }
    a[p][q] = 0;
    a[q][p] = 0;
  }
}
