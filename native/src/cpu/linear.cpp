// y = x w^T + b with an optional ReLU. Weights and rows are first copied with padded widths; the copies are small
// beside the products.
#include <algorithm>
#include <vector>

#include "operations.h"
#include "tiles.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 24;  // rows of one chunk: four register tiles

std::int64_t blocks_of(std::int64_t rows) { return (rows + kBlock - 1) / kBlock; }

// [groups][rows, columns] with strides -> [groups][rows, padded columns]
struct Padded {
  Padded(std::int64_t groups, std::int64_t rows_, std::int64_t columns_)
      : rows(rows_), columns(columns_), width(round_up(columns_, kTileStep)), data(groups * rows_ * width) {}
  float* row(std::int64_t group, std::int64_t r) { return data.data() + (group * rows + r) * width; }
  std::int64_t rows, columns, width;
  std::vector<float> data;
};

}  // namespace

void linear_forward(Context& context, const emodna_linear_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  const std::int64_t rows = a.rows, inputs = a.inputs, outputs = a.outputs, blocks = blocks_of(rows);
  Padded weight(a.groups, inputs, outputs);  // transposed
  Padded product(a.groups, rows, outputs);
  context.pool.run(a.groups, [&](std::int64_t g, int) {
    const float* w = a.weight + g * outputs * inputs;
    for (std::int64_t i = 0; i < inputs; ++i) {
      for (std::int64_t o = 0; o < outputs; ++o) weight.row(g, i)[o] = w[o * inputs + i];
    }
  });
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, first = chunk % blocks * kBlock, count = std::min(kBlock, rows - first);
    kernels.multiply(count, weight.width, inputs, a.x + g * a.x_stride + first * inputs, inputs, 1, weight.row(g, 0),
                     weight.width, product.row(g, first), product.width, false);
    const float* bias = a.bias + g * outputs;
    for (std::int64_t r = first; r < first + count; ++r) {
      float* y = a.y + (g * rows + r) * outputs;
      const float* p = product.row(g, r);
      for (std::int64_t o = 0; o < outputs; ++o) {
        const float value = p[o] + bias[o];
        y[o] = a.relu != 0 && !(value > 0.0f) ? 0.0f : value;
      }
    }
  });
}

void linear_backward(Context& context, const emodna_linear_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  const std::int64_t rows = a.rows, inputs = a.inputs, outputs = a.outputs;
  const std::int64_t row_blocks = blocks_of(rows), output_blocks = blocks_of(outputs);
  Padded gradient(a.groups, rows, outputs);  // of the product, after the ReLU
  Padded x(a.groups, rows, inputs);
  Padded weight(a.dx != nullptr ? a.groups : 0, outputs, inputs);
  Padded dx(a.dx != nullptr ? a.groups : 0, rows, inputs);
  Padded dweight(a.groups, outputs, inputs);
  context.pool.run(a.groups * row_blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / row_blocks, first = chunk % row_blocks * kBlock;
    for (std::int64_t r = first; r < std::min(rows, first + kBlock); ++r) {
      const float* dy = a.dy + (g * rows + r) * outputs;
      const float* y = a.relu != 0 ? a.y + (g * rows + r) * outputs : nullptr;
      for (std::int64_t o = 0; o < outputs; ++o) gradient.row(g, r)[o] = y != nullptr && !(y[o] > 0.0f) ? 0.0f : dy[o];
      std::copy_n(a.x + g * a.x_stride + r * inputs, inputs, x.row(g, r));
    }
  });
  // One chunk owns some outputs' weights, so that no partial sums have to be added up.
  context.pool.run(a.groups * output_blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / output_blocks, first = chunk % output_blocks * kBlock;
    const std::int64_t count = std::min(kBlock, outputs - first);
    kernels.multiply(count, x.width, rows, gradient.row(g, 0) + first, 1, gradient.width, x.row(g, 0), x.width,
                     dweight.row(g, first), dweight.width, false);
    for (std::int64_t o = first; o < first + count; ++o) {
      float* dw = a.dweight + (g * outputs + o) * inputs;
      for (std::int64_t i = 0; i < inputs; ++i) dw[i] += dweight.row(g, o)[i];
      double sum = 0.0;
      for (std::int64_t r = 0; r < rows; ++r) sum += gradient.row(g, r)[o];
      a.dbias[g * outputs + o] += static_cast<float>(sum);
      if (a.dx != nullptr) std::copy_n(a.weight + (g * outputs + o) * inputs, inputs, weight.row(g, o));
    }
  });
  if (a.dx == nullptr) return;
  const float scale = a.dx_scale != nullptr ? *a.dx_scale : 1.0f;
  context.pool.run(a.groups * row_blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / row_blocks, first = chunk % row_blocks * kBlock;
    const std::int64_t count = std::min(kBlock, rows - first);
    kernels.multiply(count, weight.width, outputs, gradient.row(g, first), gradient.width, 1, weight.row(g, 0),
                     weight.width, dx.row(g, first), dx.width, false);
    for (std::int64_t r = first; r < first + count; ++r) {
      float* out = a.dx + g * a.x_stride + r * inputs;
      for (std::int64_t i = 0; i < inputs; ++i) out[i] += scale * dx.row(g, r)[i];
    }
  });
}

}  // namespace emodna::cpu
