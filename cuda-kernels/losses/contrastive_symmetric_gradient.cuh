// The backward pass over pairs where each is taken once (contrastive_bands.cuh), for all its rows:
//   du_i += w u_j and du_j += w u_i,  w = c_ij + c_ji;    du_i += c_ij v_j and dv_j += c_ij u_i,
// then the sum of all parts. The two products with coefficients read the same tile of them in shared memory, by rows
// for own rows and by columns for keys.
//
// Sums of own rows are carried to their part after 2,048 keys (contrastive_gradient.cuh); sums of keys after every tile
// of own rows, 128 terms.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_SYMMETRIC_GRADIENT_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_SYMMETRIC_GRADIENT_CUH

#include "contrastive_bands.cuh"
#include "contrastive_gradient.cuh"

namespace emodna::cuda {

inline constexpr int sum_threads = 256;

template <class T>
constexpr std::size_t symmetric_gradient_shared_bytes() {
  return gradient_shared_bytes<T>() + sizeof(BandPair);
}

// The sums of a pair of bands. What is the same for all threads waits in shared memory: of registers there are none
// left.
template <class T>
__device__ __forceinline__ void gather_bands(const ContrastiveWork& work, const BandPair& of_block) {
  const ContrastivePlan& plan = work.plan;
  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  float* coefficients = key_tile + T::key_floats;
  float4* own_terms = reinterpret_cast<float4*>(coefficients + T::coefficient_floats);
  float4* key_terms = own_terms + T::rows;
  BandPair& pair = *reinterpret_cast<BandPair*>(key_terms + T::columns + 1);
  if (threadIdx.x == 0) pair = of_block;
  __syncthreads();
  const auto u_terms = [&] { return plan.terms + pair.group * plan.u_own * T::rows; };
  const auto u_part = [&](int part, int row) {
    return plan.sums + pair.group * plan.sums_of_group() +
           (std::int64_t{part} * plan.u_own * T::rows + row) * plan.width;
  };
  const auto v_part = [&](int part, int row) {
    return plan.sums + pair.group * plan.sums_of_group() + plan.sums_of_u() +
           (std::int64_t{part} * plan.v_own * T::rows + row) * plan.width;
  };
  constexpr int chain = contrastive_chain / T::columns;  // tiles
  for (int own = pair.own_begin; own < pair.own_end; ++own) {
    const int own_first = own * T::rows;
    __syncthreads();  // the tile before has been read
    load_tile<T, T::rows>(work.u(pair.group), own_first, 0, own_tile);
    load_terms<T::rows>(u_terms(), own_first, work.a.anchors, own_terms);
    bool more = pair.diagonal && own > pair.own_begin;
    for (int begin = pair.first_key<T>(own); begin < pair.key_end; begin += chain) {
      float sums[T::own][T::vectors][T::width];
#pragma unroll
      for (int r = 0; r < T::own; ++r) clear<T>(sums[r]);
      const int end = min(begin + chain, pair.key_end);
      for (int tile = begin; tile < end; ++tile) {
        const int key_first = tile * T::columns;
        const bool within = pair.within<T>(own, tile);
        __syncthreads();  // the coefficients and terms of the tile before have been read
        const Rows keys = pair.key_u ? work.u(pair.group) : work.v(pair.group);
        load_terms<T::columns>(pair.key_u ? u_terms() : nullptr, key_first, keys.count, key_terms);
        float dots[T::own][T::key];
        similarities<T, false>(keys, own_first, keys, key_first, own_tile, key_tile, dots);
        take_coefficients<T>(true, pair.key_u, own_terms, key_terms, work.exponent, dots);
        if (within) hide_diagonal<T>(own_first, key_first, dots);
        T::share(dots, coefficients);
        T::gather(dots, coefficients, key_tile, sums);
        if (within) continue;
        float key_sums[T::key_rows][T::vectors][T::width];
        T::gather_keys(coefficients, own_tile, key_sums);
#pragma unroll
        for (int k = 0; k < T::key_rows; ++k) {
          const int row = key_first + T::key_row(k);
          float* to = pair.key_u ? u_part(pair.key_part, row) : v_part(pair.key_part, row);
#pragma unroll
          for (int v = 0; v < T::vectors; ++v) {
            if (T::coordinate(v) < plan.width) add_to(key_sums[k][v], own > pair.own_begin, to + T::coordinate(v));
          }
        }
      }
      carry<T>(sums, plan.width, more, [&](int r) { return u_part(pair.own_part, own_first + T::row(r)); });
      more = true;
    }
  }
}

template <class T>
__global__ void __launch_bounds__(contrastive_threads, T::gradient_blocks)
    symmetric_gradient_kernel(ContrastiveWork work) {
  gather_bands<T>(work, band_pair<T>(work.plan, blockIdx.x));
}

// Adds all parts, four coordinates of one row a thread. A grid of sum_blocks() for each group.
inline std::int64_t sum_blocks(const ContrastivePlan& plan, const emodna_contrastive_args& a) {
  return ceil_div<std::int64_t>((static_cast<std::int64_t>(a.anchors) + a.keys) * (plan.width / 4), sum_threads);
}

static __global__ void __launch_bounds__(sum_threads) sum_kernel(ContrastiveWork work, unsigned blocks) {
  const ContrastivePlan& plan = work.plan;
  const emodna_contrastive_args& a = work.a;
  const std::int64_t g = blockIdx.x / blocks;
  const std::int64_t index = static_cast<std::int64_t>(blockIdx.x % blocks) * sum_threads + threadIdx.x;
  const int vectors = plan.width / 4, column = static_cast<int>(index % vectors) * 4;
  const std::int64_t number = index / vectors;
  if (number >= static_cast<std::int64_t>(a.anchors) + a.keys) return;
  const bool of_u = number < a.anchors;
  const std::int64_t row = of_u ? number : number - a.anchors;
  if (of_u && a.labels[g * a.label_stride + row] < 0) return;
  const std::int64_t stride = std::int64_t{of_u ? plan.u_own : plan.v_own} * plan.rows * plan.width;
  const float* parts = plan.sums + g * plan.sums_of_group() + (of_u ? 0 : plan.sums_of_u()) + row * plan.width + column;
  float sum[4];
  add_parts(parts, of_u ? plan.u_splits : plan.v_splits, stride, sum);
  float* to = (of_u ? a.du + g * a.u_stride : a.dv + g * a.v_stride) + row * a.dim + column;
  add_scaled(plan.factor[g], sum, a.dim - column, work.vector, to);
}

}  // namespace emodna::cuda

#endif
