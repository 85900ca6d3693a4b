// Statistics pooling and its gradient (native/include/emodna/pooling.h).
//
// Moves 1 float an element forward and 3 backward (reads x and dx, writes dx), some four operations each: bandwidth is
// the floor. A block takes 32 columns of a row, a warp's load being 128 bytes of one frame, and eight frames at a time.
// It reads its columns again for the second moment, and backward once more; 32 columns of 1,000 frames are 128 kB,
// which lie in the caches. Sums are float64, as a deviation far from zero would be lost in float32; that is one
// addition an element.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/shared.cuh"

namespace emodna::cuda {
namespace {

constexpr int columns = 32, lanes = 8, threads = columns * lanes;

// Sum over the frames of a block's columns: thread (lane, column) brings its part, and all threads of a column get the
// result, added in the order of the lanes. scratch: [lanes][columns].
__device__ __forceinline__ double sum_frames(double value, double* scratch) {
  scratch[threadIdx.x] = value;
  __syncthreads();
  double sum = 0;
#pragma unroll
  for (int lane = 0; lane < lanes; ++lane) sum += scratch[lane * columns + threadIdx.x % columns];
  __syncthreads();
  return sum;
}

// A thread's column of a row, and where it lies.
struct Column {
  std::int64_t x;  // of its first frame in x and dx
  std::int64_t y;  // of its mean in y and dy; its deviation is `dim` floats further
  int frames;      // valid ones; 0 for threads after the last column, which only help with sums
  int lane;
  bool writes;  // one thread a column
  __device__ __forceinline__ explicit Column(const emodna_pooling_args& a) {
    const int blocks = (a.dim + columns - 1) / columns;
    const std::int64_t row = blockIdx.x / blocks, g = row / a.rows, r = row % a.rows;
    const int c = static_cast<int>(blockIdx.x % blocks) * columns + static_cast<int>(threadIdx.x) % columns;
    const int length = a.lengths == nullptr ? a.frames : a.lengths[g / (a.groups / a.inputs) * a.length_stride + r];
    lane = static_cast<int>(threadIdx.x) / columns;
    x = g * a.x_stride + r * a.frames * a.dim + c;
    y = row * 2 * a.dim + c;
    frames = c < a.dim ? min(max(length, 0), a.frames) : 0;
    writes = c < a.dim && lane == 0;
  }
};

struct Moments {
  double mean, deviation;
};

__device__ __forceinline__ Moments moments(const emodna_pooling_args& a, const Column& column, double* scratch) {
  double part = 0;
  for (std::int64_t t = column.lane; t < column.frames; t += lanes) part += a.x[column.x + t * a.dim];
  const double mean = sum_frames(part, scratch) / column.frames;
  part = 0;
  for (std::int64_t t = column.lane; t < column.frames; t += lanes) {
    const double off = a.x[column.x + t * a.dim] - mean;
    part += off * off;
  }
  return {mean, sqrt(sum_frames(part, scratch) / column.frames + static_cast<double>(a.variance_floor))};
}

__global__ void __launch_bounds__(threads) pool_kernel(emodna_pooling_args a) {
  const Column column(a);
  const Moments m = moments(a, column, shared_memory<double>());
  if (!column.writes) return;
  a.y[column.y] = column.frames == 0 ? 0.0f : static_cast<float>(m.mean);
  a.y[column.y + a.dim] = column.frames == 0 ? 0.0f : static_cast<float>(m.deviation);
}

__global__ void __launch_bounds__(threads) pool_gradient_kernel(emodna_pooling_args a) {
  const Column column(a);
  const Moments m = moments(a, column, shared_memory<double>());
  if (column.frames == 0) return;
  const double inverse = 1.0 / column.frames;
  const double level = a.dy[column.y] * inverse, slope = a.dy[column.y + a.dim] * inverse / m.deviation;
  for (std::int64_t t = column.lane; t < column.frames; t += lanes) {
    const std::int64_t at = column.x + t * a.dim;
    a.dx[at] += static_cast<float>(level + (a.x[at] - m.mean) * slope);
  }
}

emodna_status run(Stream& stream, const char* name, const emodna_pooling_args& a, void (*kernel)(emodna_pooling_args)) {
  if (a.rows == 0) return EMODNA_OK;
  const std::int64_t blocks = ceil_div<std::int64_t>(a.dim, columns) * a.groups * a.rows;
  return launch(stream, name, kernel, {grid_of(blocks), dim3(threads), threads * sizeof(double)}, a);
}

}  // namespace

emodna_status pooling_forward(Stream& stream, const emodna_pooling_args& args) {
  return run(stream, "pooling_forward", args, pool_kernel);
}

emodna_status pooling_backward(Stream& stream, const emodna_pooling_args& args) {
  return run(stream, "pooling_backward", args, pool_gradient_kernel);
}

}  // namespace emodna::cuda
