#include "cases.h"

namespace {

std::vector<Output> contrastive(Device& device, int groups, int anchors, int keys, int dim, std::int32_t precision,
                                std::uint64_t seed) {
  Inputs inputs(seed);
  const std::size_t u_count = std::size_t(groups) * anchors * dim, v_count = std::size_t(groups) * keys * dim;
  emodna_contrastive_args a = {};
  a.groups = groups;
  a.anchors = anchors;
  a.keys = keys;
  a.dim = dim;
  a.precision = device.has_tensor_cores() ? precision : EMODNA_FLOAT32;
  a.temperature = 0.5f;
  a.u_stride = std::int64_t(anchors) * dim;
  a.v_stride = std::int64_t(keys) * dim;
  a.label_stride = anchors;
  const float scale = 1 / std::sqrt(static_cast<float>(dim));
  a.u = device.array(inputs.normal(u_count, scale));
  a.v = device.array(inputs.normal(v_count, scale));
  a.labels = device.array(inputs.integers(std::size_t(groups) * anchors, -1, 4));
  a.weight = device.array(std::vector<float>{1.3f});
  a.loss = device.array<float>(groups);
  a.skipped = device.array<float>(groups);
  a.du = device.array<float>(u_count);
  a.dv = device.array<float>(v_count);
  must(emodna_contrastive_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.workspace(a.workspace_bytes);
  must(emodna_contrastive(device.stream, &a));
  // Similarities to the power of e^(1 / t): their errors come back twice as large.
  const double error = operand_error(precision);
  return {{"loss", device.host(a.loss, groups), 1e-5 + error},
          {"skipped", device.host(a.skipped, groups), 0},
          {"du", device.host(a.du, u_count), 1e-4 + 4 * error},
          {"dv", device.host(a.dv, v_count), 1e-4 + 4 * error}};
}

std::vector<Output> alignment(Device& device, int kind, int groups, int source, int target, int dim,
                              std::uint64_t seed) {
  Inputs inputs(seed);
  constexpr int classes = 5;
  const std::size_t s_count = std::size_t(groups) * source * dim, t_count = std::size_t(groups) * target * dim;
  const int labels = source > target ? source : target;
  emodna_alignment_args a = {};
  a.kind = kind;
  a.groups = groups;
  a.source_rows = source;
  a.target_rows = target;
  a.dim = dim;
  a.classes = classes;
  a.source_stride = std::int64_t(source) * dim;
  a.target_stride = std::int64_t(target) * dim;
  a.label_stride = labels;
  a.weight_stride = std::int64_t(labels) * classes;
  a.xs = device.array(inputs.normal(s_count));
  a.xt = device.array(inputs.normal(t_count));
  a.source_labels = device.array(inputs.integers(std::size_t(groups) * labels, -1, classes - 1));
  a.target_labels = device.array(inputs.integers(std::size_t(groups) * labels, -1, classes - 1));
  a.source_weights = device.array(inputs.probabilities(std::size_t(groups) * labels, classes));
  a.target_weights = device.array(inputs.probabilities(std::size_t(groups) * labels, classes));
  a.weight = device.array(std::vector<float>{0.9f});
  a.loss = device.array<float>(groups);
  a.sigma2 = device.array<float>(groups);
  a.dxs = device.array<float>(s_count);
  a.dxt = device.array<float>(t_count);
  must(emodna_alignment_workspace(device.context, &a, &a.workspace_bytes));
  a.workspace = device.workspace(a.workspace_bytes);
  must(emodna_alignment(device.stream, &a));
  // The value is a difference of means near 1.
  // A distance is a difference of kernel means, which lie between 0 and 1.
  return {{"loss", device.host(a.loss, groups), 1e-3, 0.05},
          {"dxs", device.host(a.dxs, s_count), 1e-3},
          {"dxt", device.host(a.dxt, t_count), 1e-3}};
}

std::vector<Output> threshold(Device& device, int strategy, int groups, int source, int target, std::uint64_t seed) {
  Inputs inputs(seed);
  constexpr int classes = 5;
  const int rows = source > target ? source : target;
  emodna_threshold_args a = {};
  a.strategy = strategy;
  a.groups = groups;
  a.source_rows = source;
  a.target_rows = target;
  a.classes = classes;
  a.target_size = 2 * target;
  a.momentum = 0.9f;
  a.rho = 0.95f;
  a.fixed = 0.3f;
  a.probability_stride = std::int64_t(rows) * classes;
  a.label_stride = rows;
  a.source_probabilities = device.array(inputs.probabilities(std::size_t(groups) * rows, classes));
  a.target_probabilities = device.array(inputs.probabilities(std::size_t(groups) * rows, classes));
  a.source_labels = device.array(inputs.integers(std::size_t(groups) * rows, 0, classes - 1));
  std::vector<std::int32_t> index(std::size_t(groups) * rows);
  for (std::size_t i = 0; i < index.size(); ++i) index[i] = i % 7 == 6 ? -1 : static_cast<std::int32_t>(i % rows);
  a.target_index = device.array(index);
  std::int64_t state_count = 0;
  must(emodna_threshold_state(&a, &state_count));
  std::vector<float> one(state_count), state;
  must(emodna_threshold_initial(&a, one.data()));
  for (int g = 0; g < groups; ++g) state.insert(state.end(), one.begin(), one.end());
  a.state = device.array(state);
  a.thresholds = device.array<float>(groups * classes);
  a.pseudo_labels = device.array<std::int32_t>(std::size_t(groups) * target);
  a.selected = device.array<std::int32_t>(std::size_t(groups) * rows);
  a.selected_share = device.array<float>(groups);
  for (int step = 0; step < 2; ++step) must(emodna_threshold(device.stream, &a));
  return {{"thresholds", device.host(a.thresholds, groups * classes), 1e-5},
          {"state", device.host(a.state, state.size()), 1e-5},
          exact("pseudo-labels", device.host(a.pseudo_labels, std::size_t(groups) * target)),
          exact("selected", device.host(a.selected, std::size_t(groups) * rows)),
          {"share", device.host(a.selected_share, groups), 1e-6}};
}

}  // namespace

std::vector<Case> loss_cases(std::uint64_t seed) {
  std::vector<Case> cases;
  struct Size {
    int groups, rows, columns, dim;
  };
  for (const Size& s :
       {Size{1, 0, 3, 4}, Size{2, 64, 128, 64}, Size{1, 131, 67, 64}, Size{3, 37, 0, 7}, Size{1, 300, 150, 65}}) {
    for (std::int32_t precision : {EMODNA_FLOAT32, EMODNA_TF32, EMODNA_TF32X3, EMODNA_BF16}) {
      if (precision != EMODNA_FLOAT32 && s.dim > 64) continue;
      cases.push_back({"contrastive " + std::to_string(s.rows) + " + " + std::to_string(s.columns) + " x " +
                           std::to_string(s.dim) + precision_name(precision),
                       [s, precision, seed](Device& device) {
                         return contrastive(device, s.groups, s.rows, s.columns, s.dim, precision, seed);
                       }});
    }
  }
  for (int kind : {EMODNA_ALIGN_CORPUS, EMODNA_ALIGN_CLASS, EMODNA_ALIGN_LOCAL, EMODNA_ALIGN_CORAL}) {
    for (const Size& s : {Size{2, 64, 64, 39}, Size{1, 131, 67, 7}, Size{1, 150, 300, 65}}) {
      cases.push_back({"alignment " + std::to_string(kind) + " " + std::to_string(s.rows) + " + " +
                           std::to_string(s.columns) + " x " + std::to_string(s.dim),
                       [kind, s, seed](Device& device) {
                         return alignment(device, kind, s.groups, s.rows, s.columns, s.dim, seed);
                       }});
    }
  }
  for (int strategy :
       {EMODNA_THRESHOLD_ADAPTIVE, EMODNA_THRESHOLD_FIXED, EMODNA_THRESHOLD_FLEXMATCH, EMODNA_THRESHOLD_FREEMATCH}) {
    cases.push_back({"threshold " + std::to_string(strategy),
                     [strategy, seed](Device& device) { return threshold(device, strategy, 2, 65, 71, seed); }});
  }
  return cases;
}
