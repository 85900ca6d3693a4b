// Adam over all parameters at once (native/include/emodna/training.h), which then sets the gradients to zero.
//
// Moves 7 floats a parameter (reads p, g, m, v; writes p, m, v) and the zero, some 20 operations: bandwidth is the
// floor, but at the 0.2 to 4 M parameters of a run everything lies in the L2 cache and the launch itself is most of the
// time.
#include <cuda_runtime.h>

#include <cmath>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

// 1 / (1 - beta^t) from the logarithm of beta. beta^t rounded to float32 would leave no digits at the first steps, and
// a float64 power in every thread would be most of the work.
__device__ __forceinline__ float correction(double log_beta, double t) {
  return -1.0f / expm1f(static_cast<float>(log_beta * t));
}

// The part of the learning rate that this step has by the schedule; exactly 1 without one, and as a cosine begins.
// float32 is enough, as (1 + cos x) / 2 = cos^2(x / 2) doesn't cancel.
__device__ __forceinline__ float share(const emodna_adam_args& a) {
  const std::int64_t t = *a.step;
  if (t < a.warm_up_steps)
    return static_cast<float>((static_cast<double>(t) + 1) / static_cast<double>(a.warm_up_steps));
  if (a.schedule == EMODNA_RATE_CONSTANT) return 1;
  if (t <= a.warm_up_steps) return 1;
  const double passed = static_cast<double>(t - a.warm_up_steps);
  const double progress = passed / static_cast<double>(a.total_steps - a.warm_up_steps);
  const float half = progress < 1 ? cosf(static_cast<float>(0.5 * 3.14159265358979323846 * progress)) : 0.0f;
  return a.final_share + (1 - a.final_share) * half * half;
}

__global__ void __launch_bounds__(threads) adam_kernel(emodna_adam_args a, double log_beta1, double log_beta2) {
  const double t = static_cast<double>(*a.step) + 1;
  const float rate = a.learning_rate * share(a) * correction(log_beta1, t), correction2 = correction(log_beta2, t);
  const float rest1 = 1 - a.beta1, rest2 = 1 - a.beta2;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x; i < a.count; i += stride) {
    float g = a.gradients[i];
    if (a.decay != 0) g += a.decay * a.parameters[i];
    const float m = a.beta1 * a.m[i] + rest1 * g;
    const float v = a.beta2 * a.v[i] + rest2 * (g * g);
    a.m[i] = m;
    a.v[i] = v;
    a.parameters[i] -= rate * m / (sqrtf(v * correction2) + a.epsilon);
    a.gradients[i] = 0;
  }
}

}  // namespace

emodna_status adam(Stream& stream, const emodna_adam_args& args) {
  const std::int64_t blocks = ceil_div<std::int64_t>(args.count, threads);
  const std::int64_t most = 8LL * stream.context->multiprocessors;
  return launch(stream, "adam", adam_kernel, {grid_of(blocks < most ? blocks : most), dim3(threads)}, args,
                std::log(static_cast<double>(args.beta1)), std::log(static_cast<double>(args.beta2)));
}

}  // namespace emodna::cuda
