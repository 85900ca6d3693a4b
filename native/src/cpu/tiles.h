// The dense kernels under the heads and the losses: one table of functions for each set of vector instructions.
//
// A "tile" is a small row-major matrix. Widths are multiples of kTileStep floats: code that packs rows pads them
// with zeros, so that no kernel needs a tail. A "panel" is kPanel rows stored transposed, [dim][kPanel], so that one
// vector holds the same coordinate of neighbouring rows.
#ifndef EMODNA_CPU_TILES_H
#define EMODNA_CPU_TILES_H

#include <cstddef>
#include <cstdint>

namespace emodna::cpu {

constexpr int kTileStep = 16;
constexpr int kPanel = 64;
// Columns that pool() takes at most.
constexpr int kPoolColumns = 16;

constexpr std::int64_t round_up(std::int64_t value, std::int64_t step) { return (value + step - 1) / step * step; }

// What streaming log-sum-exp keeps of a row: the maximum and sum exp(s - maximum).
struct SoftmaxRow {
  float maximum;
  double sum;
};

// The terms of one anchor or key in the gradient of the contrastive loss: its maximum, weight / sum, weight / |P|.
struct ContrastiveTerms {
  const float* maximum;
  const float* scale;
  const float* positive;
};

// What one update of Adam has in common for all parameters; `rate` has the first moment's bias correction in it.
struct AdamStep {
  float rate, beta1, beta2, epsilon, inverse_root_correction2, decay;
};

struct TileKernels {
  // c[m, n] = (add ? c : 0) + sum_k a[m * a_row + k * a_column] b[k * b_row + n]
  void (*multiply)(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a, std::ptrdiff_t a_row,
                   std::ptrdiff_t a_column, const float* b, std::ptrdiff_t b_row, float* c, std::ptrdiff_t c_row,
                   bool add);
  // c[m, n] = sum_k (a[m * a_row + k] - b[k * b_row + n])^2, by direct differences
  void (*distances)(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a, std::ptrdiff_t a_row,
                    const float* b, std::ptrdiff_t b_row, float* c, std::ptrdiff_t c_row);
  // c[m, n] += sum_k a[m * a_row + k] (x[m * row + n] - b[k * row + n]), c as x. By direct differences: in a cluster
  // they are small, and what x times a sum and the sum of products had in common would be rounding.
  void (*weigh_differences)(std::int64_t rows, std::int64_t columns, std::int64_t depth, const float* a,
                            std::ptrdiff_t a_row, const float* x, const float* b, std::ptrdiff_t row, float* c);
  // The sum of values[j] over labels[j] == label.
  double (*labelled_sum)(const float* values, std::int64_t count, std::int32_t label, const std::int32_t* labels);
  // Takes `count` further dot products into a row's running state; s = inverse_temperature * dot.
  void (*softmax_row)(const float* dots, std::int64_t count, float inverse_temperature, SoftmaxRow* row);
  // dots[j] <- row term exp(s - maximum) scale - [positive] positive, plus the same with key j's own terms. `row`
  // points at one anchor's terms or holds NULLs; `keys` likewise.
  void (*contrastive_row)(float* dots, std::int64_t count, float inverse_temperature, std::int32_t label,
                          const std::int32_t* key_labels, ContrastiveTerms row, ContrastiveTerms keys);
  // With d = scale * distances[j]: k = sum_q exp(-d / s_q), slope = sum_q exp(-d / s_q) / s_q.
  // distances[j] <- factor * weights[j] * slope; returns the sum over j of weights[j] * k.
  double (*kernel_row)(float* distances, const float* weights, float factor, float scale, std::int64_t count);
  // Adam on one run of parameters; zeroes the gradients.
  void (*adam)(std::int64_t count, const AdamStep& step, float* parameters, float* gradients, float* m, float* v);
  // Mean and sqrt(biased variance + floor) over `length` frames, `stride` apart, of `columns` <= kPoolColumns
  // neighbouring columns; 0 without frames.
  void (*pool)(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor, float* mean,
               float* deviation);
  // Adds to dx, which lies as x, the gradient of both.
  void (*pool_gradient)(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor,
                        const float* dmean, const float* ddeviation, float* dx);
};

enum class Isa;
const TileKernels& tile_kernels(Isa isa);

}  // namespace emodna::cpu

#endif
