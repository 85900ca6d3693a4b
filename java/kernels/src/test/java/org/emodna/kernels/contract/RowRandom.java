package org.emodna.kernels.contract;

/** The random numbers of {@code emodna/rows.h}: Philox4x32-10, after Salmon et al. 2011. */
final class RowRandom {
  private final long seed;
  private final long step;

  RowRandom(long seed, long step) {
    this.seed = seed;
    this.step = step;
  }

  /** The four words, each from 0 to 2^32 - 1, for the last two words of the counter. */
  long[] words(int place, int last) {
    long low = 0xFFFFFFFFL;
    long[] c = {step & low, step >>> 32, place & low, last & low};
    long key0 = seed & low;
    long key1 = seed >>> 32;
    for (int round = 0; round < 10; round++) {
      long a = 0xD2511F53L * c[0];
      long b = 0xCD9E8D57L * c[2];
      c = new long[] {b >>> 32 ^ c[1] ^ key0, b & low, a >>> 32 ^ c[3] ^ key1, a & low};
      key0 = key0 + 0x9E3779B9L & low;
      key1 = key1 + 0xBB67AE85L & low;
    }
    return c;
  }

  /** Factors [rows, dim] of dropout of the group of this number within its batch. */
  double[] factors(int rows, int dim, float rate, int group, int site) {
    double[] factors = new double[rows * dim];
    for (int at = 0; at < factors.length; at++) {
      int column = at % dim;
      long word = words(group << 16 | site, at / dim << 12 | column / 4)[column % 4];
      factors[at] = word >= rate * 0x1p32 ? 1 / (1 - (double) rate) : 0;
    }
    return factors;
  }

  /** A row [frames, features] with `length` valid frames, jittered. */
  double[] jitter(double[] x, int features, int length, double[] strength, int site, int row) {
    double[] y = new double[x.length];
    long[] span = words(1 << 16 | site, row << 12);
    long size = span[0] * ((long) (strength[2] * length) + 1) >>> 32;
    long begin = span[1] * (length - size + 1) >>> 32;
    for (int f = 0; f < features; f++) {
      long[] words = words(site, row << 12 | f);
      double radius = Math.sqrt(-2 * Math.log((words[0] + 1) / 0x1p32));
      double angle = 2 * Math.PI * words[1] / 0x1p32;
      for (int t = 0; t < length; t++) {
        int at = t * features + f;
        if (t < begin || t >= begin + size) {
          double shifted = x[at] + strength[0] * radius * Math.cos(angle);
          y[at] = shifted * (1 + strength[1] * radius * Math.sin(angle));
        }
      }
    }
    return y;
  }
}
