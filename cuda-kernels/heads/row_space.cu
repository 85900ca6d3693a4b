// Row spaces and their gradients (native/include/emodna/heads.h).
//
// Moves 2 floats an element forward and 4 backward (reads x, dy, dx; writes dx), some ten operations each: bandwidth is
// the floor of many rows, the launch that of a batch. RAW and L2 take a warp a row. STANDARDISED takes a block for 8
// columns, which is a whole 32-byte sector of every row, and reads its columns again for each of the moments (they lie
// in the caches); with few columns and very many rows that leaves multiprocessors idle. Norms and moments are float64,
// as a float32 square of 1e-20 would be 0 and the clamp at 1e-12 wrong; that is one multiply-add an element.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "columns.cuh"

namespace emodna::cuda {
namespace {

constexpr double smallest = 1e-12;  // clamp of norms and standard deviations
constexpr int row_threads = 256;
// A block's column of a group, and where it lies.
struct Column {
  std::int64_t x;  // of its first element in x and dx
  std::int64_t y;  // in y and dy
  int lane;
  int rows;  // 0 for threads after the last column, which only help with sums
  __device__ __forceinline__ explicit Column(const emodna_row_space_args& a) {
    const int blocks = (a.dim + columns - 1) / columns;
    const std::int64_t g = blockIdx.x / blocks;
    const int c = static_cast<int>(blockIdx.x % blocks) * columns + static_cast<int>(threadIdx.x) % columns;
    x = g * a.x_stride + c;
    y = g * a.rows * a.dim + c;
    lane = static_cast<int>(threadIdx.x) / columns;
    rows = c < a.dim ? a.rows : 0;
  }
};

struct Moments {
  double mean, deviation;
  bool clamped;
};

__device__ __forceinline__ Moments moments(const emodna_row_space_args& a, const Column& column, double* scratch) {
  double part = 0;
  for (std::int64_t r = column.lane; r < column.rows; r += lanes) part += a.x[column.x + r * a.dim];
  const double mean = sum_column(part, scratch) / a.rows;
  part = 0;
  for (std::int64_t r = column.lane; r < column.rows; r += lanes) {
    const double d = a.x[column.x + r * a.dim] - mean;
    part += d * d;
  }
  const double deviation = sqrt(sum_column(part, scratch) / a.rows);
  return {mean, deviation < smallest ? smallest : deviation, deviation < smallest};
}

__global__ void __launch_bounds__(column_threads, 1) standardise_kernel(emodna_row_space_args a) {
  const Column column(a);
  const Moments m = moments(a, column, shared_memory<double>());
  const double inverse = 1 / m.deviation;
  for (std::int64_t r = column.lane; r < column.rows; r += lanes) {
    a.y[column.y + r * a.dim] = static_cast<float>((a.x[column.x + r * a.dim] - m.mean) * inverse);
  }
}

__global__ void __launch_bounds__(column_threads, 1) standardise_gradient_kernel(emodna_row_space_args a) {
  double* scratch = shared_memory<double>();
  const Column column(a);
  const Moments m = moments(a, column, scratch);
  const double inverse = 1 / m.deviation;
  double sum = 0, along = 0;
  for (std::int64_t r = column.lane; r < column.rows; r += lanes) {
    const double dy = a.dy[column.y + r * a.dim];
    sum += dy;
    along += dy * ((a.x[column.x + r * a.dim] - m.mean) * inverse);
  }
  const double mean = sum_column(sum, scratch) / a.rows, slope_sum = sum_column(along, scratch);
  // A clamped deviation is a constant.
  const double slope = m.clamped ? 0 : slope_sum / a.rows;
  for (std::int64_t r = column.lane; r < column.rows; r += lanes) {
    const double y = (a.x[column.x + r * a.dim] - m.mean) * inverse;
    a.dx[column.x + r * a.dim] += static_cast<float>((a.dy[column.y + r * a.dim] - mean - y * slope) * inverse);
  }
}

__device__ __forceinline__ double dot(const float* x, const float* y, int count) {
  double sum = 0;
  for (int i = static_cast<int>(threadIdx.x) % 32; i < count; i += 32) sum += static_cast<double>(x[i]) * y[i];
  return reduce_warp<Sum>(sum);
}

// Row of the running warp among those of all groups; its number may be after the last.
__device__ __forceinline__ std::int64_t warp_row() {
  return static_cast<std::int64_t>(blockIdx.x) * (row_threads / 32) + threadIdx.x / 32;
}

__global__ void __launch_bounds__(row_threads) rows_kernel(emodna_row_space_args a) {
  const std::int64_t row = warp_row();
  if (row >= static_cast<std::int64_t>(a.groups) * a.rows) return;
  const float* x = a.x + row / a.rows * a.x_stride + row % a.rows * a.dim;
  float* y = a.y + row * a.dim;
  double inverse = 1;
  if (a.space == EMODNA_SPACE_L2) inverse = 1 / fmax(sqrt(dot(x, x, a.dim)), smallest);
  for (int i = static_cast<int>(threadIdx.x) % 32; i < a.dim; i += 32) y[i] = static_cast<float>(x[i] * inverse);
}

__global__ void __launch_bounds__(row_threads) rows_gradient_kernel(emodna_row_space_args a) {
  const std::int64_t row = warp_row();
  if (row >= static_cast<std::int64_t>(a.groups) * a.rows) return;
  const std::int64_t at = row / a.rows * a.x_stride + row % a.rows * a.dim;
  const float* x = a.x + at;
  const float* dy = a.dy + row * a.dim;
  double inverse = 1, slope = 0;
  if (a.space == EMODNA_SPACE_L2) {
    const double square = dot(x, x, a.dim), along = dot(x, dy, a.dim), norm = sqrt(square);
    slope = norm < smallest ? 0 : along / square;
    inverse = 1 / fmax(norm, smallest);
  }
  for (int i = static_cast<int>(threadIdx.x) % 32; i < a.dim; i += 32) {
    a.dx[at + i] += static_cast<float>((dy[i] - slope * x[i]) * inverse);
  }
}

using Kernel = void (*)(emodna_row_space_args);

emodna_status run(Stream& stream, const char* name, const emodna_row_space_args& a, Kernel by_columns, Kernel by_rows) {
  if (a.rows == 0) return EMODNA_OK;
  if (a.space == EMODNA_SPACE_STANDARDISED) {
    const std::int64_t blocks = ceil_div<std::int64_t>(a.dim, columns) * a.groups;
    return launch(stream, name, by_columns, {grid_of(blocks), dim3(column_threads), column_scratch_bytes}, a);
  }
  const std::int64_t blocks = ceil_div<std::int64_t>(static_cast<std::int64_t>(a.groups) * a.rows, row_threads / 32);
  return launch(stream, name, by_rows, {grid_of(blocks), dim3(row_threads)}, a);
}

}  // namespace

emodna_status row_space_forward(Stream& stream, const emodna_row_space_args& args) {
  return run(stream, "row_space_forward", args, standardise_kernel, rows_kernel);
}

emodna_status row_space_backward(Stream& stream, const emodna_row_space_args& args) {
  return run(stream, "row_space_backward", args, standardise_gradient_kernel, rows_gradient_kernel);
}

}  // namespace emodna::cuda
