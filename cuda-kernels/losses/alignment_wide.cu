// Kernel values of all pairs of packed rows and the sums behind their gradient, for any width and any number of
// classes: a block takes alignment_wide_tile rows against one tile of keys after another, 32 coordinates at a time, and
// adds to its rows' sums in memory. Sums over keys go in the order of the keys.
//
// Floors for n rows of D: n^2 (2 D for the distance, which is direct, + 2 D for the gradient) operations of the float32
// units, and 5 exponentials a pair. A tile's sums are read and written once for each tile of keys, in float64 so that
// any number of tiles may follow: 16 n^2 D / 32 bytes, at 8 operations a byte, of the L2 cache, and one float64
// addition in 32 keys. A thread's four pairs take 32 operations for 5 loads of 16 bytes in the distance, 8 for 5 loads
// of 4 in the gradient: loads from shared memory are what it is bound by, and it is the way for what does not fit into
// registers, not the fast one.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"
#include "alignment_terms.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = alignment_threads, tile = alignment_wide_tile, per_thread = tile * tile / threads;
constexpr int pitch = tile + 4;  // whole float4, and neighbouring rows 4 banks apart

struct Shared {
  float own[tile][pitch], keys[tile][pitch], slopes[tile][pitch];
  double scratch[32];
};

// 32 floats from `column` on of each of a tile's records; zeros from `width` on.
__device__ __forceinline__ void load_tile(float (*to)[pitch], const float* records, int stride, int column, int width) {
  for (int i = threadIdx.x; i < tile * tile; i += threads) {
    const int row = i / tile, c = column + i % tile;
    to[row][i % tile] = c < width ? records[static_cast<std::int64_t>(row) * stride + c] : 0.0f;
  }
}

// Of the thread's rows (per_thread from `row` on) and its key the products over `width` floats of the records, or the
// squares of the differences.
template <bool differences>
__device__ void multiply(Shared& shared, const float* own, const float* keys, int stride, int width, int row, int key,
                         float* products) {
  for (int i = 0; i < per_thread; ++i) products[i] = 0;
  for (int column = 0; column < width; column += tile) {
    __syncthreads();
    load_tile(shared.own, own, stride, column, width);
    load_tile(shared.keys, keys, stride, column, width);
    __syncthreads();
#pragma unroll
    for (int c = 0; c < tile; c += 4) {
      const float4 y = *reinterpret_cast<const float4*>(&shared.keys[key][c]);
#pragma unroll
      for (int i = 0; i < per_thread; ++i) {
        const float4 x = *reinterpret_cast<const float4*>(&shared.own[row + i][c]);
        const float4 l = differences ? make_float4(x.x - y.x, x.y - y.y, x.z - y.z, x.w - y.w) : x;
        const float4 r = differences ? l : y;
        products[i] = fmaf(l.w, r.w, fmaf(l.z, r.z, fmaf(l.y, r.y, fmaf(l.x, r.x, products[i]))));
      }
    }
  }
}

// Adds slopes times differences, key less row, to the sums of the block's rows.
__device__ void add_sums(Shared& shared, const float* own, const float* keys, const AlignmentPlan& p, int row,
                         double* sums, bool first) {
  const int lane = threadIdx.x % 32;
  for (int column = 0; column < p.width; column += tile) {
    __syncthreads();
    load_tile(shared.own, own, p.stride, column, p.width);
    load_tile(shared.keys, keys, p.stride, column, p.width);
    __syncthreads();
    float part[per_thread] = {}, x[per_thread];
#pragma unroll
    for (int i = 0; i < per_thread; ++i) x[i] = shared.own[row + i][lane];
#pragma unroll 4
    for (int key = 0; key < tile; ++key) {
      const float y = shared.keys[key][lane];
#pragma unroll
      for (int i = 0; i < per_thread; ++i) part[i] = fmaf(shared.slopes[row + i][key], y - x[i], part[i]);
    }
#pragma unroll
    for (int i = 0; i < per_thread && column + lane < p.sums_stride - 1; ++i) {
      double* sum = sums + static_cast<std::int64_t>(row + i) * p.sums_stride + column + lane;
      *sum = first ? part[i] : *sum + part[i];
    }
  }
}

