// Pseudo-labels: which target rows are confident enough. A batch has some hundred rows, so a group is one chunk;
// means are taken in double precision.
#include <algorithm>
#include <vector>

#include "operations.h"

namespace emodna::cpu {
namespace {

struct Group {
  const emodna_threshold_args& a;
  const float *source, *target;        // probabilities
  const std::int32_t *labels, *index;  // index may be NULL
  float* state;
  float* thresholds;
  std::int32_t *pseudo, *selected;

  const float* target_row(std::int64_t r) const { return target + r * a.classes; }
  bool enters(std::int64_t r) const { return index == nullptr || index[r] >= 0; }
  double confidence(std::int64_t r) const { return target_row(r)[pseudo[r]]; }
};

// state: mu [K]
void adaptive(const Group& group) {
  const emodna_threshold_args& a = group.a;
  std::vector<double> sums(a.classes);
  std::vector<std::int64_t> counts(a.classes);
  for (std::int64_t r = 0; r < a.source_rows; ++r) {
    const std::int32_t label = group.labels[r];
    if (label < 0 || label >= a.classes) continue;
    sums[label] += group.source[r * a.classes + label];
    ++counts[label];
  }
  const double momentum = a.momentum, rho = a.rho;
  for (std::int32_t c = 0; c < a.classes; ++c) {
    double mu = group.state[c];
    if (counts[c] > 0) mu = momentum * mu + (1.0 - momentum) * (sums[c] / static_cast<double>(counts[c]));
    group.state[c] = static_cast<float>(mu);
    group.thresholds[c] = static_cast<float>(rho * mu);
  }
}

// state: the class that each utterance of the target set was last confidently put into [target_size], or -1
void flexmatch(const Group& group) {
  const emodna_threshold_args& a = group.a;
  std::vector<std::int64_t> counts(a.classes);
  std::int64_t unknown = 0;
  for (std::int64_t i = 0; i < a.target_size; ++i) {
    const float status = group.state[i];
    if (status >= 0.0f && status < static_cast<float>(a.classes)) {
      ++counts[static_cast<std::int64_t>(status)];
    } else {
      ++unknown;
    }
  }
  const double most = static_cast<double>(std::max(unknown, *std::max_element(counts.begin(), counts.end())));
  for (std::int32_t c = 0; c < a.classes; ++c) {
    const double learned = static_cast<double>(counts[c]) / most;
    group.thresholds[c] = static_cast<float>(a.fixed * (learned / (2.0 - learned)));
  }
  for (std::int64_t r = 0; r < a.target_rows; ++r) {
    const std::int32_t utterance = group.index[r];
    if (utterance < 0 || utterance >= a.target_size || group.confidence(r) < a.fixed) continue;
    group.state[utterance] = static_cast<float>(group.pseudo[r]);
  }
}

// state: global threshold [1], mean probabilities [K]
void freematch(const Group& group) {
  const emodna_threshold_args& a = group.a;
  std::vector<double> sums(a.classes);
  double confidence = 0.0;
  std::int64_t rows = 0;
  for (std::int64_t r = 0; r < a.target_rows; ++r) {
    if (!group.enters(r)) continue;
    ++rows;
    confidence += group.confidence(r);
    for (std::int32_t c = 0; c < a.classes; ++c) sums[c] += group.target_row(r)[c];
  }
  const double keep = rows > 0 ? a.momentum : 1.0, take = rows > 0 ? (1.0 - keep) / static_cast<double>(rows) : 0.0;
  float* means = group.state + 1;
  group.state[0] = static_cast<float>(keep * group.state[0] + take * confidence);
  for (std::int32_t c = 0; c < a.classes; ++c) means[c] = static_cast<float>(keep * means[c] + take * sums[c]);
  const double top = std::max(1e-30f, *std::max_element(means, means + a.classes));
  for (std::int32_t c = 0; c < a.classes; ++c) {
    group.thresholds[c] = static_cast<float>(means[c] / top * group.state[0]);
  }
}

void select(const Group& group, float* share) {
  const emodna_threshold_args& a = group.a;
  std::int64_t rows = 0, selected = 0;
  for (std::int64_t r = 0; r < a.target_rows; ++r) {
    const std::int32_t label = group.pseudo[r];
    const bool enters = group.enters(r), chosen = enters && group.target_row(r)[label] >= group.thresholds[label];
    group.selected[r] = chosen ? label : -1;
    rows += enters;
    selected += chosen;
  }
  *share = rows > 0 ? static_cast<float>(static_cast<double>(selected) / static_cast<double>(rows)) : 0.0f;
}

std::int64_t state_size(const emodna_threshold_args& a) {
  std::int64_t count = 0;
  emodna_threshold_state(&a, &count);
  return count;
}

}  // namespace

void threshold(Context& context, const emodna_threshold_args& a) {
  const std::int64_t states = state_size(a), classes = a.classes;
  for (std::int64_t g = 0; g < a.groups; ++g) {
    // What a strategy does not read may be NULL.
    const auto of_group = [&](auto* base, std::int64_t stride) {
      return base != nullptr ? base + g * stride : nullptr;
    };
    const Group group{a,
                      of_group(a.source_probabilities, a.probability_stride),
                      of_group(a.target_probabilities, a.probability_stride),
                      of_group(a.source_labels, a.label_stride),
                      of_group(a.target_index, a.label_stride),
                      a.state + g * states,
                      a.thresholds + g * classes,
                      of_group(a.pseudo_labels, a.target_rows),
                      of_group(a.selected, a.label_stride)};
    for (std::int64_t r = 0; r < a.target_rows; ++r) {
      const float* p = group.target_row(r);
      group.pseudo[r] = static_cast<std::int32_t>(std::max_element(p, p + classes) - p);
    }
    switch (a.strategy) {
      case EMODNA_THRESHOLD_ADAPTIVE:
        adaptive(group);
        break;
      case EMODNA_THRESHOLD_FLEXMATCH:
        flexmatch(group);
        break;
      case EMODNA_THRESHOLD_FREEMATCH:
        freematch(group);
        break;
      default:
        std::fill_n(group.thresholds, classes, a.fixed);
    }
    select(group, a.selected_share + g);
  }
}

}  // namespace emodna::cpu
