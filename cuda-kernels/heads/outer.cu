// CDAN's multilinear map and its gradient (native/include/emodna/heads.h).
//
// Moves classes + 1 floats an element of z forward, classes + 2 backward, one operation each: bandwidth is the floor of
// many rows, the launch that of a batch. A warp takes a row, so that p is the same for all its lanes and neighbours
// in memory go to neighbouring lanes.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

struct Row {
  std::int64_t number;  // among those of all groups
  std::int64_t z;       // of its first element in z and dz
  __device__ __forceinline__ explicit Row(const emodna_outer_args& a)
      : number(static_cast<std::int64_t>(blockIdx.x) * (threads / 32) + threadIdx.x / 32),
        z(number / a.rows * a.z_stride + number % a.rows * a.dim) {}
  __device__ __forceinline__ bool exists(const emodna_outer_args& a) const {
    return number < static_cast<std::int64_t>(a.groups) * a.rows;
  }
};

__global__ void __launch_bounds__(threads) forward_kernel(emodna_outer_args a) {
  const Row row(a);
  if (!row.exists(a)) return;
  const float* p = a.p + row.number * a.classes;
  float* y = a.y + row.number * a.classes * a.dim;
  for (int c = 0; c < a.classes; ++c) {
    const float weight = p[c];
    for (int i = static_cast<int>(threadIdx.x) % 32; i < a.dim; i += 32) {
      y[static_cast<std::int64_t>(c) * a.dim + i] = weight * a.z[row.z + i];
    }
  }
}

__global__ void __launch_bounds__(threads) backward_kernel(emodna_outer_args a) {
  const Row row(a);
  if (!row.exists(a)) return;
  const float* p = a.p + row.number * a.classes;
  const float* dy = a.dy + row.number * a.classes * a.dim;
  for (int i = static_cast<int>(threadIdx.x) % 32; i < a.dim; i += 32) {
    float sum = 0;
    for (int c = 0; c < a.classes; ++c) sum = fmaf(p[c], dy[static_cast<std::int64_t>(c) * a.dim + i], sum);
    a.dz[row.z + i] += sum;
  }
}

Launch shape(const emodna_outer_args& a) {
  const std::int64_t rows = static_cast<std::int64_t>(a.groups) * a.rows;
  return {grid_of(ceil_div<std::int64_t>(rows, threads / 32)), dim3(threads)};
}

}  // namespace

emodna_status outer_forward(Stream& stream, const emodna_outer_args& args) {
  return launch(stream, "outer_forward", forward_kernel, shape(args), args);
}

emodna_status outer_backward(Stream& stream, const emodna_outer_args& args) {
  return launch(stream, "outer_backward", backward_kernel, shape(args), args);
}

}  // namespace emodna::cuda
