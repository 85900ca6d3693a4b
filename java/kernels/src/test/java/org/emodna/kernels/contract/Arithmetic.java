package org.emodna.kernels.contract;

/**
 * The numbers that a reference computes in. A reference is written once, in plain loops, and rounds
 * after every operation: in FLOAT64 it is the truth, in FLOAT32 the naive kernel. Sums, products,
 * quotients and roots of floats that are computed in double and then rounded are float's own.
 *
 * <p>Exponentials of float32 are rounded correctly on the CPU. CUDA's expf() may be 2 ulps off
 * (CUDA C++ Programming Guide, "Mathematical Functions"), and so the naive kernel on a GPU is
 * FLOAT32_CUDA: each of its exponentials is off by some whole number of ulps up to that, the same
 * for the same argument.
 */
enum Arithmetic {
  FLOAT64 {
    @Override
    double of(double value) {
      return value;
    }
  },
  FLOAT32 {
    @Override
    double of(double value) {
      return (float) value;
    }
  },
  FLOAT32_CUDA {
    @Override
    double of(double value) {
      return (float) value;
    }

    @Override
    double exp(double value) {
      float exact = (float) Math.exp(value);
      if (value == 0 || exact == 0) {
        return exact;
      }
      int hash = Float.floatToIntBits((float) value) * 0x9E3779B1;
      int ulps = Math.floorMod(hash >>> 16, 2 * EXP_ULPS + 1) - EXP_ULPS;
      return Float.intBitsToFloat(Math.max(1, Float.floatToIntBits(exact) + ulps));
    }
  };

  private static final int EXP_ULPS = 2;

  /** The result of one operation. */
  abstract double of(double value);

  /** e to the power of an argument that is a number of this kind. */
  double exp(double value) {
    return of(Math.exp(value));
  }

  /** A sum's next partial sum; the term is the result of one operation too. */
  final double add(double sum, double term) {
    return of(sum + of(term));
  }
}
