// BatchNorm over rows with the ReLU and the dropout that follow it, and its gradient (native/include/emodna/rows.h).
//
// Moves 2 floats an element forward and 4 backward (5 with a ReLU), some twenty operations each, and forty more where
// random numbers are drawn: bandwidth is the floor of many rows, the launch that of a batch, which is why all three
// operations are one kernel. A block takes 8 columns of a group (columns.cuh) and reads them again for each of the
// moments and sums; they lie in the caches. Sums are float64, as the variance of values far from zero would be lost in
// float32. After a ReLU the backward pass sees in y what was dropped; without one it draws again.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/shared.cuh"
#include "columns.cuh"
#include "row_draws.cuh"

namespace emodna::cuda {
namespace {

// A thread's column of a group. Threads after the last column only help with sums: they have no rows.
struct Column {
  std::int64_t g, x, y, parameter;  // offsets of its first element: in x and dx, in y and dy, in gamma and beta
  int c, lane;
  bool exists;
  const std::int32_t* lengths;
  __device__ __forceinline__ explicit Column(const emodna_batch_norm_args& a) {
    const int blocks = (a.dim + columns - 1) / columns;
    g = blockIdx.x / blocks;
    c = static_cast<int>(blockIdx.x % blocks) * columns + static_cast<int>(threadIdx.x) % columns;
    lane = static_cast<int>(threadIdx.x) / columns;
    exists = c < a.dim;
    x = g * a.x_stride + c;
    y = g * a.rows * a.dim + c;
    parameter = g * a.dim + c;
    lengths = a.lengths != nullptr ? a.lengths + g / (a.groups / a.inputs) * a.length_stride : nullptr;
  }
  __device__ __forceinline__ bool enters(std::int64_t r) const { return lengths == nullptr || lengths[r] > 0; }
};

struct Statistics {
  double mean, inverse;
  double count;  // of rows that made them; 0: they are the running ones
};

// The rows of one set of statistics that a thread of a column visits: first, first + lanes, ... below end.
struct Domain {
  std::int64_t first, end;
  float* running;  // mean of the column; its variance is dim further
  __device__ __forceinline__ Domain(const emodna_batch_norm_args& a, const Column& column, int number) {
    const int split = a.domains == 1 ? a.rows : a.domain_rows;
    first = (number == 0 ? 0 : split) + column.lane;
    end = !column.exists ? 0 : number == 0 ? split : a.rows;
    running = a.running + (column.g * a.domains + number) * 2 * a.dim + column.c;
  }
};

// All threads of the block must come; those of a column get the same. `variance` is what the running one learns from.
__device__ __forceinline__ Statistics statistics(const emodna_batch_norm_args& a, const Column& column,
                                                 const Domain& domain, double* scratch, double* variance) {
  double count = 0, mean = 0;
  *variance = 0;
  if (a.train != 0) {
    double part = 0, entering = 0;
    for (std::int64_t r = domain.first; r < domain.end; r += lanes) {
      if (!column.enters(r)) continue;
      part += a.x[column.x + r * a.dim];
      entering += 1;
    }
    count = sum_column(entering, scratch);
    mean = sum_column(part, scratch) / (count > 0 ? count : 1);
    part = 0;
    for (std::int64_t r = domain.first; r < domain.end; r += lanes) {
      if (!column.enters(r)) continue;
      const double off = a.x[column.x + r * a.dim] - mean;
      part += off * off;
    }
    *variance = sum_column(part, scratch) / (count > 0 ? count : 1);
  }
  if (count == 0 && column.exists) {
    mean = domain.running[0];
    *variance = domain.running[a.dim];
  }
  return {mean, 1 / sqrt(*variance + static_cast<double>(a.epsilon)), count};
}

__global__ void __launch_bounds__(column_threads, 1) forward_kernel(emodna_batch_norm_args a, DropRate rate) {
  double* scratch = shared_memory<double>();
  const Column column(a);
  const bool drops = a.train != 0 && a.dropout > 0;
  for (int number = 0; number < a.domains; ++number) {
    const Domain domain(a, column, number);
    double variance;
    const Statistics s = statistics(a, column, domain, scratch, &variance);
    if (!column.exists) continue;
    const double scale = s.inverse * a.gamma[column.parameter], beta = a.beta[column.parameter];
    for (std::int64_t r = domain.first; r < domain.end; r += lanes) {
      float value = 0;
      if (column.enters(r)) {
        value = static_cast<float>((a.x[column.x + r * a.dim] - s.mean) * scale + beta);
        if (a.relu != 0 && value < 0) value = 0;
        if (drops) {
          const RowDraws draws(column.g, a.groups, a.inputs, a.site, a.seeds, a.step);
          value *= draws.factor(r, column.c, rate);
        }
      }
      a.y[column.y + r * a.dim] = value;
    }
    if (s.count == 0 || column.lane != 0) continue;
    const double momentum = a.momentum;
    domain.running[0] = static_cast<float>(momentum * domain.running[0] + (1 - momentum) * s.mean);
    domain.running[a.dim] = static_cast<float>(momentum * domain.running[a.dim] + (1 - momentum) * variance);
  }
}

// The gradient before the dropout and the ReLU.
__device__ __forceinline__ double gradient(const emodna_batch_norm_args& a, const Column& column, std::int64_t r,
                                           bool drops, const DropRate& rate) {
  const std::int64_t at = column.y + r * a.dim;
  if (a.relu != 0) return a.y[at] > 0 ? static_cast<double>(drops ? rate.keep : 1.0f) * a.dy[at] : 0.0;
  if (!drops) return a.dy[at];
  const RowDraws draws(column.g, a.groups, a.inputs, a.site, a.seeds, a.step);
  return static_cast<double>(draws.factor(r, column.c, rate)) * a.dy[at];
}

__global__ void __launch_bounds__(column_threads, 1) backward_kernel(emodna_batch_norm_args a, DropRate rate) {
  double* scratch = shared_memory<double>();
  const Column column(a);
  const bool drops = a.train != 0 && a.dropout > 0;
  for (int number = 0; number < a.domains; ++number) {
    const Domain domain(a, column, number);
    double variance;
    const Statistics s = statistics(a, column, domain, scratch, &variance);
    double plain = 0, centred = 0;
    for (std::int64_t r = domain.first; r < domain.end; r += lanes) {
      if (!column.enters(r)) continue;
      const double du = gradient(a, column, r, drops, rate);
      plain += du;
      centred += du * (a.x[column.x + r * a.dim] - s.mean);
    }
    plain = sum_column(plain, scratch);
    centred = sum_column(centred, scratch);
    if (!column.exists) continue;
    if (column.lane == 0) {
      a.dgamma[column.parameter] += static_cast<float>(centred * s.inverse);
      a.dbeta[column.parameter] += static_cast<float>(plain);
    }
    if (a.dx == nullptr) continue;
    const double scale = s.inverse * a.gamma[column.parameter];
    // Running statistics are constants.
    const double each = s.count > 0 ? scale / s.count : 0, slope = each * s.inverse * s.inverse * centred;
    for (std::int64_t r = domain.first; r < domain.end; r += lanes) {
      if (!column.enters(r)) continue;
      const double off = a.x[column.x + r * a.dim] - s.mean;
      a.dx[column.x + r * a.dim] +=
          static_cast<float>(gradient(a, column, r, drops, rate) * scale - each * plain - off * slope);
    }
  }
}

emodna_status run(Stream& stream, const char* name, void (*kernel)(emodna_batch_norm_args, DropRate),
                  const emodna_batch_norm_args& a) {
  const std::int64_t blocks = ceil_div<std::int64_t>(a.dim, columns) * a.groups;
  return launch(stream, name, kernel, {grid_of(blocks), dim3(column_threads), column_scratch_bytes}, a,
                DropRate(a.dropout));
}

}  // namespace

emodna_status batch_norm_forward(Stream& stream, const emodna_batch_norm_args& args) {
  return run(stream, "batch_norm_forward", forward_kernel, args);
}

emodna_status batch_norm_backward(Stream& stream, const emodna_batch_norm_args& args) {
  return run(stream, "batch_norm_backward", backward_kernel, args);
}

}  // namespace emodna::cuda
