// Dropout of single values of rows, in parallel over rows.
#include <algorithm>

#include "operations.h"
#include "row_kernels.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 32;  // rows of one chunk

// to (at to_stride from group to group) = or += what is left of from. With `each` > 1 so many groups read the same.
void run(Context& context, const emodna_dropout_args& a, const float* from, std::int64_t from_stride, std::int64_t each,
         float* to, std::int64_t to_stride, bool add) {
  const RowKernels& kernels = row_kernels(context.isa);
  const std::int64_t rows = a.rows, dim = a.dim, blocks = (rows + kBlock - 1) / kBlock;
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, first = chunk % blocks * kBlock;
    Draws draws{};
    if (a.rate > 0) draws = draws_of(g, a.groups, a.inputs, a.site, a.rate, a.seeds, a.step);
    for (std::int64_t r = first; r < std::min(rows, first + kBlock); ++r) {
      const float* x = from + g / each * from_stride + r * dim;
      float* y = to + g * to_stride + r * dim;
      if (a.rate > 0) {
        kernels.drop(draws, r, dim, x, y, add);
      } else {
        for (std::int64_t i = 0; i < dim; ++i) y[i] = add ? y[i] + x[i] : x[i];
      }
    }
  });
}

}  // namespace

void dropout_forward(Context& context, const emodna_dropout_args& a) {
  const std::int64_t each = a.shared != 0 ? a.groups / a.inputs : 1;
  run(context, a, a.x, a.x_stride, each, a.y, static_cast<std::int64_t>(a.rows) * a.dim, false);
}

void dropout_backward(Context& context, const emodna_dropout_args& a) {
  run(context, a, a.dy, static_cast<std::int64_t>(a.rows) * a.dim, 1, a.dx, a.x_stride, true);
}

}  // namespace emodna::cpu
