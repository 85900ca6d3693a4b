// BatchNorm over rows with the ReLU and dropout that follow it, in parallel over groups and blocks of columns. The
// backward pass finds the batch's moments again: they are in the caches' reach, and nothing has to be kept.
#include <algorithm>
#include <cmath>

#include "operations.h"
#include "row_kernels.h"

namespace emodna::cpu {
namespace {

// The part of a chunk that has one set of statistics.
struct Part {
  Columns columns;
  std::int64_t group;
  std::int64_t parameter;  // of the first column in gamma and beta
  float* mean;             // running
  float* variance;         // running
  const Draws* draws;
};

struct Statistics {
  Moments moments;
  double inverse_sd[kRowColumns];
  std::int64_t count;
};

// Calls body(part) for each block of columns and domain, blocks in parallel, a block's domains in order.
template <class Body>
void for_parts(Context& context, const emodna_batch_norm_args& a, const Body& body) {
  const std::int64_t dim = a.dim, blocks = (dim + kRowColumns - 1) / kRowColumns;
  const bool drops = a.train != 0 && a.dropout > 0;
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, first = chunk % blocks * kRowColumns;
    Draws draws{};
    if (drops) draws = draws_of(g, a.groups, a.inputs, a.site, a.dropout, a.seeds, a.step);
    for (std::int64_t domain = 0; domain < a.domains; ++domain) {
      const std::int64_t split = a.domains == 1 ? a.rows : a.domain_rows;
      Part part{};
      Columns& c = part.columns;
      c.x = a.x + g * a.x_stride + first;
      c.stride = dim;
      c.columns = std::min<std::int64_t>(kRowColumns, dim - first);
      c.first_row = domain == 0 ? 0 : split;
      c.rows = domain == 0 ? split : a.rows - split;
      c.first_column = static_cast<std::uint32_t>(first);
      c.lengths = a.lengths != nullptr ? a.lengths + g / (a.groups / a.inputs) * a.length_stride : nullptr;
      part.group = g;
      part.parameter = g * dim + first;
      part.mean = a.running + (g * a.domains + domain) * 2 * dim + first;
      part.variance = part.mean + dim;
      part.draws = drops ? &draws : nullptr;
      body(part);
    }
  });
}

// Of the batch in training, else the running ones.
Statistics statistics_of(const RowKernels& kernels, const emodna_batch_norm_args& a, const Part& part) {
  Statistics s{};
  if (a.train != 0) {
    s.count = kernels.moments(part.columns, &s.moments);
  } else {
    std::copy_n(part.mean, part.columns.columns, s.moments.mean);
    std::copy_n(part.variance, part.columns.columns, s.moments.variance);
  }
  const double epsilon = a.epsilon;
  for (int i = 0; i < kRowColumns; ++i) s.inverse_sd[i] = 1.0 / std::sqrt(s.moments.variance[i] + epsilon);
  return s;
}

}  // namespace

void batch_norm_forward(Context& context, const emodna_batch_norm_args& a) {
  const RowKernels& kernels = row_kernels(context.isa);
  for_parts(context, a, [&](const Part& part) {
    const Statistics s = statistics_of(kernels, a, part);
    Normalised bn{};
    bn.relu = a.relu != 0;
    const double momentum = a.momentum;
    for (std::int64_t i = 0; i < part.columns.columns; ++i) {
      bn.mean[i] = s.moments.mean[i];
      bn.scale[i] = s.inverse_sd[i] * a.gamma[part.parameter + i];
      bn.beta[i] = a.beta[part.parameter + i];
      if (s.count == 0) continue;
      part.mean[i] = static_cast<float>(momentum * part.mean[i] + (1.0 - momentum) * s.moments.mean[i]);
      part.variance[i] = static_cast<float>(momentum * part.variance[i] + (1.0 - momentum) * s.moments.variance[i]);
    }
    const std::int64_t y = part.group * a.rows * a.dim + part.columns.first_column;
    kernels.normalise(part.columns, bn, part.draws, a.y + y);
  });
}

void batch_norm_backward(Context& context, const emodna_batch_norm_args& a) {
  const RowKernels& kernels = row_kernels(context.isa);
  for_parts(context, a, [&](const Part& part) {
    const Statistics s = statistics_of(kernels, a, part);
    const std::int64_t at = part.group * a.rows * a.dim + part.columns.first_column;
    const float* y = a.relu != 0 ? a.y + at : nullptr;
    GradientSums sums{};
    kernels.gradient_sums(part.columns, s.moments.mean, part.draws, y, a.dy + at, &sums);
    InputGradient gradient{};
    for (std::int64_t i = 0; i < part.columns.columns; ++i) {
      const double inverse = s.inverse_sd[i];
      a.dgamma[part.parameter + i] += static_cast<float>(sums.centred[i] * inverse);
      a.dbeta[part.parameter + i] += static_cast<float>(sums.plain[i]);
      gradient.mean[i] = s.moments.mean[i];
      gradient.of_du[i] = inverse * a.gamma[part.parameter + i];
      // Running statistics are constants.
      if (s.count == 0) continue;
      const double each = gradient.of_du[i] / static_cast<double>(s.count);
      gradient.constant[i] = -each * sums.plain[i];
      gradient.of_x[i] = -each * inverse * inverse * sums.centred[i];
    }
    if (a.dx == nullptr) return;
    float* dx = a.dx + part.group * a.x_stride + part.columns.first_column;
    kernels.input_gradient(part.columns, gradient, part.draws, y, a.dy + at, dx);
  });
}

}  // namespace emodna::cpu
