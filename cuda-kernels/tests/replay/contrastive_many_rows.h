// Contrastive decoupling of many rows that repeat a few (replay.h), in float64: what each of the few contributes and
// gets, with java's ManyRowsContractTest's inputs.
#ifndef EMODNA_CUDA_TESTS_REPLAY_CONTRASTIVE_MANY_ROWS_H
#define EMODNA_CUDA_TESTS_REPLAY_CONTRASTIVE_MANY_ROWS_H

#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "replay.h"

struct ManyRows {
  static constexpr int dim = 64, classes = 5;
  static constexpr float temperature = 0.5f;  // with a high one equal rows don't outweigh all others
  static constexpr int distinct = replay::distinct_rows;

  std::mt19937_64 random{20'260'101};
  replay::Repeated of_u, of_v;
  std::vector<float> u, v;  // [distinct, dim]
  std::vector<int> labels;
  // Of each distinct row of u that is an anchor: the largest score, the sum of exponentials relative to it, |P|, loss.
  std::vector<double> maximum, sum, positives, loss;
  std::vector<double> du, dv;  // [distinct, dim] of one copy
  double factor = 0.0;         // 1 / (t * anchors that count)

  explicit ManyRows(int rows)
      : of_u(rows, random),
        of_v(rows, random),
        u(unit_rows(random)),
        v(unit_rows(random)),
        labels(distinct),
        maximum(distinct),
        sum(distinct),
        positives(distinct),
        loss(distinct),
        du(u.size()),
        dv(v.size()) {
    for (int i = 0; i < distinct; ++i) labels[i] = i % (classes + 1) - 1;
    const std::vector<double> with_u = scores(u), with_v = scores(v);
    double counting = 0.0;
    for (int i = 0; i < distinct; ++i) {
      if (labels[i] < 0) continue;
      take_anchor(i, &with_u[std::size_t(i) * distinct], &with_v[std::size_t(i) * distinct]);
      counting += of_u.copies[i];
    }
    factor = 1.0 / (temperature * counting);
    for (int i = 0; i < distinct; ++i) {
      if (labels[i] < 0) continue;
      for (int j = 0; j < distinct; ++j) {
        const double score = with_u[std::size_t(i) * distinct + j];
        if (labels[j] >= 0) {
          const bool same = labels[i] == labels[j];
          const double both = share(i, score) + share(j, score) - (same ? 1 / positives[i] + 1 / positives[j] : 0.0);
          add(du, i, factor * both * (of_u.copies[j] - (i == j ? 1 : 0)), u, j);
        }
        const double slope = factor * share(i, with_v[std::size_t(i) * distinct + j]);
        add(du, i, slope * of_v.copies[j], v, j);
        add(dv, j, slope * of_u.copies[i], u, i);
      }
    }
  }

 private:
  static std::vector<float> unit_rows(std::mt19937_64& random) {
    std::vector<float> rows = replay::normal(std::size_t(distinct) * dim, random);
    for (int i = 0; i < distinct; ++i) {
      double square = 0.0;
      float* row = &rows[std::size_t(i) * dim];
      for (int d = 0; d < dim; ++d) square += static_cast<double>(row[d]) * row[d];
      for (int d = 0; d < dim; ++d) row[d] = static_cast<float>(row[d] / std::sqrt(square));
    }
    return rows;
  }

  // [distinct, distinct] of rows of u with keys, over t.
  std::vector<double> scores(const std::vector<float>& keys) const {
    std::vector<double> all(std::size_t(distinct) * distinct);
    for (int i = 0; i < distinct; ++i) {
      for (int j = 0; j < distinct; ++j) {
        double dot = 0.0;
        for (int d = 0; d < dim; ++d) {
          dot += static_cast<double>(u[std::size_t(i) * dim + d]) * keys[std::size_t(j) * dim + d];
        }
        all[std::size_t(i) * distinct + j] = dot / temperature;
      }
    }
    return all;
  }

  void take_anchor(int i, const double* with_u, const double* with_v) {
    maximum[i] = *std::max_element(with_v, with_v + distinct);
    for (int j = 0; j < distinct; ++j) {
      if (labels[j] >= 0) maximum[i] = std::max(maximum[i], with_u[j]);
    }
    double positive = 0.0;
    for (int j = 0; j < distinct; ++j) {
      const int others = of_u.copies[j] - (i == j ? 1 : 0);
      if (labels[j] >= 0) sum[i] += others * std::exp(with_u[j] - maximum[i]);
      sum[i] += of_v.copies[j] * std::exp(with_v[j] - maximum[i]);
      if (labels[j] != labels[i]) continue;
      positive += others * with_u[j];
      positives[i] += others;
    }
    loss[i] = maximum[i] + std::log(sum[i]) - positive / positives[i];
  }

  double share(int anchor, double score) const { return std::exp(score - maximum[anchor]) / sum[anchor]; }

  static void add(std::vector<double>& to, int row, double weight, const std::vector<float>& from, int other) {
    for (int d = 0; d < dim; ++d) to[std::size_t(row) * dim + d] += weight * from[std::size_t(other) * dim + d];
  }
};

#endif
