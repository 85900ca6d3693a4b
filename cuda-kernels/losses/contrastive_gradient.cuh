// The backward pass over pairs: one block takes a tile of rows of u or v and a run of tiles of keys, and gathers
//   du_i: (c_ij + c_ji) u_j over u, c_ij v_j over v;    dv_j: c_ij u_i over u,
//   c_ij = exp(s_ij - lse_i) - [j positive of i] / |P(i)|,
// the factor weight / (t * anchors) being left to the end. Similarities are computed again: kept, they would be N x
// (N + M). s_ij = s_ji, so a pair of u serves both its coefficients with one dot product and one product with the row.
// Each block owns its sums, so there is nothing to add up atomically; where several blocks share a row, the last of
// them adds all parts in order.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_GRADIENT_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_GRADIENT_CUH

#include "../core/ticket.cuh"
#include "contrastive_score.cuh"

namespace emodna::cuda {

enum class Side { own, keys, both };  // which rows of a tile are anchors

// The coefficient of one pair: which of own row and key are anchors is known of the whole tile.
template <Side anchors>
__device__ __forceinline__ float coefficient(float dot, float4 own, float4 key, float exponent) {
  float sum = 0.0f;
  if (anchors != Side::keys) sum = exp2_flushed(fmaf(dot, exponent, -own.x)) * own.y;
  if (anchors != Side::own) sum = fmaf(exp2_flushed(fmaf(dot, exponent, -key.x)), key.y, sum);
  // Rows with one label have as many positives.
  if (anchors == Side::both && __float_as_int(own.w) == __float_as_int(key.w)) sum -= 2.0f * own.z;
  // A row that is none or isn't in A is nobody's key.
  return __float_as_int(key.w) < 0 ? 0.0f : sum;
}

// dots become coefficients. terms: of the tile's own rows and keys.
template <class T, Side anchors>
__device__ __forceinline__ void take_coefficients(const float4* own_terms, const float4* key_terms, float exponent,
                                                  float (&dots)[T::own][T::key]) {
#pragma unroll
  for (int c = 0; c < T::key; ++c) {
    const float4 key = key_terms[T::column(c)];
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
      dots[r][c] = coefficient<anchors>(dots[r][c], own_terms[T::row(r)], key, exponent);
    }
  }
}

// The same for a tile of rows of u or of v with keys of u or of v. That a row is no key of its own is left to do.
template <class T>
__device__ __forceinline__ void take_coefficients(bool own_u, bool key_u, const float4* own_terms,
                                                  const float4* key_terms, float exponent,
                                                  float (&dots)[T::own][T::key]) {
  if (own_u && key_u) {
    take_coefficients<T, Side::both>(own_terms, key_terms, exponent, dots);
  } else if (own_u) {
    take_coefficients<T, Side::own>(own_terms, key_terms, exponent, dots);
  } else {
    take_coefficients<T, Side::keys>(own_terms, key_terms, exponent, dots);
  }
}

// Terms of `height` rows from `first` on. Rows of v, where terms is NULL, have label 0 and are no anchors.
template <int height>
__device__ __forceinline__ void load_terms(const ContrastiveTerms* terms, int first, int count, float4* to) {
  const int k = threadIdx.x, row = first + k;
  if (k >= height) return;
  float4 value = make_float4(FLT_MAX, 0.0f, 0.0f, __int_as_float(row < count ? 0 : -1));
  if (terms != nullptr && row < count) value = reinterpret_cast<const float4*>(terms)[row];
  to[k] = value;
}

// to[0 .. 4) += factor * value, of which coordinates d .. dim - 1 are there.
__device__ __forceinline__ void add_scaled(float factor, float4 value, int left, bool vector, float* to) {
  if (vector) {
    float4 sum = load4(to);
    sum.x = fmaf(factor, value.x, sum.x);
    sum.y = fmaf(factor, value.y, sum.y);
    sum.z = fmaf(factor, value.z, sum.z);
    sum.w = fmaf(factor, value.w, sum.w);
    store4(to, sum);
  } else {
    to[0] = fmaf(factor, value.x, to[0]);
    if (left > 1) to[1] = fmaf(factor, value.y, to[1]);
    if (left > 2) to[2] = fmaf(factor, value.z, to[2]);
    if (left > 3) to[3] = fmaf(factor, value.w, to[3]);
  }
}

template <class T>
constexpr std::size_t gradient_shared_bytes() {
  return (T::own_floats + T::key_floats + T::coefficient_floats + 4 * (T::rows + T::columns) + 4) * sizeof(float);
}

