// Naive float64 versions of the operations on rows (emodna/rows.h), one group or row at a time.
#ifndef EMODNA_TESTS_ROWS_REFERENCE_H
#define EMODNA_TESTS_ROWS_REFERENCE_H

#include "encoder_reference.h"
#include "reference.h"

inline std::vector<std::uint32_t> row_words(std::uint64_t seed, std::int64_t step, std::uint32_t place,
                                            std::uint32_t last) {
  const std::uint32_t counter[4] = {std::uint32_t(step), std::uint32_t(std::uint64_t(step) >> 32), place, last};
  std::vector<std::uint32_t> words(4);
  reference_philox(counter, seed, words.data());
  return words;
}

// Factors [rows, dim] of a group's dropout.
inline Doubles dropout_factors(int rows, int dim, float rate, std::uint64_t seed, std::int64_t step, int group,
                               int site) {
  Doubles factors(std::size_t(rows) * dim);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < dim; ++c) {
      const auto words = row_words(seed, step, std::uint32_t(group) << 16 | site, std::uint32_t(r) << 12 | (c / 4));
      factors[std::size_t(r) * dim + c] =
          words[c % 4] >= double(rate) * 4294967296.0 ? 1.0 / (1.0 - double(rate)) : 0.0;
    }
  }
  return factors;
}

// BatchNorm of one group: [x, gamma, beta] in one array, so that differences with respect to all of them are one call.
struct BatchNormReference {
  int rows, dim, domains, domain_rows;
  bool train, relu;
  double epsilon, momentum;
  Labels lengths;   // empty: no padding
  Doubles factors;  // empty: no dropout
  Doubles running;  // [domains, 2 dim]

  bool enters(int r) const { return lengths.empty() || lengths[r] > 0; }

  // Writes the new running statistics where `updated` is not NULL.
  Doubles forward(const Doubles& all, Doubles* updated = nullptr) const {
    const std::size_t size = std::size_t(rows) * dim;
    Doubles y(size);
    for (int k = 0; k < domains; ++k) {
      const int begin = k == 0 ? 0 : domain_rows, end = k == 0 && domains == 2 ? domain_rows : rows;
      for (int c = 0; c < dim; ++c) {
        const double* x = all.data() + c;
        double mean = running[2 * k * dim + c], variance = running[(2 * k + 1) * dim + c];
        int count = 0;
        for (int r = begin; r < end; ++r) count += enters(r);
        if (train && count > 0) {
          mean = variance = 0.0;
          for (int r = begin; r < end; ++r) mean += enters(r) ? x[r * dim] / count : 0.0;
          for (int r = begin; r < end; ++r)
            variance += enters(r) ? (x[r * dim] - mean) * (x[r * dim] - mean) / count : 0.0;
          if (updated != nullptr) {
            double* of = updated->data() + 2 * k * dim + c;
            of[0] = momentum * of[0] + (1.0 - momentum) * mean;
            of[dim] = momentum * of[dim] + (1.0 - momentum) * variance;
          }
        }
        for (int r = begin; r < end; ++r) {
          if (!enters(r)) continue;
          double value = (x[r * dim] - mean) / std::sqrt(variance + epsilon) * all[size + c] + all[size + dim + c];
          if (relu) value = std::max(0.0, value);
          y[std::size_t(r) * dim + c] = factors.empty() ? value : value * factors[std::size_t(r) * dim + c];
        }
      }
    }
    return y;
  }
};

// A row of jitter.
inline Doubles jittered(const Doubles& x, int frames, int features, int length, double shift, double scale, float span,
                        std::uint64_t seed, std::int64_t step, int site, int row) {
  Doubles y(x.size());
  const auto w = row_words(seed, step, 1u << 16 | std::uint32_t(site), std::uint32_t(row) << 12);
  const std::uint64_t most = std::uint64_t(double(span) * length);
  const int size = int((std::uint64_t(w[0]) * (most + 1)) >> 32);
  const int begin = int((std::uint64_t(w[1]) * std::uint64_t(length - size + 1)) >> 32);
  for (int f = 0; f < features; ++f) {
    const auto n = row_words(seed, step, std::uint32_t(site), std::uint32_t(row) << 12 | std::uint32_t(f));
    const double radius = std::sqrt(-2.0 * std::log((n[0] + 1.0) / 4294967296.0)),
                 angle = 2.0 * M_PI * n[1] / 4294967296.0;
    for (int t = 0; t < length; ++t) {
      if (t >= begin && t < begin + size) continue;
      const std::size_t at = std::size_t(t) * features + f;
      y[at] = (x[at] + shift * radius * std::cos(angle)) * (1.0 + scale * radius * std::sin(angle));
    }
  }
  return y;
}

#endif
