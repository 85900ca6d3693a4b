// Adam over all parameters at once (native/include/emodna/training.h), and the gradients zeroed behind it.
//
// Moves 7 floats a parameter (reads p, g, m, v; writes p, m, v) and the zero, some 20 operations: bandwidth is the
// floor, but at the 0.2 to 4 M parameters of a run everything lies in the L2 cache and the launch itself is most of the
// time.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

__global__ void __launch_bounds__(threads) adam_kernel(emodna_adam_args a) {
  // 1 - beta^t loses all digits in float32 when beta is near 1 and t small, so these few are float64.
  const double t = static_cast<double>(*a.step) + 1;
  const float correction1 = static_cast<float>(1 / (1 - pow(static_cast<double>(a.beta1), t)));
  const float correction2 = static_cast<float>(1 / (1 - pow(static_cast<double>(a.beta2), t)));
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < a.count; i += stride) {
    const float g = a.gradients[i];
    const float m = a.beta1 * a.m[i] + (1 - a.beta1) * g;
    const float v = a.beta2 * a.v[i] + (1 - a.beta2) * g * g;
    a.m[i] = m;
    a.v[i] = v;
    a.parameters[i] -= a.learning_rate * (m * correction1) / (sqrtf(v * correction2) + a.epsilon);
    a.gradients[i] = 0;
  }
}

}  // namespace

emodna_status adam(Stream& stream, const emodna_adam_args& args) {
  const std::int64_t blocks = ceil_div<std::int64_t>(args.count, threads);
  const std::int64_t most = 8LL * stream.context->multiprocessors;
  return launch(stream, "adam", adam_kernel,
                {dim3(static_cast<unsigned>(blocks < most ? blocks : most)), dim3(threads)}, args);
}

}  // namespace emodna::cuda
