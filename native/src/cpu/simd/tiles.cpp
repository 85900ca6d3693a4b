#include "../tiles.h"

#include "float_lanes.h"
#include "pool_functions.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// Register tile: kRows x kVectors accumulators stay in registers over the whole depth.
constexpr int kRows = 6;
constexpr int kVectors = kLanes == 16 ? 4 : 2;

struct Operands {
  std::int64_t depth;
  const float* a;
  std::ptrdiff_t a_row, a_column;
  const float* b;
  std::ptrdiff_t b_row;
  float* c;
  std::ptrdiff_t c_row;
  bool add;
  const float* x;  // as c: only WeightedDifference looks at it
};

struct Product {
  static Lanes step(Lanes sum, Lanes a, Lanes b, const float*) { return sum + a * b; }
};

struct SquaredDifference {
  static Lanes step(Lanes sum, Lanes a, Lanes b, const float*) {
    const Lanes difference = a - b;
    return sum + difference * difference;
  }
};

struct WeightedDifference {
  static Lanes step(Lanes sum, Lanes a, Lanes b, const float* x) { return sum + a * (load(x) - b); }
};

template <class Step, int Rows, int Vectors>
void register_tile(const Operands& o) {
  Lanes sums[Rows][Vectors] = {};
  const float* a = o.a;
  const float* b = o.b;
  for (std::int64_t k = 0; k < o.depth; ++k, a += o.a_column, b += o.b_row) {
    Lanes columns[Vectors];
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) columns[v] = load(b + v * kLanes);
#pragma GCC unroll 6
    for (int r = 0; r < Rows; ++r) {
      const Lanes row = broadcast(a[r * o.a_row]);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) {
        sums[r][v] = Step::step(sums[r][v], row, columns[v], o.x + r * o.c_row + v * kLanes);
      }
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < Rows; ++r) {
    float* c = o.c + r * o.c_row;
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) {
      store(c + v * kLanes, o.add ? load(c + v * kLanes) + sums[r][v] : sums[r][v]);
    }
  }
}

template <class Step, int Vectors>
void row_strip(std::int64_t rows, Operands o) {
  for (; rows >= kRows; rows -= kRows, o.a += kRows * o.a_row, o.c += kRows * o.c_row, o.x += kRows * o.c_row) {
    register_tile<Step, kRows, Vectors>(o);
  }
  switch (rows) {
    case 1:
      return register_tile<Step, 1, Vectors>(o);
    case 2:
      return register_tile<Step, 2, Vectors>(o);
    case 3:
      return register_tile<Step, 3, Vectors>(o);
    case 4:
      return register_tile<Step, 4, Vectors>(o);
    case 5:
      return register_tile<Step, 5, Vectors>(o);
    default:
      return;
  }
}

template <class Step>
void all_columns(std::int64_t rows, std::int64_t columns, Operands o) {
  constexpr int width = kVectors * kLanes;
  for (; columns >= width; columns -= width, o.b += width, o.c += width, o.x += width) {
    row_strip<Step, kVectors>(rows, o);
  }
  // Widths are multiples of 16 floats: only the 64 wide tile of AVX-512 leaves a rest.
  if constexpr (kLanes == 16) {
    if (columns == 48) row_strip<Step, 3>(rows, o);
    if (columns == 32) row_strip<Step, 2>(rows, o);
    if (columns == 16) row_strip<Step, 1>(rows, o);
  }
}

void multiply(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a, std::ptrdiff_t a_row,
              std::ptrdiff_t a_column, const float* b, std::ptrdiff_t b_row, float* c, std::ptrdiff_t c_row, bool add) {
  all_columns<Product>(rows, columns, {depth, a, a_row, a_column, b, b_row, c, c_row, add, c});
}

void distances(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a, std::ptrdiff_t a_row,
               const float* b, std::ptrdiff_t b_row, float* c, std::ptrdiff_t c_row) {
  all_columns<SquaredDifference>(rows, columns, {depth, a, a_row, 1, b, b_row, c, c_row, false, c});
}

void weigh_differences(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a,
                       std::ptrdiff_t a_row, const float* x, const float* b, std::ptrdiff_t row, float* c) {
  // Terms of both signs come in long runs of one: chains as long as those would add to a sum far larger than the
  // result.
  constexpr std::int64_t chain = 16;
  for (std::int64_t k = 0; k < depth; k += chain) {
    const std::int64_t count = depth - k < chain ? depth - k : chain;
    all_columns<WeightedDifference>(rows, columns, {count, a + k, a_row, 1, b + k * row, row, c, row, true, x});
  }
}

