// Row spaces: what the alignment losses see instead of the raw rows. Norms and moments in double precision.
#include <algorithm>
#include <cmath>

#include "operations.h"

namespace emodna::cpu {
namespace {

constexpr double kSmallest = 1e-12;  // clamp of norms and standard deviations
constexpr std::int64_t kRowBlock = 64;
constexpr std::int64_t kColumnBlock = 16;  // one cache line of every row

std::int64_t blocks_of(std::int64_t count, std::int64_t block) { return (count + block - 1) / block; }

double dot(const float* a, const float* b, std::int64_t count) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

// Calls body(group, row) for every row, in parallel.
template <class Body>
void for_rows(Context& context, const emodna_row_space_args& a, const Body& body) {
  const std::int64_t rows = a.rows, blocks = blocks_of(rows, kRowBlock);
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk % blocks * kRowBlock;
    for (std::int64_t r = first; r < std::min(rows, first + kRowBlock); ++r) body(chunk / blocks, r);
  });
}

// Calls body(group, column) for every dimension, in parallel; neighbouring columns share their cache lines.
template <class Body>
void for_columns(Context& context, const emodna_row_space_args& a, const Body& body) {
  const std::int64_t dim = a.dim, blocks = blocks_of(dim, kColumnBlock);
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk % blocks * kColumnBlock;
    for (std::int64_t c = first; c < std::min(dim, first + kColumnBlock); ++c) body(chunk / blocks, c);
  });
}

struct Moments {
  double mean, deviation;
  bool clamped;
};

Moments moments(const float* x, std::int64_t rows, std::int64_t dim) {
  double sum = 0.0, squares = 0.0;
  for (std::int64_t r = 0; r < rows; ++r) sum += x[r * dim];
  const double mean = sum / static_cast<double>(rows);
  for (std::int64_t r = 0; r < rows; ++r) squares += (x[r * dim] - mean) * (x[r * dim] - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(rows));
  return {mean, std::max(deviation, kSmallest), deviation < kSmallest};
}

}  // namespace

void row_space_forward(Context& context, const emodna_row_space_args& a) {
  const std::int64_t rows = a.rows, dim = a.dim;
  if (a.space == EMODNA_SPACE_STANDARDISED) {
    for_columns(context, a, [&](std::int64_t g, std::int64_t c) {
      const float* x = a.x + g * a.x_stride + c;
      float* y = a.y + g * rows * dim + c;
      const Moments m = moments(x, rows, dim);
      for (std::int64_t r = 0; r < rows; ++r) y[r * dim] = static_cast<float>((x[r * dim] - m.mean) / m.deviation);
    });
    return;
  }
  for_rows(context, a, [&](std::int64_t g, std::int64_t r) {
    const float* x = a.x + g * a.x_stride + r * dim;
    float* y = a.y + (g * rows + r) * dim;
    const double norm = a.space == EMODNA_SPACE_L2 ? std::max(std::sqrt(dot(x, x, dim)), kSmallest) : 1.0;
    for (std::int64_t i = 0; i < dim; ++i) y[i] = static_cast<float>(x[i] / norm);
  });
}

void row_space_backward(Context& context, const emodna_row_space_args& a) {
  const std::int64_t rows = a.rows, dim = a.dim;
  if (a.space == EMODNA_SPACE_STANDARDISED) {
    for_columns(context, a, [&](std::int64_t g, std::int64_t c) {
      const float* x = a.x + g * a.x_stride + c;
      const float* dy = a.dy + g * rows * dim + c;
      float* dx = a.dx + g * a.x_stride + c;
      const Moments m = moments(x, rows, dim);
      double sum = 0.0, along = 0.0;
      for (std::int64_t r = 0; r < rows; ++r) {
        sum += dy[r * dim];
        along += dy[r * dim] * ((x[r * dim] - m.mean) / m.deviation);
      }
      // A clamped deviation is a constant.
      const double mean = sum / static_cast<double>(rows), slope = m.clamped ? 0.0 : along / static_cast<double>(rows);
      for (std::int64_t r = 0; r < rows; ++r) {
        const double y = (x[r * dim] - m.mean) / m.deviation;
        dx[r * dim] += static_cast<float>((dy[r * dim] - mean - y * slope) / m.deviation);
      }
    });
    return;
  }
  for_rows(context, a, [&](std::int64_t g, std::int64_t r) {
    const float* x = a.x + g * a.x_stride + r * dim;
    const float* dy = a.dy + (g * rows + r) * dim;
    float* dx = a.dx + g * a.x_stride + r * dim;
    double norm = 1.0, slope = 0.0;
    if (a.space == EMODNA_SPACE_L2) {
      norm = std::sqrt(dot(x, x, dim));
      slope = norm < kSmallest ? 0.0 : dot(x, dy, dim) / (norm * norm);
      norm = std::max(norm, kSmallest);
    }
    for (std::int64_t i = 0; i < dim; ++i) dx[i] += static_cast<float>((dy[i] - slope * x[i]) / norm);
  });
}

}  // namespace emodna::cpu
