// BatchNorm and dropout of rows, for neighbouring columns. Sums and moments are double: float sums of values far from
// zero would lose the variance.
#include "../row_kernels.h"

#include <algorithm>

#include "float_lanes.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace emodna::cpu::EMODNA_ISA {
namespace {

// Counters whose rounds of Philox run side by side.
constexpr int kCounters = 16;
constexpr int kWords = 4 * kCounters;

// Each 64-bit lane holds one 32-bit word; what is above that is left over and never counts.
#if defined(__AVX512F__)
constexpr int kWide = 8;
#elif defined(__AVX2__)
constexpr int kWide = 4;
#else
constexpr int kWide = 2;
#endif
typedef std::uint64_t WideLanes __attribute__((vector_size(kWide * 8), may_alias));

// The products of the low halves. Compilers don't see that in a product of 64-bit lanes.
inline WideLanes multiply_low(WideLanes a, WideLanes b) {
#if defined(__AVX512F__)
  // Without a mask GCC 12 warns of the intrinsic's own undefined lanes.
  return reinterpret_cast<WideLanes>(
      _mm512_maskz_mul_epu32(0xFF, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif defined(__AVX2__)
  return reinterpret_cast<WideLanes>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#elif defined(__SSE2__)
  return reinterpret_cast<WideLanes>(_mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  return (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF);
#endif
}

// words[4 i + lane] = word `lane` of Philox4x32-10 for the counter that ends in last[i].
void philox(const Draws& draws, const std::uint32_t (&last)[kCounters], std::uint32_t* words) {
  constexpr int vectors = kCounters / kWide;
  const WideLanes zero = {}, factor0 = zero + 0xD2511F53, factor1 = zero + 0xCD9E8D57;
  WideLanes c[vectors][4];
  for (int v = 0; v < vectors; ++v) {
    c[v][0] = zero + draws.step;
    c[v][1] = zero + (draws.step >> 32);
    c[v][2] = zero + draws.place;
    alignas(64) std::uint64_t wide[kWide];
    for (int i = 0; i < kWide; ++i) wide[i] = last[v * kWide + i];
    c[v][3] = *reinterpret_cast<const WideLanes*>(wide);
  }
  std::uint32_t key0 = static_cast<std::uint32_t>(draws.key), key1 = static_cast<std::uint32_t>(draws.key >> 32);
  for (int round = 0; round < 10; ++round) {
    for (int v = 0; v < vectors; ++v) {
      const WideLanes a = multiply_low(c[v][0], factor0), b = multiply_low(c[v][2], factor1);
      c[v][0] = (b >> 32) ^ c[v][1] ^ key0;
      c[v][1] = b;
      c[v][2] = (a >> 32) ^ c[v][3] ^ key1;
      c[v][3] = a;
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (int v = 0; v < vectors; ++v) {
    // Two words in each lane, as they lie in memory on a little-endian machine.
    alignas(64) std::uint64_t pairs[2][kWide];
    *reinterpret_cast<WideLanes*>(pairs[0]) = (c[v][0] & 0xFFFFFFFF) | c[v][1] << 32;
    *reinterpret_cast<WideLanes*>(pairs[1]) = (c[v][2] & 0xFFFFFFFF) | c[v][3] << 32;
    std::uint32_t* to = words + 4 * v * kWide;
    for (int i = 0; i < kWide; ++i) {
      __builtin_memcpy(to + 4 * i, &pairs[0][i], sizeof pairs[0][i]);
      __builtin_memcpy(to + 4 * i + 2, &pairs[1][i], sizeof pairs[1][i]);
    }
  }
}

// What the words of that many counters do: keep, or 0 where one drops.
void philox_factors(const Draws& draws, const std::uint32_t (&last)[kCounters], float* factors) {
  alignas(64) std::uint32_t words[kWords];
  philox(draws, last, words);
  const UnsignedLanes threshold = UnsignedLanes{} + draws.threshold;
  for (int i = 0; i < kWords; i += kLanes) {
    const UnsignedLanes drawn = reinterpret_cast<UnsignedLanes>(load(reinterpret_cast<const std::int32_t*>(words) + i));
    store(factors + i, drawn >= threshold ? broadcast(draws.keep) : Lanes{});
  }
}

// The factors of kDrawRows rows from `row` on, [kDrawRows][kRowColumns].
void draw_factors(const Draws& draws, std::int64_t row, std::uint32_t column, float* factors) {
  constexpr int each = kRowColumns / 4, rows = kCounters / each;
  for (int r = 0; r < kDrawRows; r += rows) {
    std::uint32_t last[kCounters];
    for (int i = 0; i < kCounters; ++i) {
      const std::uint32_t quad = column / 4 + static_cast<std::uint32_t>(i % each);
      last[i] = static_cast<std::uint32_t>(row + r + i / each) << 12 | quad;
    }
    philox_factors(draws, last, factors + r * kRowColumns);
  }
}

bool is_padding(const Columns& c, std::int64_t row) { return c.lengths != nullptr && c.lengths[row] <= 0; }

// body(offset of the row, number of columns) for each row that is not padding. The number is a constant where all
// columns are there, and then the loops over columns are vectors.
template <bool whole, class Body>
void each_row(const Columns& c, const Body& body) {
  const std::int64_t width = whole ? kRowColumns : c.columns;
  for (std::int64_t r = c.first_row; r < c.first_row + c.rows; ++r) {
    if (!is_padding(c, r)) body(r * c.stride, width);
  }
}

template <bool whole>
std::int64_t find_moments(const Columns& c, Moments* m) {
  double sum[kRowColumns] = {}, squares[kRowColumns] = {};
  std::int64_t count = 0;
  each_row<whole>(c, [&](std::int64_t at, std::int64_t width) {
    for (std::int64_t i = 0; i < width; ++i) sum[i] += c.x[at + i];
    ++count;
  });
  if (count == 0) return 0;
  const double inverse = 1.0 / static_cast<double>(count);
  double mean[kRowColumns];
  for (int i = 0; i < kRowColumns; ++i) mean[i] = sum[i] * inverse;
  each_row<whole>(c, [&](std::int64_t at, std::int64_t width) {
    for (std::int64_t i = 0; i < width; ++i) {
      const double off = c.x[at + i] - mean[i];
      squares[i] += off * off;
    }
  });
  for (int i = 0; i < kRowColumns; ++i) m->mean[i] = mean[i], m->variance[i] = squares[i] * inverse;
  return count;
}

// body(offset of the row, number of columns, the row's factors) as each_row, with factors drawn some rows at a time;
// 1 where nothing is dropped.
template <bool whole, class Body>
void each_drawn_row(const Columns& c, const Draws* draws, const Body& body) {
  float factors[kDrawRows * kRowColumns];
  std::fill_n(factors, kDrawRows * kRowColumns, 1.0F);
  const std::int64_t end = c.first_row + c.rows;
  for (std::int64_t first = c.first_row; first < end; first += kDrawRows) {
    if (draws != nullptr) draw_factors(*draws, first, c.first_column, factors);
    Columns part = c;
    part.first_row = first;
    part.rows = std::min<std::int64_t>(kDrawRows, end - first);
    each_row<whole>(part, [&](std::int64_t at, std::int64_t width) {
      body(at, width, factors + (at / c.stride - first) * kRowColumns);
    });
  }
}

template <bool whole>
void write_normalised(const Columns& c, const Normalised& bn, const Draws* draws, float* y) {
  const double lowest = bn.relu ? 0.0 : -__builtin_inf();
  each_drawn_row<whole>(c, draws, [&](std::int64_t at, std::int64_t width, const float* factor) {
    for (std::int64_t i = 0; i < width; ++i) {
      const double value = (c.x[at + i] - bn.mean[i]) * bn.scale[i] + bn.beta[i];
      y[at + i] = static_cast<float>(value < lowest ? lowest : value) * factor[i];
    }
  });
  if (c.lengths == nullptr) return;
  for (std::int64_t r = c.first_row; r < c.first_row + c.rows; ++r) {
    if (is_padding(c, r)) std::fill_n(y + r * c.stride, c.columns, 0.0F);
  }
}

// body(offset, columns, du of the row).
template <bool whole, class Body>
void each_gradient(const Columns& c, const Draws* draws, const float* y, const float* dy, const Body& body) {
  double du[kRowColumns] = {};
  if (y == nullptr) {
    each_drawn_row<whole>(c, draws, [&](std::int64_t at, std::int64_t width, const float* factor) {
      for (std::int64_t i = 0; i < width; ++i) du[i] = static_cast<double>(dy[at + i]) * factor[i];
      body(at, width, du);
    });
    return;
  }
  const double keep = draws != nullptr ? draws->keep : 1.0;
  each_row<whole>(c, [&](std::int64_t at, std::int64_t width) {
    float slope[kRowColumns];
    if (whole) {
      // Written out: compilers unroll so short a loop, and then find no vectors for the choice.
      for (int i = 0; i < kRowColumns; i += kLanes) {
        store(slope + i, load(y + at + i) > 0.0F ? load(dy + at + i) : Lanes{});
      }
    } else {
      for (std::int64_t i = 0; i < width; ++i) slope[i] = y[at + i] > 0.0F ? dy[at + i] : 0.0F;
    }
    for (std::int64_t i = 0; i < width; ++i) du[i] = keep * slope[i];
    body(at, width, du);
  });
}

template <bool whole>
void add_gradient_sums(const Columns& c, const double* mean, const Draws* draws, const float* y, const float* dy,
                       GradientSums* sums) {
  each_gradient<whole>(c, draws, y, dy, [&](std::int64_t at, std::int64_t width, const double* du) {
    for (std::int64_t i = 0; i < width; ++i) {
      sums->plain[i] += du[i];
      sums->centred[i] += du[i] * (c.x[at + i] - mean[i]);
    }
  });
}

template <bool whole>
void add_input_gradient(const Columns& c, const InputGradient& g, const Draws* draws, const float* y, const float* dy,
                        float* dx) {
  each_gradient<whole>(c, draws, y, dy, [&](std::int64_t at, std::int64_t width, const double* du) {
    for (std::int64_t i = 0; i < width; ++i) {
      dx[at + i] += static_cast<float>(du[i] * g.of_du[i] + g.constant[i] + (c.x[at + i] - g.mean[i]) * g.of_x[i]);
    }
  });
}

std::int64_t moments(const Columns& c, Moments* m) {
  return c.columns == kRowColumns ? find_moments<true>(c, m) : find_moments<false>(c, m);
}

void normalise(const Columns& c, const Normalised& bn, const Draws* draws, float* y) {
  c.columns == kRowColumns ? write_normalised<true>(c, bn, draws, y) : write_normalised<false>(c, bn, draws, y);
}

void gradient_sums(const Columns& c, const double* mean, const Draws* draws, const float* y, const float* dy,
                   GradientSums* sums) {
  c.columns == kRowColumns ? add_gradient_sums<true>(c, mean, draws, y, dy, sums)
                           : add_gradient_sums<false>(c, mean, draws, y, dy, sums);
}

void input_gradient(const Columns& c, const InputGradient& g, const Draws* draws, const float* y, const float* dy,
                    float* dx) {
  c.columns == kRowColumns ? add_input_gradient<true>(c, g, draws, y, dy, dx)
                           : add_input_gradient<false>(c, g, draws, y, dy, dx);
}

void drop(const Draws& draws, std::int64_t row, std::int64_t count, const float* x, float* y, bool add) {
  for (std::int64_t first = 0; first < count; first += kWords) {
    std::uint32_t last[kCounters];
    float factors[kWords];
    for (int i = 0; i < kCounters; ++i) {
      last[i] = static_cast<std::uint32_t>(row) << 12 | static_cast<std::uint32_t>(first / 4 + i);
    }
    philox_factors(draws, last, factors);
    const std::int64_t width = std::min<std::int64_t>(kWords, count - first);
    if (add) {
      for (std::int64_t i = 0; i < width; ++i) y[first + i] += factors[i] * x[first + i];
    } else {
      for (std::int64_t i = 0; i < width; ++i) y[first + i] = factors[i] * x[first + i];
    }
  }
}

}  // namespace

extern const RowKernels kRowKernels;
const RowKernels kRowKernels = {moments, normalise, gradient_sums, input_gradient, drop};

}  // namespace emodna::cpu::EMODNA_ISA
