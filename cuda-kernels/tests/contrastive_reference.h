// Contrastive decoupling by its formula in float64, value and gradient, and the measure of errors that goes with it.
#ifndef EMODNA_CUDA_TESTS_CONTRASTIVE_REFERENCE_H
#define EMODNA_CUDA_TESTS_CONTRASTIVE_REFERENCE_H

#include <cmath>
#include <limits>
#include <vector>

#include "emodna/losses.h"

struct ContrastiveResult {
  std::vector<double> loss, du, dv;
};

// The formula in float64.
inline ContrastiveResult contrastive_reference(const emodna_contrastive_args& a, const std::vector<float>& u,
                                               const std::vector<float>& v, const std::vector<int>& labels) {
  ContrastiveResult result = {{0.0}, std::vector<double>(u.size()), std::vector<double>(v.size())};
  std::vector<int> positives(a.anchors);
  int counting = 0;
  for (int i = 0; i < a.anchors; ++i) {
    for (int j = 0; labels[i] >= 0 && j < a.anchors; ++j) positives[i] += j != i && labels[j] == labels[i];
    counting += positives[i] > 0;
  }
  const auto row = [&](int j) { return j < a.anchors ? &u[j * a.dim] : &v[(j - a.anchors) * a.dim]; };
  std::vector<double> scores(a.anchors + a.keys);
  for (int i = 0; i < a.anchors; ++i) {
    if (positives[i] == 0) continue;
    double sum = 0.0, positive = 0.0;
    for (std::size_t j = 0; j < scores.size(); ++j) {
      const int key = static_cast<int>(j);
      double dot = 0.0;
      for (int d = 0; d < a.dim; ++d) dot += static_cast<double>(row(i)[d]) * row(key)[d];
      const bool hidden = key < a.anchors && (key == i || labels[key] < 0);
      scores[j] = hidden ? -std::numeric_limits<double>::infinity() : dot / a.temperature;
      sum += std::exp(scores[j]);
      if (!hidden && key < a.anchors && labels[key] == labels[i]) positive += scores[j] / positives[i];
    }
    result.loss[0] += (std::log(sum) - positive) / counting;
    for (std::size_t j = 0; j < scores.size(); ++j) {
      const int key = static_cast<int>(j);
      const bool same = key < a.anchors && key != i && labels[key] == labels[i];
      const double slope = (std::exp(scores[j]) / sum - (same ? 1.0 / positives[i] : 0.0)) /
                           (a.temperature * static_cast<double>(counting));
      double* to = key < a.anchors ? &result.du[key * a.dim] : &result.dv[(key - a.anchors) * a.dim];
      for (int d = 0; d < a.dim; ++d) {
        to[d] += slope * row(i)[d];
        result.du[i * a.dim + d] += slope * row(key)[d];
      }
    }
  }
  return result;
}

// Root of the mean squared error over root of the mean square.
inline double relative_error(const std::vector<double>& values, const std::vector<double>& expected) {
  double wrong = 0.0, square = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    wrong += (values[i] - expected[i]) * (values[i] - expected[i]);
    square += expected[i] * expected[i];
  }
  return std::sqrt(wrong / square);
}

#endif
