// The ramp of the loss weights, sums of gradients, and the end of a step.
#include <algorithm>
#include <cmath>

#include "operations.h"

namespace emodna::cpu {

void ramp(Context&, const emodna_ramp_args& a) {
  const double progress = static_cast<double>(*a.step) / static_cast<double>(a.total_steps);
  const double level = 2.0 / (1.0 + std::exp(-10.0 * progress)) - 1.0;
  for (std::int32_t k = 0; k < a.count; ++k) a.weights[k] = static_cast<float>(a.scale[k] * level);
}

void sum(Context& context, const emodna_sum_args& a) {
  constexpr std::int64_t block = 8192;
  context.pool.run((a.count + block - 1) / block, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk * block, end = std::min(a.count, first + block);
    for (std::int32_t s = 0; s < a.sources; ++s) {
      for (std::int64_t i = first; i < end; ++i) a.to[i] += a.from[s * a.count + i];
    }
  });
}

void step(Context&, const emodna_step_args& a) {
  const std::int64_t slot = (*a.step % a.log_rows + a.log_rows) % a.log_rows;
  std::copy_n(a.values, a.count, a.log + slot * a.count);
  *a.step += 1;
}

}  // namespace emodna::cpu
