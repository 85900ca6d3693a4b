// Adds tensors to one, one after another (native/include/emodna/training.h).
//
// Moves S + 2 floats an element for S additions: bandwidth (of the L2 cache, where gradients of a step lie) is the
// floor, and the launch for the 40 KB that the gradients of z have.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;
constexpr int in_flight = 4;  // loads that wait for none before them

__global__ void __launch_bounds__(threads) sum_kernel(emodna_sum_args a) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < a.count; i += stride) {
    float sum = a.to[i];
    for (int first = 0; first < a.sources; first += in_flight) {
      float values[in_flight];
#pragma unroll
      for (int k = 0; k < in_flight; ++k) values[k] = first + k < a.sources ? a.from[(first + k) * a.count + i] : 0;
#pragma unroll
      for (int k = 0; k < in_flight; ++k) {
        if (first + k < a.sources) sum += values[k];
      }
    }
    a.to[i] = sum;
  }
}

}  // namespace

emodna_status sum(Stream& stream, const emodna_sum_args& args) {
  if (args.sources == 0) return EMODNA_OK;
  const std::int64_t blocks = ceil_div<std::int64_t>(args.count, threads);
  const std::int64_t most = 8LL * stream.context->multiprocessors;
  return launch(stream, "sum", sum_kernel, {grid_of(blocks < most ? blocks : most), dim3(threads)}, args);
}

}  // namespace emodna::cuda
