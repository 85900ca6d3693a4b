// Dropout of single values of rows, and its gradient (native/include/emodna/rows.h).
//
// Moves 2 floats an element forward and 3 backward, and makes one draw of four random words for each four columns,
// which one thread takes: bandwidth is the floor of many rows, the launch that of a batch.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "row_draws.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

// One direction: to = or += what is left of from. So many (`each`) groups read the same rows.
struct Direction {
  const float* from;
  float* to;
  std::int64_t from_stride, to_stride;
  int each;
  bool add;
};

__global__ void __launch_bounds__(threads) dropout_kernel(emodna_dropout_args a, Direction d, DropRate rate) {
  const int quads = (a.dim + 3) / 4;
  const std::int64_t item = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
  const int quad = static_cast<int>(item % quads);
  const std::int64_t row = item / quads, g = row / a.rows, r = row % a.rows;
  if (g >= a.groups) return;
  // 0 where nothing can be dropped, and then there may be no seeds.
  uint4 words = make_uint4(0, 0, 0, 0);
  if (rate.threshold > 0) words = RowDraws(g, a.groups, a.inputs, a.site, a.seeds, a.step).words(r, quad);
  const float* from = d.from + g / d.each * d.from_stride + r * a.dim;
  float* to = d.to + g * d.to_stride + r * a.dim;
#pragma unroll
  for (int lane = 0; lane < 4; ++lane) {
    const int c = 4 * quad + lane;
    if (c >= a.dim) break;
    const unsigned word = lane == 0 ? words.x : lane == 1 ? words.y : lane == 2 ? words.z : words.w;
    const float value = word >= rate.threshold ? rate.keep * from[c] : 0.0f;
    to[c] = d.add ? to[c] + value : value;
  }
}

emodna_status run(Stream& stream, const char* name, const emodna_dropout_args& a, const Direction& direction) {
  const std::int64_t items = static_cast<std::int64_t>(a.groups) * a.rows * ceil_div(a.dim, 4);
  const std::int64_t blocks = ceil_div<std::int64_t>(items, threads);
  return launch(stream, name, dropout_kernel, {grid_of(blocks), dim3(threads)}, a, direction, DropRate(a.rate));
}

}  // namespace

emodna_status dropout_forward(Stream& stream, const emodna_dropout_args& a) {
  const std::int64_t dense = static_cast<std::int64_t>(a.rows) * a.dim;
  return run(stream, "dropout_forward", a,
             {a.x, a.y, a.x_stride, dense, a.shared != 0 ? a.groups / a.inputs : 1, false});
}

emodna_status dropout_backward(Stream& stream, const emodna_dropout_args& a) {
  return run(stream, "dropout_backward", a,
             {a.dy, a.dx, static_cast<std::int64_t>(a.rows) * a.dim, a.x_stride, 1, true});
}

}  // namespace emodna::cuda