double labelled_sum(const float* values, std::int64_t count, std::int32_t label, const std::int32_t* labels) {
  Lanes total{};
  for (std::int64_t j = 0; j < count; j += kLanes) total += load(labels + j) == label ? load(values + j) : Lanes{};
  return sum(total);
}

void softmax_row(const float* dots, std::int64_t count, float inverse_temperature, SoftmaxRow* row) {
  Lanes top = load(dots);
  for (std::int64_t j = kLanes; j < count; j += kLanes) top = larger(top, load(dots + j));
  const float maximum = largest(top) * inverse_temperature;
  if (maximum > row->maximum) {
    row->sum *= static_cast<double>(exponential(broadcast(row->maximum - maximum))[0]);
    row->maximum = maximum;
  }
  Lanes total{};
  const Lanes shift = broadcast(row->maximum);
  for (std::int64_t j = 0; j < count; j += kLanes) total += exponential(load(dots + j) * inverse_temperature - shift);
  row->sum += sum(total);
}

void contrastive_row(float* dots, std::int64_t count, float inverse_temperature, std::int32_t label,
                     const std::int32_t* key_labels, ContrastiveTerms row, ContrastiveTerms keys) {
  for (std::int64_t j = 0; j < count; j += kLanes) {
    const Lanes s = load(dots + j);
    const IntLanes positive = key_labels != nullptr ? load(key_labels + j) == label : IntLanes{};
    Lanes c{};
    if (row.maximum != nullptr) {
      c += exponential(s * inverse_temperature - broadcast(*row.maximum)) * *row.scale;
      c -= positive ? broadcast(*row.positive) : Lanes{};
    }
    if (keys.maximum != nullptr) {
      c += exponential(s * inverse_temperature - load(keys.maximum + j)) * load(keys.scale + j);
      c -= positive ? load(keys.positive + j) : Lanes{};
    }
    store(dots + j, c);
  }
}

// The bandwidths are powers of two apart, so the five exponentials come from two: squaring doubles the relative error
// each time, and three squarings from one (instead of four) would already be felt where the losses cancel.
double kernel_row(float* distances, const float* weights, float factor, float scale, std::int64_t count) {
  Lanes value{};
  const float quarter = scale * -0.25f, twice = scale * -2.0f;
  for (std::int64_t j = 0; j < count; j += kLanes) {
    const Lanes d = load(distances + j);
    const Lanes w = load(weights + j);
    const Lanes e4 = exponential(d * quarter);
    const Lanes e2 = e4 * e4;
    const Lanes e1 = e2 * e2;
    const Lanes e_half = exponential(d * twice);
    const Lanes e_quarter = e_half * e_half;
    value += w * (((e4 + e2) + (e1 + e_half)) + e_quarter);
    store(distances + j, w * factor * (((e4 * 0.25f + e2 * 0.5f) + (e1 + e_half * 2.0f)) + e_quarter * 4.0f));
  }
  return sum(value);
}

// Without decay the parameters don't enter the gradients at all: a factor of 0 would turn an infinite one into NaN.
template <bool decays>
void adam_run(std::int64_t count, const AdamStep& a, float* __restrict parameters, float* __restrict gradients,
              float* __restrict m, float* __restrict v) {
  const float beta1 = a.beta1, beta2 = a.beta2, rate = a.rate, epsilon = a.epsilon, decay = a.decay;
  const float inverse_root_correction2 = a.inverse_root_correction2;
  const float rest1 = static_cast<float>(1.0 - static_cast<double>(beta1));
  const float rest2 = static_cast<float>(1.0 - static_cast<double>(beta2));
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = decays ? gradients[i] + decay * parameters[i] : gradients[i];
    m[i] = beta1 * m[i] + rest1 * g;
    v[i] = beta2 * v[i] + rest2 * (g * g);
    parameters[i] -= rate * m[i] / (__builtin_sqrtf(v[i]) * inverse_root_correction2 + epsilon);
    gradients[i] = 0.0f;
  }
}

void adam(std::int64_t count, const AdamStep& step, float* parameters, float* gradients, float* m, float* v) {
  step.decay != 0.0f ? adam_run<true>(count, step, parameters, gradients, m, v)
                     : adam_run<false>(count, step, parameters, gradients, m, v);
}

}  // namespace

extern const TileKernels kTileKernels;
const TileKernels kTileKernels = {multiply,    distances,       weigh_differences, labelled_sum,
                                  softmax_row, contrastive_row, kernel_row,        adam,
                                  pool,        pool_gradient};

}  // namespace emodna::cpu::EMODNA_ISA