template <Pairing pairing, bool gradient>
__global__ void __launch_bounds__(threads, 2) wide_kernel(AlignmentPlan p) {
  Shared& shared = *shared_memory<Shared>();
  const std::int64_t g = blockIdx.x / (p.units * p.splits);
  const int unit = static_cast<int>(blockIdx.x / p.splits % p.units);
  const int split = static_cast<int>(blockIdx.x % p.splits);
  constexpr int units_of_block = alignment_block / tile;
  const int own_side = static_cast<int>(unit >= p.side_blocks[0] * units_of_block);
  const AlignmentHeader header = p.headers[g];
  if (header.active == 0) return;

  const int key_lane = threadIdx.x % 32, row = threadIdx.x / 32 * per_thread;
  const float* records = p.records + g * p.capacity * p.stride;
  const float* own = records + static_cast<std::int64_t>(unit) * tile * p.stride;
  double* sums =
      p.wide_sums + ((g * p.splits + split) * p.capacity + static_cast<std::int64_t>(unit) * tile) * p.sums_stride;
  const float scale = alignment_scale(header.sigma);
  const float same_factor = static_cast<float>(same_class_factor(header.shared));
  const float other_factor = static_cast<float>(other_class_factor(header.shared));
  PairTotals totals;
  const int source_tiles = p.key_tiles[0], tiles = source_tiles + p.key_tiles[1];
  const int first = static_cast<int>(static_cast<std::int64_t>(tiles) * split / p.splits);
  const int last = static_cast<int>(static_cast<std::int64_t>(tiles) * (split + 1) / p.splits);
  bool fresh = true;  // nothing in the sums yet
  for (int number = first; number < last; ++number) {
    const int side = static_cast<int>(number >= source_tiles);
    if (pairing == Pairing::by_class && header.shared > 1 && side == own_side) continue;
    const int key_unit = side == 0 ? number : p.side_blocks[0] * units_of_block + number - source_tiles;
    if (!gradient && key_unit < unit) continue;  // the value alone needs each pair of units once
    const double times = !gradient && key_unit > unit ? 2 : 1;
    const float* keys = records + static_cast<std::int64_t>(key_unit) * tile * p.stride;
    float products[per_thread], weights[per_thread];
    multiply<true>(shared, own, keys, p.stride, p.width, row, key_lane, products);
    if (pairing == Pairing::local) {
      multiply<false>(shared, own + p.width + 4, keys + p.width + 4, p.stride, p.soft, row, key_lane, weights);
    }
    float part = 0, other_part = 0;
    const float* key_more = keys + static_cast<std::int64_t>(key_lane) * p.stride + p.width;
#pragma unroll
    for (int i = 0; i < per_thread; ++i) {
      const float* more = own + static_cast<std::int64_t>(row + i) * p.stride + p.width;
      const KernelTerms terms = kernel_terms(direct_distance(more[0] + key_more[0], products[i]), scale);
      float factor = more[1] * key_more[1];
      if (pairing == Pairing::corpus) {
        part += terms.value;
      } else if (pairing == Pairing::by_class) {
        const bool same = __float_as_int(more[2]) == __float_as_int(key_more[2]);
        (same ? part : other_part) += factor * terms.value;
        factor *= same ? same_factor : other_factor;
      } else {
        factor = weights[i];
        part = fmaf(factor, terms.value, part);
      }
      if constexpr (gradient) shared.slopes[row + i][key_lane] = factor * terms.slope;
    }
    const bool across = pairing == Pairing::corpus && side != own_side;
    totals.first += across ? 0.0 : times * part;
    totals.second += times * (across ? part : other_part);
    if constexpr (gradient) {
      add_sums(shared, own, keys, p, row, sums, fresh);
      fresh = false;
    }
  }

#pragma unroll
  for (int i = 0; i < alignment_totals; ++i) {
    const double sum = reduce_block<Sum>(totals.template total<pairing>(i, own_side), shared.scratch);
    if (threadIdx.x == 0) p.totals[static_cast<std::int64_t>(blockIdx.x) * alignment_totals + i] = sum;
  }
  if constexpr (gradient) {
    for (int column = key_lane; fresh && column < p.sums_stride - 1; column += 32) {
      for (int i = 0; i < per_thread; ++i) sums[static_cast<std::int64_t>(row + i) * p.sums_stride + column] = 0;
    }
#pragma unroll
    for (int i = 0; i < per_thread; ++i) {
      if (key_lane == 0) sums[static_cast<std::int64_t>(row + i + 1) * p.sums_stride - 1] = 0;  // all pairs are direct
    }
  }
}

template <Pairing pairing>
emodna_status launch_wide(Stream& stream, bool gradient, const AlignmentPlan& p) {
  const Launch where = {grid_of(std::int64_t{p.groups} * p.units * p.splits), dim3(threads), sizeof(Shared)};
  return launch(stream, "alignment", gradient ? wide_kernel<pairing, true> : wide_kernel<pairing, false>, where, p);
}

}  // namespace

emodna_status align_wide_pairs(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  const bool gradient = a.dxs != nullptr;
  if (a.kind == EMODNA_ALIGN_CORPUS) return launch_wide<Pairing::corpus>(stream, gradient, p);
  if (a.kind == EMODNA_ALIGN_CLASS) return launch_wide<Pairing::by_class>(stream, gradient, p);
  return launch_wide<Pairing::local>(stream, gradient, p);
}

}  // namespace emodna::cuda
