// The four pseudo-label strategies over several batches against plain float64, in groups with gaps.
#include "reference.h"

namespace {

constexpr int kGroups = 2, kSource = 23, kTarget = 31, kClasses = 4, kSize = 57, kGap = 3, kBatches = 9;
constexpr int kProbabilityStride = kTarget * kClasses + kGap, kLabelStride = kTarget + kGap;
constexpr float kMomentum = 0.8f, kRho = 0.9f, kFixed = 0.6f;

Floats probabilities(std::size_t count) {
  Floats p = normal(count, 3.0f);
  for (std::size_t i = 0; i + kClasses <= count; i += kClasses) {
    double sum = 0.0;
    for (int k = 0; k < kClasses; ++k) sum += std::exp(p[i + k]);
    for (int k = 0; k < kClasses; ++k) p[i + k] = static_cast<float>(std::exp(p[i + k]) / sum);
  }
  return p;
}

struct Reference {
  Doubles mean = Doubles(kClasses, 1.0 / kClasses), tau = Doubles(kClasses);
  double global = 1.0 / kClasses;
  Labels known = Labels(kSize, -1);

  void adaptive(const float* source, const std::int32_t* labels) {
    for (int c = 0; c < kClasses; ++c) {
      double sum = 0.0, count = 0.0;
      for (int r = 0; r < kSource; ++r) {
        if (labels[r] != c) continue;
        sum += source[r * kClasses + c];
        count += 1.0;
      }
      if (count > 0.0) mean[c] = kMomentum * mean[c] + (1.0 - kMomentum) * sum / count;
      tau[c] = kRho * mean[c];
    }
  }
  void flexmatch() {
    double unknown = 0.0;
    Doubles counts(kClasses);
    for (std::int32_t c : known) (c < 0 ? unknown : counts[c]) += 1.0;
    const double most = std::max(unknown, largest(counts));
    for (int c = 0; c < kClasses; ++c) tau[c] = kFixed * (counts[c] / most) / (2.0 - counts[c] / most);
  }
  void freematch(const float* target, const std::int32_t* index) {
    Doubles sums(kClasses);
    double confidence = 0.0, rows = 0.0;
    for (int r = 0; r < kTarget; ++r) {
      if (index[r] < 0) continue;
      rows += 1.0;
      const float* p = target + r * kClasses;
      confidence += *std::max_element(p, p + kClasses);
      for (int c = 0; c < kClasses; ++c) sums[c] += p[c];
    }
    global = kMomentum * global + (1.0 - kMomentum) * confidence / rows;
    for (int c = 0; c < kClasses; ++c) mean[c] = kMomentum * mean[c] + (1.0 - kMomentum) * sums[c] / rows;
    for (int c = 0; c < kClasses; ++c) tau[c] = global * mean[c] / largest(mean);
  }
};

emodna_threshold_args shape(std::int32_t strategy) {
  emodna_threshold_args args{};
  args.strategy = strategy;
  args.groups = kGroups;
  args.source_rows = kSource;
  args.target_rows = kTarget;
  args.classes = kClasses;
  args.target_size = kSize;
  args.momentum = kMomentum;
  args.rho = kRho;
  args.fixed = kFixed;
  args.probability_stride = kProbabilityStride;
  args.label_stride = kLabelStride;
  return args;
}

void check_strategy(const Device& device, std::int32_t strategy) {
  emodna_threshold_args args = shape(strategy);
  std::int64_t count = 0;
  CHECK(emodna_threshold_state(&args, &count) == EMODNA_OK && count >= 1);
  Floats one(count), initial;
  CHECK(emodna_threshold_initial(&args, one.data()) == EMODNA_OK);
  for (int g = 0; g < kGroups; ++g) initial.insert(initial.end(), one.begin(), one.end());
  Array<float> state(device, initial), thresholds(device, kGroups * kClasses), share(device, kGroups);
  Array<std::int32_t> pseudo(device, kGroups * kTarget);
  Reference references[kGroups];
  for (int batch = 0; batch < kBatches; ++batch) {
    Floats source = probabilities(kGroups * kProbabilityStride), target = probabilities(kGroups * kProbabilityStride);
    // A tie, which goes to the lowest index.
    for (int k = 0; k < kClasses; ++k) target[5 * kClasses + k] = 1.0f / kClasses;
    // Class 3 is missing from some batches.
    const Labels labels = classes(kGroups * kLabelStride, -1, batch % 3 == 0 ? 2 : 3);
    const Labels index = classes(kGroups * kLabelStride, -1, kSize - 1);
    Array<float> ps(device, source), pt(device, target);
    Array<std::int32_t> ys(device, labels), numbers(device, index);
    Array<std::int32_t> selected(device, Labels(kGroups * kLabelStride, 99));
    args.source_probabilities = ps;
    args.source_labels = ys;
    args.target_probabilities = pt;
    args.target_index = numbers;
    args.state = state;
    args.thresholds = thresholds;
    args.pseudo_labels = pseudo;
    args.selected = selected;
    args.selected_share = share;
    CHECK(emodna_threshold(device.stream, &args) == EMODNA_OK);
    for (int g = 0; g < kGroups; ++g) {
      Reference& reference = references[g];
      const float* p = target.data() + g * kProbabilityStride;
      const std::int32_t* number = index.data() + g * kLabelStride;
      if (strategy == EMODNA_THRESHOLD_ADAPTIVE) {
        reference.adaptive(source.data() + g * kProbabilityStride, labels.data() + g * kLabelStride);
      }
      if (strategy == EMODNA_THRESHOLD_FIXED) reference.tau.assign(kClasses, kFixed);
      if (strategy == EMODNA_THRESHOLD_FLEXMATCH) reference.flexmatch();
      if (strategy == EMODNA_THRESHOLD_FREEMATCH) reference.freematch(p, number);
      CHECK(close(Floats(thresholds + g * kClasses, thresholds + (g + 1) * kClasses), reference.tau));
      double chosen = 0.0, rows = 0.0;
      for (int r = 0; r < kTarget; ++r) {
        const float* row = p + r * kClasses;
        const std::int32_t label = static_cast<std::int32_t>(std::max_element(row, row + kClasses) - row);
        CHECK(pseudo.host()[g * kTarget + r] == label);
        const std::int32_t got = selected.host()[g * kLabelStride + r];
        if (number[r] < 0) {
          CHECK(got == -1);
          continue;
        }
        rows += 1.0;
        chosen += got >= 0;
        // A confidence within rounding of the threshold may fall on either side.
        if (std::abs(row[label] - reference.tau[label]) > 1e-6) {
          CHECK(got == (row[label] >= reference.tau[label] ? label : -1));
        }
        if (row[label] >= kFixed) reference.known[number[r]] = label;
      }
      CHECK(close({share.host()[g]}, {chosen / rows}));
      CHECK(selected.host()[g * kLabelStride + kTarget] == 99);
    }
  }
}

void check_misuse(const Device& device) {
  Array<float> data(device, 1024);
  Array<std::int32_t> ints(device, 256);
  emodna_threshold_args a = shape(EMODNA_THRESHOLD_ADAPTIVE);
  a.groups = 1;
  a.source_probabilities = a.target_probabilities = data;
  a.source_labels = ints;
  a.state = a.thresholds = a.selected_share = data;
  a.pseudo_labels = a.selected = ints;
  CHECK(emodna_threshold(device.stream, &a) == EMODNA_OK);
  const auto refuse = [&](auto change, const char* field) {
    emodna_threshold_args wrong = a;
    change(wrong);
    REFUSED(emodna_threshold(device.stream, &wrong), field);
  };
  REFUSED(emodna_threshold(nullptr, &a), "stream");
  REFUSED(emodna_threshold(device.stream, nullptr), "args");
  refuse([](auto& w) { w.strategy = 4; }, "strategy");
  refuse([](auto& w) { w.groups = 0; }, "groups");
  refuse([](auto& w) { w.classes = 0; }, "classes");
  refuse([](auto& w) { w.momentum = 1.5f; }, "momentum");
  refuse([](auto& w) { w.rho = -1.0f; }, "rho");
  refuse([](auto& w) { w.fixed = 2.0f; }, "fixed");
  refuse([](auto& w) { w.source_labels = nullptr; }, "source_labels");
  refuse([](auto& w) { w.target_probabilities = nullptr; }, "target_probabilities");
  refuse([](auto& w) { w.state = nullptr; }, "state");
  refuse([](auto& w) { w.selected = nullptr; }, "selected");
  refuse([](auto& w) { w.strategy = EMODNA_THRESHOLD_FLEXMATCH; }, "target_index");
  refuse([](auto& w) { w.strategy = EMODNA_THRESHOLD_FLEXMATCH, w.target_size = 0; }, "target_size");
  refuse([](auto& w) { w.groups = 2, w.label_stride = 5; }, "label_stride");
  std::int64_t count = 0;
  REFUSED(emodna_threshold_state(nullptr, &count), "args");
  REFUSED(emodna_threshold_state(&a, nullptr), "count");
  REFUSED(emodna_threshold_initial(&a, nullptr), "host_state");
  // What a strategy does not read may be missing.
  a.strategy = EMODNA_THRESHOLD_FIXED;
  a.source_probabilities = nullptr;
  a.source_labels = nullptr;
  a.groups = 2;
  CHECK(emodna_threshold(device.stream, &a) == EMODNA_OK);
}

}  // namespace

int main() {
  const Device device;
  for (std::int32_t strategy :
       {EMODNA_THRESHOLD_ADAPTIVE, EMODNA_THRESHOLD_FIXED, EMODNA_THRESHOLD_FLEXMATCH, EMODNA_THRESHOLD_FREEMATCH}) {
    check_strategy(device, strategy);
  }
  check_misuse(device);
  return test_result("thresholds");
}
