// Adam (Kingma and Ba 2015) over one run of parameters.
#include <algorithm>
#include <cmath>

#include "operations.h"
#include "tiles.h"

namespace emodna::cpu {

void adam(Context& context, const emodna_adam_args& a) {
  constexpr std::int64_t block = 8192;
  const double t = static_cast<double>(*a.step) + 1.0;
  // In double precision: 1 - beta^t of a float32 power has no digits left at the first steps.
  const double correction1 = 1.0 - std::pow(static_cast<double>(a.beta1), t);
  const double correction2 = 1.0 - std::pow(static_cast<double>(a.beta2), t);
  const float rate = static_cast<float>(a.learning_rate / correction1);
  const float inverse_root = static_cast<float>(1.0 / std::sqrt(correction2));
  const TileKernels& kernels = tile_kernels(context.isa);
  context.pool.run((a.count + block - 1) / block, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk * block;
    kernels.adam(std::min(block, a.count - first), rate, a.beta1, a.beta2, a.epsilon, inverse_root,
                 a.parameters + first, a.gradients + first, a.m + first, a.v + first);
  });
}

}  // namespace emodna::cpu
