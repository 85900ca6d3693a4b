// losses/contrastive_gradient.cuh with both products on tensor cores, for rows of at most 64 coordinates. Blocks, parts
// and the order of sums are the same; coefficients stay in registers, and a tile needs two barriers instead of three.
#ifndef EMODNA_CUDA_LAB_CONTRASTIVE_TENSOR_GRADIENT_CUH
#define EMODNA_CUDA_LAB_CONTRASTIVE_TENSOR_GRADIENT_CUH

#include "../../losses/contrastive_gradient.cuh"
#include "tensor_tile.cuh"

namespace emodna::cuda {

template <class T>
constexpr std::size_t tensor_gradient_shared_bytes() {
  return (T::own_floats + T::key_floats + 4 * (T::rows + T::columns) + 4) * sizeof(float);
}

template <class T>
__global__ void __launch_bounds__(contrastive_threads, T::rows == 128 ? 2 : 3)
    tensor_gradient_kernel(ContrastiveWork work) {
  const ContrastivePlan& plan = work.plan;
  const std::int64_t g = blockIdx.x / plan.gradient_items;
  const int item = static_cast<int>(blockIdx.x % plan.gradient_items), of_v = item - plan.u_own * plan.u_splits;
  const bool own_u = of_v < 0;
  const int splits = own_u ? plan.u_splits : plan.v_splits;
  const int own_index = (own_u ? item : of_v) / splits, split = (own_u ? item : of_v) % splits;
  const Rows u = work.u(g), v = work.v(g), own = own_u ? u : v;
  const ContrastiveTerms* u_terms = plan.terms + g * plan.u_own * plan.rows;
  const int own_first = own_index * T::rows;

  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  float4* own_terms = reinterpret_cast<float4*>(key_tile + T::key_floats);
  float4* key_terms = own_terms + T::rows;
  int* flag = reinterpret_cast<int*>(key_terms + T::columns);
  load_tile<T, T::rows>(own, own_first, 0, own_tile);
  load_terms<T::rows>(own_u ? u_terms : nullptr, own_first, own.count, own_terms);

  float sums[T::own][16];
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
#pragma unroll
    for (int c = 0; c < 16; ++c) sums[r][c] = 0.0f;
  }
  const int first = split * plan.chunk;
  const int last = min(first + plan.chunk, own_u ? plan.u_tiles + plan.v_tiles : plan.u_tiles);
  for (int tile = first; tile < last; ++tile) {
    const bool key_u = tile < plan.u_tiles;
    const Rows keys = key_u ? u : v;
    const int key_first = (key_u ? tile : tile - plan.u_tiles) * T::columns;
    __syncthreads();  // the keys and terms of the tile before have been read
    load_terms<T::columns>(key_u ? u_terms : nullptr, key_first, keys.count, key_terms);
    float dots[T::own][T::key];
    similarities<T, false>(own, own_first, keys, key_first, own_tile, key_tile, dots);
    take_coefficients<T>(own_u, key_u, own_terms, key_terms, work.exponent, dots);
    if (own_u && key_u && key_first < own_first + T::rows && own_first < key_first + T::columns) {
#pragma unroll
      for (int r = 0; r < T::own; ++r) {
#pragma unroll
        for (int c = 0; c < T::key; ++c) {
          if (own_first + T::row(r) == key_first + T::column(c)) dots[r][c] = 0.0f;
        }
      }
    }
    T::gather(dots, key_tile, sums);
  }

  const std::int64_t part_floats = std::int64_t{own_u ? plan.u_own : plan.v_own} * T::rows * plan.width;
  float* parts = plan.sums + g * plan.sums_of_group() + (own_u ? 0 : plan.sums_of_u()) +
                 static_cast<std::int64_t>(own_first) * plan.width;
  const auto at = [&](int r, int c) { return std::int64_t{T::row(r)} * plan.width + T::column(c); };
  if (splits > 1) {
    float* part = parts + split * part_floats;
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
#pragma unroll
      for (int c = 0; c < 16; ++c) {
        if (T::column(c) < plan.width) part[at(r, c)] = sums[r][c];
      }
    }
    unsigned* counter =
        plan.counters_at + work.a.groups + g * (plan.u_own + plan.v_own) + (own_u ? own_index : plan.u_own + own_index);
    if (!last_block(counter, splits, flag)) return;
  }
  const float factor = plan.factor[g];
  float* gradient = (own_u ? work.a.du + g * work.a.u_stride : work.a.dv + g * work.a.v_stride) +
                    static_cast<std::int64_t>(own_first) * work.a.dim;
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    if (__float_as_int(own_terms[T::row(r)].w) < 0) continue;  // no row, or not in A
#pragma unroll
    for (int c = 0; c < 16; ++c) {
      if (T::column(c) >= work.a.dim) continue;
      float sum = sums[r][c];
      if (splits > 1) {
        sum = 0.0f;
        for (int k = 0; k < splits; ++k) sum += parts[k * part_floats + at(r, c)];
      }
      float& to = gradient[std::int64_t{T::row(r)} * work.a.dim + T::column(c)];
      to = fmaf(factor, sum, to);
    }
  }
}

}  // namespace emodna::cuda

#endif
