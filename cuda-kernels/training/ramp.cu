// The ramp of the loss weights (native/include/emodna/training.h): at most eight numbers, so the launch is the floor.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

__global__ void ramp_kernel(emodna_ramp_args a) {
  // float64, since 2 / (1 + e^-x) - 1 cancels at the first steps.
  const double progress = static_cast<double>(*a.step) / static_cast<double>(a.total_steps);
  const double level = 2 / (1 + exp(-10 * progress)) - 1;
  // One thread, since an index into the arguments that is known only at run time would put them into local memory.
#pragma unroll
  for (int k = 0; k < 8; ++k) {
    if (k < a.count) a.weights[k] = static_cast<float>(a.scale[k] * level);
  }
}

}  // namespace

emodna_status ramp(Stream& stream, const emodna_ramp_args& args) {
  if (args.count == 0) return EMODNA_OK;
  return launch(stream, "ramp", ramp_kernel, {dim3(1), dim3(1)}, args);
}

}  // namespace emodna::cuda
