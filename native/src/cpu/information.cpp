// Information maximisation (Krause et al. 2010), a group a chunk. K is small, so everything is computed in double
// precision.
#include <algorithm>
#include <cmath>
#include <vector>

#include "operations.h"

namespace emodna::cpu {
namespace {

// log p = logit - top - log_sum; kept apart, as the logarithm may be too small to be seen beside the maximum.
struct Row {
  double top, log_sum;
  bool enters;
  double log_p(float logit) const { return logit - top - log_sum; }
};

Row row_of(const float* logits, std::int64_t classes, bool enters) {
  Row row{*std::max_element(logits, logits + classes), 0.0, enters};
  for (std::int64_t k = 0; k < classes; ++k) row.log_sum += std::exp(logits[k] - row.top);
  row.log_sum = std::log(row.log_sum);
  return row;
}

void of_group(const emodna_information_args& a, std::int64_t g, double weight, Row* rows, double* mean) {
  const std::int64_t classes = a.classes;
  const float* logits = a.logits + g * a.logit_stride;
  const std::int32_t* lengths = a.lengths != nullptr ? a.lengths + g * a.length_stride : nullptr;
  std::int64_t count = 0;
  double entropies = 0.0;
  for (std::int64_t r = 0; r < a.rows; ++r) {
    const float* of_row = logits + r * classes;
    rows[r] = row_of(of_row, classes, lengths == nullptr || lengths[r] > 0);
    if (!rows[r].enters) continue;
    ++count;
    for (std::int64_t k = 0; k < classes; ++k) {
      const double log_p = rows[r].log_p(of_row[k]), p = std::exp(log_p);
      mean[k] += p;
      entropies -= p * log_p;
    }
  }
  a.loss[g] = 0.0f;
  if (count == 0) return;
  const double rest = 1.0 / static_cast<double>(count);
  double mean_entropy = 0.0;
  for (std::int64_t k = 0; k < classes; ++k) {
    mean[k] *= rest;
    if (mean[k] > 0.0) mean_entropy -= mean[k] * std::log(mean[k]);
  }
  a.loss[g] = static_cast<float>(entropies * rest - mean_entropy);
  if (a.dlogits == nullptr) return;
  // From here on the logarithms; of a class without probability none is used.
  for (std::int64_t k = 0; k < classes; ++k) mean[k] = mean[k] > 0.0 ? std::log(mean[k]) : 0.0;
  float* dlogits = a.dlogits + g * a.logit_stride;
  for (std::int64_t r = 0; r < a.rows; ++r) {
    if (!rows[r].enters) continue;
    const float* of_row = logits + r * classes;
    // The slope with respect to p_k is (log mean_k - log p_k) / n, and the softmax takes off its mean.
    double centre = 0.0;
    for (std::int64_t k = 0; k < classes; ++k) {
      const double log_p = rows[r].log_p(of_row[k]), p = std::exp(log_p);
      if (p > 0.0) centre += p * (mean[k] - log_p);
    }
    for (std::int64_t k = 0; k < classes; ++k) {
      const double log_p = rows[r].log_p(of_row[k]), p = std::exp(log_p);
      if (p > 0.0) dlogits[r * classes + k] += static_cast<float>(weight * rest * p * (mean[k] - log_p - centre));
    }
  }
}

}  // namespace

void information(Context& context, const emodna_information_args& a) {
  std::vector<Row> rows(static_cast<std::size_t>(a.groups) * a.rows);
  std::vector<double> means(static_cast<std::size_t>(a.groups) * a.classes);
  const double weight = a.weight != nullptr ? *a.weight : 1.0;
  context.pool.run(a.groups, [&](std::int64_t g, int) {
    of_group(a, g, weight, rows.data() + g * a.rows, means.data() + g * a.classes);
  });
}

}  // namespace emodna::cpu
