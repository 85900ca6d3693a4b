// The losses by their formulas, in float64, with all pairs.
#ifndef EMODNA_TESTS_LOSS_REFERENCE_H
#define EMODNA_TESTS_LOSS_REFERENCE_H

#include "reference.h"

struct ContrastiveCase {
  std::size_t dim;
  double temperature;
  Doubles u, v;
  Labels labels;
  std::int32_t skipped = 0;

  double dot(const Doubles& a, std::size_t i, const Doubles& b, std::size_t j) const {
    double sum = 0.0;
    for (std::size_t d = 0; d < dim; ++d) sum += a[i * dim + d] * b[j * dim + d];
    return sum / temperature;
  }

  double value() {
    const std::size_t anchors = labels.size(), keys = v.size() / dim;
    double total = 0.0;
    int counting = 0;
    skipped = 0;
    for (std::size_t i = 0; i < anchors; ++i) {
      if (labels[i] < 0) continue;
      double positive_sum = 0.0;
      int positives = 0;
      Doubles s;
      for (std::size_t a = 0; a < anchors; ++a) {
        if (a == i || labels[a] < 0) continue;
        s.push_back(dot(u, i, u, a));
        if (labels[a] != labels[i]) continue;
        positive_sum += s.back();
        ++positives;
      }
      if (positives == 0) {
        ++skipped;
        continue;
      }
      for (std::size_t j = 0; j < keys; ++j) s.push_back(dot(u, i, v, j));
      const double top = *std::max_element(s.begin(), s.end());
      double sum = 0.0;
      for (double each : s) sum += std::exp(each - top);
      total += top + std::log(sum) - positive_sum / positives;
      ++counting;
    }
    return counting > 0 ? total / counting : 0.0;
  }
};

struct AlignmentCase {
  std::int32_t kind;
  std::size_t dim, classes;
  Doubles xs, xt;
  Labels ys, yt;                 // empty = all enter
  Doubles weights_s, weights_t;  // LOCAL
  double sigma2 = 0.0;           // kept from the first value(), as the gradient takes it for a constant

  std::size_t rows(int side) const { return (side == 0 ? xs : xt).size() / dim; }
  std::int32_t label(int side, std::size_t r) const {
    const Labels& labels = side == 0 ? ys : yt;
    return labels.empty() ? 0 : labels[r];
  }
  bool enters(int side, std::size_t r) const {
    const std::int32_t y = label(side, r);
    return y >= 0 && (kind != EMODNA_ALIGN_CLASS || y < static_cast<std::int32_t>(classes));
  }
  double squared(int side_a, std::size_t a, int side_b, std::size_t b) const {
    const double* x = (side_a == 0 ? xs : xt).data() + a * dim;
    const double* y = (side_b == 0 ? xs : xt).data() + b * dim;
    double sum = 0.0;
    for (std::size_t d = 0; d < dim; ++d) sum += (x[d] - y[d]) * (x[d] - y[d]);
    return sum;
  }
  double kernel(int side_a, std::size_t a, int side_b, std::size_t b) const {
    const double d = squared(side_a, a, side_b, b) / sigma2;
    double sum = 0.0;
    for (double s : {0.25, 0.5, 1.0, 2.0, 4.0}) sum += std::exp(-d / s);
    return sum;
  }

  // Row weights of one class on one side, adding up to 1; empty where the class is absent.
  Doubles class_weights(int side, std::int32_t c) const {
    Doubles weights(rows(side), 0.0);
    double sum = 0.0;
    for (std::size_t r = 0; r < rows(side); ++r) {
      if (!enters(side, r)) continue;
      if (kind == EMODNA_ALIGN_CORPUS) weights[r] = 1.0;
      if (kind == EMODNA_ALIGN_CLASS) weights[r] = label(side, r) == c ? 1.0 : 0.0;
      if (kind == EMODNA_ALIGN_LOCAL) weights[r] = (side == 0 ? weights_s : weights_t)[r * classes + c];
      sum += weights[r];
    }
    if (sum <= 0.0) return {};
    for (double& weight : weights) weight /= sum;
    return weights;
  }
  double mean_kernel(int side_a, const Doubles& wa, int side_b, const Doubles& wb) const {
    double sum = 0.0;
    for (std::size_t a = 0; a < wa.size(); ++a) {
      for (std::size_t b = 0; b < wb.size(); ++b) {
        if (wa[a] != 0.0 && wb[b] != 0.0) sum += wa[a] * wb[b] * kernel(side_a, a, side_b, b);
      }
    }
    return sum;
  }
  double distance(const Doubles& source, const Doubles& target) const {
    return mean_kernel(0, source, 0, source) + mean_kernel(1, target, 1, target) -
           2.0 * mean_kernel(0, source, 1, target);
  }

  void find_sigma2() {
    double sum = 0.0;
    std::size_t count = 0;
    for (int side_a = 0; side_a < 2; ++side_a) {
      for (std::size_t a = 0; a < rows(side_a); ++a) {
        if (!enters(side_a, a)) continue;
        ++count;
        for (int side_b = 0; side_b < 2; ++side_b) {
          for (std::size_t b = 0; b < rows(side_b); ++b) {
            if (enters(side_b, b)) sum += squared(side_a, a, side_b, b);
          }
        }
      }
    }
    sigma2 = std::max(1e-12, count > 1 ? sum / (static_cast<double>(count) * static_cast<double>(count - 1)) : 0.0);
  }

  double coral() const {
    double total = 0.0;
    Doubles difference(dim * dim, 0.0);
    for (int side = 0; side < 2; ++side) {
      const Doubles& x = side == 0 ? xs : xt;
      Doubles mean(dim, 0.0);
      double count = 0.0;
      for (std::size_t r = 0; r < rows(side); ++r) {
        if (!enters(side, r)) continue;
        count += 1.0;
        for (std::size_t d = 0; d < dim; ++d) mean[d] += x[r * dim + d];
      }
      if (count == 0.0) return 0.0;
      if (count < 2.0) continue;
      for (std::size_t r = 0; r < rows(side); ++r) {
        if (!enters(side, r)) continue;
        for (std::size_t d = 0; d < dim * dim; ++d) {
          const double product =
              (x[r * dim + d / dim] - mean[d / dim] / count) * (x[r * dim + d % dim] - mean[d % dim] / count);
          difference[d] += (side == 0 ? product : -product) / (count - 1.0);
        }
      }
    }
    for (double each : difference) total += each * each;
    return total / (4.0 * static_cast<double>(dim * dim));
  }

  double value() {
    if (kind == EMODNA_ALIGN_CORAL) return coral();
    if (sigma2 == 0.0) find_sigma2();
    const std::int32_t count = kind == EMODNA_ALIGN_CORPUS ? 1 : static_cast<std::int32_t>(classes);
    std::vector<std::pair<Doubles, Doubles>> shared;
    for (std::int32_t c = 0; c < count; ++c) {
      Doubles source = class_weights(0, c), target = class_weights(1, c);
      if (!source.empty() && !target.empty()) shared.emplace_back(std::move(source), std::move(target));
    }
    if (shared.empty()) return 0.0;
    const double n = static_cast<double>(shared.size());
    double same = 0.0, other = 0.0;
    for (std::size_t c = 0; c < shared.size(); ++c) {
      same += distance(shared[c].first, shared[c].second) / n;
      if (kind != EMODNA_ALIGN_CLASS) continue;
      for (std::size_t e = 0; e < shared.size(); ++e) {
        if (e != c) other += distance(shared[c].first, shared[e].second) / (n * (n - 1.0));
      }
    }
    return same - other;
  }
};

#endif
