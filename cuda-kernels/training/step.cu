// The end of a step (native/include/emodna/training.h): moves a few values into the log; the launch is the floor. One
// block, as the counter may only change when every value has found its row of the log.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

__global__ void __launch_bounds__(threads) step_kernel(emodna_step_args a) {
  const std::int64_t step = *a.step, slot = (step % a.log_rows + a.log_rows) % a.log_rows;
  for (int k = static_cast<int>(threadIdx.x); k < a.count; k += threads) a.log[slot * a.count + k] = a.values[k];
  __syncthreads();
  if (threadIdx.x == 0) *a.step = step + 1;
}

}  // namespace

emodna_status step(Stream& stream, const emodna_step_args& args) {
  return launch(stream, "step", step_kernel, {dim3(1), dim3(threads)}, args);
}

}  // namespace emodna::cuda
