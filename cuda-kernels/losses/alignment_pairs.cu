// Kernel values of all pairs of packed rows and the sums behind their gradient, for widths that fit into registers.
//
// A thread owns one or two rows: their coordinates and the sums of their gradient stay in registers, and all threads of
// a block walk through the same keys, which lie in shared memory and are read as one address by a whole warp. So a key
// costs 11 loads of 16 bytes for 4 D products of two rows (a distance and a gradient, D each), there is no matrix of
// kernel values to write down between the two products, and a thread meets a barrier once in alignment_tile keys.
//
// Floors: n^2 ordered pairs of 2 D multiply-adds. At D = 39 a pair has 78 of them, 20 other operations and five
// exponentials; a warp's 64 pairs with a key are 156 multiply-adds a lane for 11 loads, so arithmetic stays
// the floor. Of device memory it moves 4 n stride bytes of records and 4 n (D + 1) splits of sums, some MB: nothing.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"
#include "alignment_terms.cuh"

namespace emodna::cuda {
namespace {

// Two rows a thread halve the loads a product needs; three arrays of 39 registers and the rest just fit.
template <int width, Pairing pairing>
inline constexpr int rows_of_thread = width < 64 && pairing != Pairing::local ? 2 : 1;

template <int width, Pairing pairing>
inline constexpr int threads_of_block = alignment_block / rows_of_thread<width, pairing>;

// The least number of blocks an SM holds is given: without it the compiler spills registers to hold one more.
template <int width, Pairing pairing, bool gradient>
__global__ void __launch_bounds__((threads_of_block<width, pairing>), (rows_of_thread<width, pairing>))
    pairs_kernel(AlignmentPlan p) {
  constexpr int count = rows_of_thread<width, pairing>, threads = threads_of_block<width, pairing>;
  using Own = OwnRows<count, width, pairing, gradient>;
  float* keys = shared_memory<float>();
  double* scratch = reinterpret_cast<double*>(keys + alignment_tile * Own::stride);
  // Where other pairs are taken once for both ends, a unit has the keys of its own chunk left.
  const bool chunked = p.chunk_blocks > 0;
  const int splits = chunked ? 1 : p.splits;
  const std::int64_t g = blockIdx.x / (p.units * splits);
  const int unit = static_cast<int>(blockIdx.x / splits % p.units);
  const int split = chunked ? unit / p.chunk_blocks : static_cast<int>(blockIdx.x % splits);
  const int own_side = static_cast<int>(unit >= p.side_blocks[0]);
  const AlignmentHeader header = p.headers[g];
  if (header.active == 0) return;

  const float* records = p.records + g * p.capacity * Own::stride;
  const std::int64_t first_row = static_cast<std::int64_t>(unit) * alignment_block + threadIdx.x;
  Own own;
  own.load(header, records + first_row * Own::stride, threads);
  const float far = far_norm(own.scale);
  bool own_far = false, enters = false;
#pragma unroll
  for (int r = 0; r < count; ++r) {
    own_far = own_far || is_far(own.norm[r], far);
    enters = enters || own.norm[r] > -INFINITY;
  }
  own_far = __any_sync(all_lanes, own_far);
  enters = __any_sync(all_lanes, enters);  // a warp of padding only helps to load

  constexpr int chain = alignment_chain / alignment_tile;
  float* sums = p.sums + ((g * p.splits + split) * p.capacity + first_row) * p.sums_stride;
  PairTotals totals;
  const int source_tiles = p.key_tiles[0], tiles = source_tiles + p.key_tiles[1];
  const int first = chunked ? p.tiles_before(split * p.chunk_blocks)
                            : static_cast<int>(static_cast<std::int64_t>(tiles) * split / p.splits);
  const int last = chunked ? p.tiles_before((split + 1) * p.chunk_blocks)
                           : static_cast<int>(static_cast<std::int64_t>(tiles) * (split + 1) / p.splits);
  for (int tile = first; tile < last; ++tile) {
    if (gradient && tile > first && (tile - first) % chain == 0) own.carry(sums, threads, tile - first == chain);
    const int side = static_cast<int>(tile >= source_tiles), key = (tile - side * source_tiles) * alignment_tile;
    if (pairing == Pairing::by_class && header.shared > 1 && side == own_side) continue;
    const int key_unit = key / alignment_block + side * p.side_blocks[0];
    // The value alone needs each pair of units once.
    if (!gradient && key_unit < unit) continue;
    const int count_keys = min(alignment_tile, p.rows[side] - key);
    const float4* from = reinterpret_cast<const float4*>(
        records + (static_cast<std::int64_t>(side * p.side_blocks[0]) * alignment_block + key) * Own::stride);
    __syncthreads();
    for (int i = threadIdx.x; i < count_keys * (Own::stride / 4); i += threads) {
      reinterpret_cast<float4*>(keys)[i] = from[i];
    }
    __syncthreads();
    if (!enters) continue;
    own.clear_values();
    if (key_unit == unit || (own_far && any_far(keys + 4 * Own::quads, Own::stride, count_keys, far))) {
#pragma unroll 1
      for (int k = 0; k < count_keys; ++k) own.template take<true>(keys + k * Own::stride);
    } else {
#pragma unroll 1
      for (int k = 0; k < count_keys; ++k) own.template take<false>(keys + k * Own::stride);
    }
    totals.add(own, side == own_side, !gradient && key_unit > unit ? 2 : 1);
  }

#pragma unroll
  for (int i = 0; i < alignment_totals; ++i) {
    const double sum = reduce_block<Sum>(totals.template total<pairing>(i, own_side), scratch);
    if (threadIdx.x == 0) {
      p.totals[(g * p.total_parts + static_cast<int>(blockIdx.x % (p.units * splits))) * alignment_totals + i] = sum;
    }
  }
  if constexpr (gradient) own.carry(sums, threads, last - first <= chain);
}

template <int width, Pairing pairing>
emodna_status launch_pairs(Stream& stream, bool gradient, const AlignmentPlan& p) {
  using Own = OwnRows<1, width, pairing, true>;
  const Launch where = {grid_of(std::int64_t{p.groups} * p.units * (p.chunk_blocks > 0 ? 1 : p.splits)),
                        dim3(threads_of_block<width, pairing>),
                        alignment_tile * Own::stride * sizeof(float) + 32 * sizeof(double)};
  return launch(stream, "alignment",
                gradient ? pairs_kernel<width, pairing, true> : pairs_kernel<width, pairing, false>, where, p);
}

template <int width>
emodna_status launch_width(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  const bool gradient = a.dxs != nullptr;
  if (a.kind == EMODNA_ALIGN_CORPUS) return launch_pairs<width, Pairing::corpus>(stream, gradient, p);
  if (a.kind == EMODNA_ALIGN_CLASS) return launch_pairs<width, Pairing::by_class>(stream, gradient, p);
  return launch_pairs<width, Pairing::local>(stream, gradient, p);
}

}  // namespace

emodna_status align_pairs(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  return p.width == 40 ? launch_width<39>(stream, a, p) : launch_width<64>(stream, a, p);
}

}  // namespace emodna::cuda
