// Adam (Kingma and Ba 2015) over one run of parameters.
#include <algorithm>
#include <cmath>

#include "operations.h"
#include "tiles.h"

namespace emodna::cpu {
namespace {

// The part of the learning rate that step t has by the schedule; exactly 1 without one.
double share_of(const emodna_adam_args& a, std::int64_t t) {
  if (t < a.warm_up_steps) return (static_cast<double>(t) + 1.0) / static_cast<double>(a.warm_up_steps);
  if (a.schedule == EMODNA_RATE_CONSTANT) return 1.0;
  const double steps = static_cast<double>(a.total_steps - a.warm_up_steps);
  const double progress = std::min(1.0, static_cast<double>(t - a.warm_up_steps) / steps);
  const double last = a.final_share;
  return last + (1.0 - last) * 0.5 * (1.0 + std::cos(3.14159265358979323846 * progress));
}

}  // namespace

void adam(Context& context, const emodna_adam_args& a) {
  constexpr std::int64_t block = 8192;
  const double t = static_cast<double>(*a.step) + 1.0;
  // In double precision: 1 - beta^t of a float32 power has no digits left at the first steps.
  const double correction1 = 1.0 - std::pow(static_cast<double>(a.beta1), t);
  const double correction2 = 1.0 - std::pow(static_cast<double>(a.beta2), t);
  const float rate = static_cast<float>(a.learning_rate * share_of(a, *a.step) / correction1);
  const float inverse_root = static_cast<float>(1.0 / std::sqrt(correction2));
  const AdamStep step{rate, a.beta1, a.beta2, a.epsilon, inverse_root, a.decay};
  const TileKernels& kernels = tile_kernels(context.isa);
  context.pool.run((a.count + block - 1) / block, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk * block;
    kernels.adam(std::min(block, a.count - first), step, a.parameters + first, a.gradients + first, a.m + first,
                 a.v + first);
  });
}

}  // namespace emodna::cpu
