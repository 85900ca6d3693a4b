// Softmax and cross-entropy. K is small, so everything is computed in double precision.
#include <algorithm>
#include <cmath>
#include <vector>

#include "operations.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 128;  // rows of one chunk

struct Partial {
  double loss = 0.0;
  std::int64_t labelled = 0;
};

bool has_label(const emodna_cross_entropy_args& a, std::int32_t label) { return label >= 0 && label < a.classes; }

// Loss of one row, 0 where it has no label. Writes what is wanted; `scale` is weight / labelled rows.
double row_loss(const emodna_cross_entropy_args& a, const float* logits, std::int32_t label, double scale,
                float* probabilities, float* dlogits) {
  const std::int64_t classes = a.classes;
  const double top = *std::max_element(logits, logits + classes);
  double sum = 0.0;
  for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(logits[k] - top);
  // Kept apart from the maximum, beside which it may be too small to be seen.
  const double log_sum = std::log(sum);
  const bool labelled = has_label(a, label);
  const double smoothing = a.smoothing;
  double loss = 0.0;
  for (std::int64_t k = 0; k < classes; ++k) {
    const double target = (k == label ? 1.0 - smoothing : 0.0) + smoothing / static_cast<double>(classes);
    const double p = std::exp(logits[k] - top) / sum;
    if (labelled && target != 0.0) loss += target * (log_sum - (logits[k] - top));
    if (probabilities != nullptr) probabilities[k] = static_cast<float>(p);
    if (dlogits != nullptr) dlogits[k] = labelled ? static_cast<float>(scale * (p - target)) : 0.0f;
  }
  return loss;
}

}  // namespace

void cross_entropy(Context& context, const emodna_cross_entropy_args& a) {
  const std::int64_t rows = a.rows, classes = a.classes, blocks = (rows + kBlock - 1) / kBlock;
  std::vector<Partial> partials(a.groups * blocks);
  std::vector<std::int64_t> labelled(a.groups);
  for (std::int64_t g = 0; g < a.groups; ++g) {
    const std::int32_t* labels = a.labels + g * a.label_stride;
    labelled[g] = std::count_if(labels, labels + rows, [&](std::int32_t label) { return has_label(a, label); });
  }
  const double weight = a.weight != nullptr ? *a.weight : 1.0;
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, first = chunk % blocks * kBlock;
    const double scale = labelled[g] > 0 ? weight / static_cast<double>(labelled[g]) : 0.0;
    for (std::int64_t r = first; r < std::min(rows, first + kBlock); ++r) {
      const std::int64_t at = (g * rows + r) * classes;
      partials[chunk].loss += row_loss(a, a.logits + at, a.labels[g * a.label_stride + r], scale,
                                       a.probabilities != nullptr ? a.probabilities + at : nullptr,
                                       a.dlogits != nullptr ? a.dlogits + at : nullptr);
    }
  });
  if (a.loss == nullptr) return;
  for (std::int64_t g = 0; g < a.groups; ++g) {
    double sum = 0.0;
    for (std::int64_t b = 0; b < blocks; ++b) sum += partials[g * blocks + b].loss;
    a.loss[g] = labelled[g] > 0 ? static_cast<float>(sum / static_cast<double>(labelled[g])) : 0.0f;
  }
}

}  // namespace emodna::cpu