template <class T, bool deep>
__global__ void __launch_bounds__(contrastive_threads, T::rows == 128 ? 2 : 3) gradient_kernel(ContrastiveWork work) {
  const ContrastivePlan& plan = work.plan;
  const std::int64_t g = blockIdx.x / plan.gradient_items;
  const int item = static_cast<int>(blockIdx.x % plan.gradient_items), of_v = item - plan.u_own * plan.u_splits;
  const bool own_u = of_v < 0;
  const int splits = own_u ? plan.u_splits : plan.v_splits;
  const int own_index = (own_u ? item : of_v) / splits, split = (own_u ? item : of_v) % splits;
  const Rows u = work.u(g), v = work.v(g), own = own_u ? u : v;
  const ContrastiveTerms* u_terms = plan.terms + g * plan.u_own * plan.rows;
  const int own_first = own_index * T::rows, down = threadIdx.x / 8, across = threadIdx.x % 8;

  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  float* coefficients = key_tile + T::key_floats;
  float4* own_terms = reinterpret_cast<float4*>(coefficients + T::coefficient_floats);
  float4* key_terms = own_terms + T::rows;
  int* flag = reinterpret_cast<int*>(key_terms + T::columns);
  if (!deep) load_tile<T, T::rows>(own, own_first, 0, own_tile);
  load_terms<T::rows>(own_u ? u_terms : nullptr, own_first, own.count, own_terms);

  // The parts of this thread: own rows down + 16 r, coordinates 4 across .. and 32 + 4 across .. of every 64.
  const int own_count = own_u ? plan.u_own : plan.v_own;
  const std::int64_t part_floats = std::int64_t{own_count} * T::rows * plan.width;
  float* parts = plan.sums + g * plan.sums_of_group() + (own_u ? 0 : plan.sums_of_u()) +
                 static_cast<std::int64_t>(own_first + down) * plan.width + 4 * across;
  float* part = parts + split * part_floats;
  const auto at = [&](int r, int d) { return std::int64_t{16 * r} * plan.width + d; };
  float4 sums[T::own][2];
#pragma unroll
  for (int r = 0; r < T::own; ++r) sums[r][0] = sums[r][1] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);

  const int first = split * plan.chunk;
  const int last = min(first + plan.chunk, own_u ? plan.u_tiles + plan.v_tiles : plan.u_tiles);
  for (int tile = first; tile < last; ++tile) {
    const bool key_u = tile < plan.u_tiles;
    const Rows keys = key_u ? u : v;
    const int key_first = (key_u ? tile : tile - plan.u_tiles) * T::columns;
    __syncthreads();  // the coefficients and terms of the tile before have been read
    load_terms<T::columns>(key_u ? u_terms : nullptr, key_first, keys.count, key_terms);
    float dots[T::own][T::key];
    similarities<T, deep>(own, own_first, keys, key_first, own_tile, key_tile, dots);
    take_coefficients<T>(own_u, key_u, own_terms, key_terms, work.exponent, dots);
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
#pragma unroll
      for (int c = 0; c < T::key; ++c) coefficients[T::row(r) * T::coefficient_stride + T::column(c)] = dots[r][c];
    }
    __syncthreads();
    if (own_u && key_u && key_first < own_first + T::rows && own_first < key_first + T::columns) {
      // A row is no key of its own.
      const int row = threadIdx.x, column = own_first + row - key_first;
      if (row < T::rows && column >= 0 && column < T::columns) {
        coefficients[row * T::coefficient_stride + column] = 0.0f;
      }
      __syncthreads();
    }
    if constexpr (!deep) {
      gather_keys<T>(coefficients, key_tile, sums);
    } else {
      // Too wide for registers: the part in device memory is taken up again for every 64 coordinates. Only this thread
      // reads or writes these elements.
      for (int d = 0; d < work.a.dim; d += T::depth) {
        load_tile<T, T::columns>(keys, key_first, d, key_tile);
        __syncthreads();
#pragma unroll
        for (int r = 0; r < T::own; ++r) {
#pragma unroll
          for (int half = 0; half < 2; ++half) {
            const int column = d + half * 32;
            sums[r][half] = tile > first && column + 4 * across < plan.width ? load4(part + at(r, column))
                                                                             : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
          }
        }
        gather_keys<T>(coefficients, key_tile, sums);
#pragma unroll
        for (int r = 0; r < T::own; ++r) {
#pragma unroll
          for (int half = 0; half < 2; ++half) {
            const int column = d + half * 32;
            if (column + 4 * across < plan.width) store4(part + at(r, column), sums[r][half]);
          }
        }
        __syncthreads();
      }
    }
  }

  if (splits > 1) {
    if (!deep) {
#pragma unroll
      for (int r = 0; r < T::own; ++r) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          if (half * 32 + 4 * across < plan.width) store4(part + at(r, half * 32), sums[r][half]);
        }
      }
    }
    unsigned* counter =
        plan.counters_at + work.a.groups + g * (plan.u_own + plan.v_own) + (own_u ? own_index : plan.u_own + own_index);
    if (!last_block(counter, splits, flag)) return;
  }
  const float factor = plan.factor[g];
  float* gradient = (own_u ? work.a.du + g * work.a.u_stride : work.a.dv + g * work.a.v_stride) +
                    static_cast<std::int64_t>(own_first + down) * work.a.dim + 4 * across;
  for (int d = 0; d < (deep ? work.a.dim : 1); d += T::depth) {
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
      const int row = down + 16 * r;
      if (__float_as_int(own_terms[row].w) < 0) continue;  // no row, or not in A
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        const int column = d + half * 32, left = work.a.dim - column - 4 * across;
        if (left <= 0) continue;
        if (deep || splits > 1) {
          sums[r][half] = load4(parts + at(r, column));
          for (int k = 1; k < splits; ++k) {
            const float4 other = load4(parts + k * part_floats + at(r, column));
            sums[r][half].x += other.x;
            sums[r][half].y += other.y;
            sums[r][half].z += other.z;
            sums[r][half].w += other.w;
          }
        }
        add_scaled(factor, sums[r][half], left, work.vector, gradient + std::int64_t{16 * r} * work.a.dim + column);
      }
    }
  }
}

}  // namespace emodna::cuda

#endif
