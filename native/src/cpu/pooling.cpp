// Statistics pooling, in parallel over rows and blocks of columns. Sums are double: float sums over thousands of frames
// far from zero would lose the deviation.
#include <algorithm>

#include "operations.h"
#include "tiles.h"

namespace emodna::cpu {
namespace {

// Calls body(x, dy or y's place, length, columns) for every block of columns of every row.
template <class Body>
void for_blocks(Context& context, const emodna_pooling_args& a, const Body& body) {
  const std::int64_t blocks = (a.dim + kPoolColumns - 1) / kPoolColumns;
  const std::int64_t rows = a.rows, row_size = static_cast<std::int64_t>(a.frames) * a.dim;
  context.pool.run(a.groups * rows * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t row = chunk / blocks, g = row / rows, r = row % rows;
    const std::int64_t first = chunk % blocks * kPoolColumns;
    const std::int64_t columns = std::min<std::int64_t>(kPoolColumns, a.dim - first);
    const std::int64_t batch = g / (a.groups / a.inputs);
    const std::int64_t length =
        a.lengths == nullptr ? a.frames : std::clamp<std::int32_t>(a.lengths[batch * a.length_stride + r], 0, a.frames);
    body(g * a.x_stride + r * row_size + first, row * 2 * a.dim + first, length, columns);
  });
}

}  // namespace

void pooling_forward(Context& context, const emodna_pooling_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  for_blocks(context, a, [&](std::int64_t x, std::int64_t y, std::int64_t length, std::int64_t columns) {
    kernels.pool(a.x + x, length, a.dim, columns, a.variance_floor, a.y + y, a.y + y + a.dim);
  });
}

void pooling_backward(Context& context, const emodna_pooling_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  for_blocks(context, a, [&](std::int64_t x, std::int64_t y, std::int64_t length, std::int64_t columns) {
    kernels.pool_gradient(a.x + x, length, a.dim, columns, a.variance_floor, a.dy + y, a.dy + y + a.dim, a.dx + x);
  });
}

}  // namespace emodna::cpu
