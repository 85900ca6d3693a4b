// CDAN's multilinear map and its gradient.
#include <algorithm>

#include "operations.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 64;  // rows of one chunk

template <class Body>
void for_rows(Context& context, const emodna_outer_args& a, const Body& body) {
  const std::int64_t rows = a.rows, blocks = (rows + kBlock - 1) / kBlock;
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk % blocks * kBlock;
    for (std::int64_t r = first; r < std::min(rows, first + kBlock); ++r) body(chunk / blocks, r);
  });
}

}  // namespace

void outer_forward(Context& context, const emodna_outer_args& a) {
  const std::int64_t rows = a.rows, dim = a.dim, classes = a.classes;
  for_rows(context, a, [&](std::int64_t g, std::int64_t r) {
    const float* z = a.z + g * a.z_stride + r * dim;
    const float* p = a.p + (g * rows + r) * classes;
    float* y = a.y + (g * rows + r) * classes * dim;
    for (std::int64_t c = 0; c < classes; ++c) {
      for (std::int64_t i = 0; i < dim; ++i) y[c * dim + i] = p[c] * z[i];
    }
  });
}

void outer_backward(Context& context, const emodna_outer_args& a) {
  const std::int64_t rows = a.rows, dim = a.dim, classes = a.classes;
  for_rows(context, a, [&](std::int64_t g, std::int64_t r) {
    const float* p = a.p + (g * rows + r) * classes;
    const float* dy = a.dy + (g * rows + r) * classes * dim;
    float* dz = a.dz + g * a.z_stride + r * dim;
    for (std::int64_t i = 0; i < dim; ++i) {
      double sum = 0.0;
      for (std::int64_t c = 0; c < classes; ++c) sum += static_cast<double>(p[c]) * dy[c * dim + i];
      dz[i] += static_cast<float>(sum);
    }
  });
}

}  // namespace emodna::cpu
