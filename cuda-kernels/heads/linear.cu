// Linear layers, y = x w^T + b with an optional ReLU, and their gradients (native/include/emodna/heads.h).
//
// Forward moves rows (inputs + outputs) + inputs outputs floats and does rows inputs outputs multiply-adds; backward
// twice as much. For 128 rows of 39 and 64 outputs that is 60 KB and 0.3 million: the launch is the floor, and one
// launch does everything. The backward blocks have one of two roles, a tile of dweight or one of dx; dbias is one more
// column of dweight, that of an input that is always 1. A block sums over all rows, as there is no workspace for
// partial sums: a gradient from many more rows than a batch has is right but not fast.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "product.cuh"

namespace emodna::cuda {
namespace {

// Tiles of the 64 x 64 kind from which on the multiprocessors have enough of them.
constexpr std::int64_t enough_tiles = 128;

// Columns vary fastest.
struct Tiling {
  int columns;
  std::int64_t count;
  __host__ __device__ Tiling(int rows, int width, int tile)
      : columns((width + tile - 1) / tile), count(static_cast<std::int64_t>((rows + tile - 1) / tile) * columns) {}
};

template <int Micro>
__global__ void __launch_bounds__(product_threads) forward_kernel(emodna_linear_args a) {
  constexpr int tile = product_tile<Micro>;
  const Tiling tiles(a.rows, a.outputs, tile);
  const std::int64_t g = blockIdx.x / tiles.count, t = blockIdx.x % tiles.count;
  const int first_row = static_cast<int>(t / tiles.columns) * tile, first_output = t % tiles.columns * tile;
  const Factor x = {a.x + g * a.x_stride, a.inputs, 1, a.rows};
  const Factor weight = {a.weight + g * a.outputs * a.inputs, a.inputs, 1, a.outputs};
  float sum[Micro][Micro];
  product<Micro, true, true>(x, weight, first_row, first_output, a.inputs, sum);
#pragma unroll
  for (int j = 0; j < Micro; ++j) {
    const int output = first_output + static_cast<int>(threadIdx.x) % 16 + 16 * j;
    if (output >= a.outputs) continue;
    const float bias = a.bias[g * a.outputs + output];
#pragma unroll
    for (int i = 0; i < Micro; ++i) {
      const int row = first_row + static_cast<int>(threadIdx.x) / 16 + 16 * i;
      if (row >= a.rows) continue;
      const float value = sum[i][j] + bias;
      a.y[(g * a.rows + row) * a.outputs + output] = a.relu != 0 && !(value > 0.0f) ? 0.0f : value;
    }
  }
}

// dweight[o][i] = sum over rows of gradient[r][o] x[r][i], and dbias where i is after the inputs.
template <int Micro>
__device__ __forceinline__ void weight_role(const emodna_linear_args& a, Factor gradient, std::int64_t g,
                                            int first_output, int first_input) {
  gradient.stride = 1;
  gradient.step = a.outputs;
  gradient.count = a.outputs;
  Factor x = {a.x + g * a.x_stride, 1, a.inputs, a.inputs};
  x.ones = a.inputs;
  float sum[Micro][Micro];
  product<Micro, false, false>(gradient, x, first_output, first_input, a.rows, sum);
#pragma unroll
  for (int i = 0; i < Micro; ++i) {
    const int output = first_output + static_cast<int>(threadIdx.x) / 16 + 16 * i;
    if (output >= a.outputs) continue;
#pragma unroll
    for (int j = 0; j < Micro; ++j) {
      const int input = first_input + static_cast<int>(threadIdx.x) % 16 + 16 * j;
      if (input < a.inputs) a.dweight[(g * a.outputs + output) * a.inputs + input] += sum[i][j];
      if (input == a.inputs) a.dbias[g * a.outputs + output] += sum[i][j];
    }
  }
}

// dx[r][i] = scale * sum over outputs of gradient[r][o] weight[o][i]
template <int Micro>
__device__ __forceinline__ void input_role(const emodna_linear_args& a, Factor gradient, std::int64_t g, int first_row,
                                           int first_input) {
  gradient.stride = a.outputs;
  gradient.step = 1;
  gradient.count = a.rows;
  const Factor weight = {a.weight + g * a.outputs * a.inputs, 1, a.inputs, a.inputs};
  float sum[Micro][Micro];
  product<Micro, true, false>(gradient, weight, first_row, first_input, a.outputs, sum);
  const float scale = a.dx_scale != nullptr ? *a.dx_scale : 1.0f;
#pragma unroll
  for (int i = 0; i < Micro; ++i) {
    const int row = first_row + static_cast<int>(threadIdx.x) / 16 + 16 * i;
    if (row >= a.rows) continue;
#pragma unroll
    for (int j = 0; j < Micro; ++j) {
      const int input = first_input + static_cast<int>(threadIdx.x) % 16 + 16 * j;
      if (input >= a.inputs) continue;
      // Rounded before it is added, as where it goes to a tensor of zeros that is added later: an fma would give a
      // term other bits in a branch than without.
      float* to = a.dx + g * a.x_stride + static_cast<std::int64_t>(row) * a.inputs + input;
      *to = __fadd_rn(*to, __fmul_rn(scale, sum[i][j]));
    }
  }
}

template <int Micro>
__global__ void __launch_bounds__(product_threads) backward_kernel(emodna_linear_args a) {
  constexpr int tile = product_tile<Micro>;
  const Tiling weights(a.outputs, a.inputs + 1, tile), rows(a.rows, a.inputs, tile);
  const std::int64_t each = weights.count + (a.dx != nullptr ? rows.count : 0);
  const std::int64_t g = blockIdx.x / each, t = blockIdx.x % each;
  const std::int64_t begin = g * a.rows * a.outputs;
  Factor gradient = {a.dy + begin, 0, 0, 0};
  if (a.relu != 0) gradient.mask = a.y + begin;
  if (t < weights.count) {
    weight_role<Micro>(a, gradient, g, static_cast<int>(t / weights.columns) * tile, t % weights.columns * tile);
  } else {
    const std::int64_t u = t - weights.count;
    input_role<Micro>(a, gradient, g, static_cast<int>(u / rows.columns) * tile, u % rows.columns * tile);
  }
}

template <int Micro>
std::int64_t backward_tiles(const emodna_linear_args& a) {
  constexpr int tile = product_tile<Micro>;
  return a.groups *
         (Tiling(a.outputs, a.inputs + 1, tile).count + (a.dx != nullptr ? Tiling(a.rows, a.inputs, tile).count : 0));
}

template <int Micro>
Launch shape(std::int64_t tiles) {
  return {grid_of(tiles), dim3(product_threads), product_shared_bytes<Micro>};
}

}  // namespace

emodna_status linear_forward(Stream& stream, const emodna_linear_args& args) {
  const std::int64_t wide = args.groups * Tiling(args.rows, args.outputs, product_tile<4>).count;
  if (wide >= enough_tiles) return launch(stream, "linear_forward", forward_kernel<4>, shape<4>(wide), args);
  const std::int64_t tiles = args.groups * Tiling(args.rows, args.outputs, product_tile<1>).count;
  return launch(stream, "linear_forward", forward_kernel<1>, shape<1>(tiles), args);
}

emodna_status linear_backward(Stream& stream, const emodna_linear_args& args) {
  const std::int64_t wide = backward_tiles<4>(args);
  if (wide >= enough_tiles) return launch(stream, "linear_backward", backward_kernel<4>, shape<4>(wide), args);
  return launch(stream, "linear_backward", backward_kernel<1>, shape<1>(backward_tiles<1>(args)), args);
}

}  // namespace emodna::cuda
