package org.emodna.kernels.contract;

/**
 * The numbers that a reference computes in. A reference is written once, in plain loops, and rounds
 * after every operation: in FLOAT64 it is the truth, in FLOAT32 the naive kernel. Sums, products,
 * quotients and roots of floats that are computed in double and then rounded are float's own.
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
  };

  /** The result of one operation. */
  abstract double of(double value);

  /** A sum's next partial sum; the term is the result of one operation too. */
  final double add(double sum, double term) {
    return of(sum + of(term));
  }
}
