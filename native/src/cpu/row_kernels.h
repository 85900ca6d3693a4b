// The kernels under BatchNorm and dropout of rows: one table of functions for each set of vector instructions.
#ifndef EMODNA_CPU_ROW_KERNELS_H
#define EMODNA_CPU_ROW_KERNELS_H

#include <cstdint>

namespace emodna::cpu {

// Columns that one call treats at most: one cache line of every row.
constexpr int kRowColumns = 16;
// Rows whose random words are drawn at a time.
constexpr int kDrawRows = 32;

// What the counters of a group's random numbers have in common.
struct Draws {
  std::uint64_t key;
  std::uint64_t step;
  std::uint32_t place;      // group within its batch << 16 | site
  std::uint32_t threshold;  // words below it drop
  float keep;               // factor of what is kept
};

// Some neighbouring columns of a group's rows.
struct Columns {
  const float* x;
  std::int64_t stride;  // from row to row, of x, y, dy and dx
  std::int64_t columns;
  std::int64_t first_row, rows;
  std::uint32_t first_column;   // a multiple of 4
  const std::int32_t* lengths;  // of the group's rows, 0 = padding; or NULL
};

struct Moments {
  double mean[kRowColumns];
  double variance[kRowColumns];
};

// y = dropout(relu(scale (x - mean) + beta)).
struct Normalised {
  double mean[kRowColumns];
  double scale[kRowColumns];
  double beta[kRowColumns];
  bool relu;
};

// Sums over rows of du and of du (x - mean), du = the gradient before ReLU and dropout.
struct GradientSums {
  double plain[kRowColumns];
  double centred[kRowColumns];
};

// dx += du of_du + constant + (x - mean) of_x.
struct InputGradient {
  double mean[kRowColumns];
  double of_du[kRowColumns];
  double constant[kRowColumns];
  double of_x[kRowColumns];
};

struct RowKernels {
  // Mean and biased variance of the rows that are not padding; returns how many these are.
  std::int64_t (*moments)(const Columns& columns, Moments* moments);
  // Padding gets 0. `draws` may be NULL: nothing is dropped.
  void (*normalise)(const Columns& columns, const Normalised& bn, const Draws* draws, float* y);
  // Adds to the sums. y is NULL without a ReLU; with it, y = 0 says what ReLU or dropout stopped, and draws are not
  // drawn again.
  void (*gradient_sums)(const Columns& columns, const double* mean, const Draws* draws, const float* y, const float* dy,
                        GradientSums* sums);
  void (*input_gradient)(const Columns& columns, const InputGradient& gradient, const Draws* draws, const float* y,
                         const float* dy, float* dx);
  // A row's values dropped or scaled: y = or += what is left of x.
  void (*drop)(const Draws& draws, std::int64_t row, std::int64_t count, const float* x, float* y, bool add);
};

enum class Isa;
const RowKernels& row_kernels(Isa isa);

// The draws of group g of a batch; `inputs` batches have `groups` groups.
Draws draws_of(std::int64_t g, std::int64_t groups, std::int64_t inputs, std::int32_t site, float rate,
               const std::uint64_t* seeds, const std::int64_t* step);

}  // namespace emodna::cpu

#endif
