// The backward pass over pairs: one block takes a tile of rows of u or v and a run of tiles of keys, and gathers
//   du_i: (c_ij + c_ji) u_j over u, c_ij v_j over v;    dv_j: c_ij u_i over u,
//   c_ij = exp(s_ij - lse_i) - [j positive of i] / |P(i)|,
// the factor weight / (t * anchors) being left to the end. Similarities are computed again: kept, they would be N x
// (N + M). s_ij = s_ji, so a pair of u serves both its coefficients with one dot product and one product with the row.
// Each block owns its sums, so there is nothing to add up atomically; where several blocks share a row, the last of
// them adds all parts in order.
//
// Float32 sums err by about the square root of their length, so none is longer than 2,048 terms: a register adds at
// most that many keys, then goes into the block's part in device memory and starts anew (carry()), and the parts are
// added in double. Adding a few hundred such sums once more in float32 errs less than each of them does already, and
// costs one addition for 2,048 keys, where a compensated sum in registers would cost six for each or twice the
// registers, of which there are none left.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_GRADIENT_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_GRADIENT_CUH

#include "../core/ticket.cuh"
#include "contrastive_score.cuh"
#include "exponential.cuh"

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
  // A row that is none or isn't in A is a key of no row; of v, none is an anchor, and such rows of u have scale 0.
  const int both = anchors == Side::both ? __float_as_int(own.w) | __float_as_int(key.w) : __float_as_int(key.w);
  return both < 0 ? 0.0f : sum;
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

// The same for a tile of rows of u or of v with keys of u or of v. That a row is not a key of itself is left to the
// caller.
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

// Terms of `height` rows from `first` on. Rows of v, where terms is NULL, have label 0 and are not anchors.
template <int height>
__device__ __forceinline__ void load_terms(const ContrastiveTerms* terms, int first, int count, float4* to) {
  const int k = threadIdx.x, row = first + k;
  if (k >= height) return;
  float4 value = make_float4(FLT_MAX, 0.0f, 0.0f, __int_as_float(row < count ? 0 : -1));
  if (terms != nullptr && row < count) value = reinterpret_cast<const float4*>(terms)[row];
  to[k] = value;
}

// A row is not a key of itself.
template <class T>
__device__ __forceinline__ void hide_diagonal(int own_first, int key_first, float (&dots)[T::own][T::key]) {
  if (key_first >= own_first + T::rows || own_first >= key_first + T::columns) return;
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
#pragma unroll
    for (int c = 0; c < T::key; ++c) {
      if (own_first + T::row(r) == key_first + T::column(c)) dots[r][c] = 0.0f;
    }
  }
}

// sum = the same coordinates of all parts, `stride` floats apart.
template <int width>
__device__ __forceinline__ void add_parts(const float* parts, int count, std::int64_t stride, float (&sum)[width]) {
  double all[width] = {};
#pragma unroll 4
  for (int k = 0; k < count; ++k) {
    float part[width];
    load(parts + k * stride, part);
#pragma unroll
    for (int i = 0; i < width; ++i) all[i] += static_cast<double>(part[i]);
  }
#pragma unroll
  for (int i = 0; i < width; ++i) sum[i] = static_cast<float>(all[i]);
}

// to += factor * value, of which the first `left` are there.
template <int width>
__device__ __forceinline__ void add_scaled(float factor, const float (&value)[width], int left, bool vector,
                                           float* to) {
  if (vector) {
    float sum[width];
    load(to, sum);
#pragma unroll
    for (int i = 0; i < width; ++i) sum[i] = fmaf(factor, value[i], sum[i]);
    store(to, sum);
  } else {
#pragma unroll
    for (int i = 0; i < width; ++i) {
      if (i < left) to[i] = fmaf(factor, value[i], to[i]);
    }
  }
}

template <class T>
__device__ __forceinline__ void clear(float (&sums)[T::vectors][T::width]) {
#pragma unroll
  for (int v = 0; v < T::vectors; ++v) {
#pragma unroll
    for (int i = 0; i < T::width; ++i) sums[v][i] = 0.0f;
  }
}

// to = sum, or to += sum if there is something already.
template <int width>
__device__ __forceinline__ void add_to(float (&sum)[width], bool more, float* to) {
  if (more) {
    float before[width];
    load(to, before);
#pragma unroll
    for (int i = 0; i < width; ++i) sum[i] += before[i];
  }
  store(to, sum);
}

// Sums of some keys go into the thread's elements of a part, to what is there if `more`. at(r): the first coordinate of
// own row r.
template <class T, class At>
__device__ __forceinline__ void carry(float (&sums)[T::own][T::vectors][T::width], int columns, bool more, At at) {
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
#pragma unroll
    for (int v = 0; v < T::vectors; ++v) {
      if (T::coordinate(v) < columns) add_to(sums[r][v], more, at(r) + T::coordinate(v));
    }
  }
}

// What a block does: the rows of a tile of u or v, and its share of their keys. It waits in shared memory: kept in
// registers through the loop over tiles, of which there are none left, it would be spilled.
struct GradientItem {
  std::int64_t group;
  int own_u, own_index, split, splits;
};
static_assert(sizeof(GradientItem) % sizeof(float) == 0);

__device__ __forceinline__ GradientItem gradient_item(const ContrastivePlan& plan, unsigned block) {
  const int item = static_cast<int>(block % plan.gradient_items), of_v = item - plan.u_own * plan.u_splits;
  const bool own_u = of_v < 0;
  const int splits = own_u ? plan.u_splits : plan.v_splits, at = own_u ? item : of_v;
  return {block / plan.gradient_items, own_u, at / splits, at % splits, splits};
}

template <class T>
constexpr std::size_t gradient_shared_bytes() {
  return (T::own_floats + T::key_floats + T::coefficient_floats + 4 * (T::rows + T::columns) + 4) * sizeof(float) +
         sizeof(GradientItem);
}

template <class T, bool deep>
__global__ void __launch_bounds__(contrastive_threads, T::gradient_blocks) gradient_kernel(ContrastiveWork work) {
  const ContrastivePlan& plan = work.plan;
  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  float* coefficients = key_tile + T::key_floats;
  float4* own_terms = reinterpret_cast<float4*>(coefficients + T::coefficient_floats);
  float4* key_terms = own_terms + T::rows;
  int* flag = reinterpret_cast<int*>(key_terms + T::columns);
  GradientItem& item = *reinterpret_cast<GradientItem*>(flag + 4);
  if (threadIdx.x == 0) item = gradient_item(plan, blockIdx.x);
  __syncthreads();
  const auto own_first = [&] { return item.own_index * T::rows; };
  const auto own_rows = [&] { return item.own_u ? work.u(item.group) : work.v(item.group); };
  const auto u_terms = [&] { return plan.terms + item.group * plan.u_own * plan.rows; };
  if (!deep) load_tile<T, T::rows>(own_rows(), own_first(), 0, own_tile);
  load_terms<T::rows>(item.own_u ? u_terms() : nullptr, own_first(), own_rows().count, own_terms);

  const auto part_floats = [&] { return std::int64_t{item.own_u ? plan.u_own : plan.v_own} * T::rows * plan.width; };
  // Own row r's part of a split.
  const auto part = [&](int split, int r) {
    return plan.sums + item.group * plan.sums_of_group() + (item.own_u ? 0 : plan.sums_of_u()) + split * part_floats() +
           std::int64_t{own_first() + T::row(r)} * plan.width;
  };
  const auto at = [&](int r) { return part(item.split, r); };
  float sums[T::own][T::vectors][T::width];
  const int first = item.split * plan.chunk;
  const int last = min(first + plan.chunk, item.own_u ? plan.u_tiles + plan.v_tiles : plan.u_tiles);
  constexpr int chain = contrastive_chain / T::columns;  // tiles
  const bool parted = deep || item.splits > 1 || last - first > chain;
  for (int begin = first; begin < last; begin += chain) {
#pragma unroll
    for (int r = 0; r < T::own; ++r) clear<T>(sums[r]);
    const int end = min(begin + chain, last);
    for (int tile = begin; tile < end; ++tile) {
      const bool key_u = tile < plan.u_tiles;
      const Rows keys = key_u ? work.u(item.group) : work.v(item.group);
      const int key_first = (key_u ? tile : tile - plan.u_tiles) * T::columns;
      __syncthreads();  // the coefficients and terms of the tile before have been read
      load_terms<T::columns>(key_u ? u_terms() : nullptr, key_first, keys.count, key_terms);
      float dots[T::own][T::key];
      similarities<T, deep>(own_rows(), own_first(), keys, key_first, own_tile, key_tile, dots);
      take_coefficients<T>(item.own_u != 0, key_u, own_terms, key_terms, work.exponent, dots);
      if (item.own_u && key_u) hide_diagonal<T>(own_first(), key_first, dots);
      T::share(dots, coefficients);
      if constexpr (!deep) {
        T::gather(dots, coefficients, key_tile, sums);
      } else {
        // Too wide for registers: every 64 coordinates are added to the part in device memory at once.
        for (int d = 0; d < work.a.dim; d += T::depth) {
          __syncthreads();  // the tile before has been read
          load_tile<T, T::columns>(keys, key_first, d, key_tile);
          __syncthreads();
          T::gather(dots, coefficients, key_tile, sums);
          carry<T>(sums, plan.width - d, tile > first, [&](int r) { return at(r) + d; });
#pragma unroll
          for (int r = 0; r < T::own; ++r) clear<T>(sums[r]);
        }
      }
    }
    if (parted && !deep) carry<T>(sums, plan.width, begin > first, at);
  }
  if (item.splits > 1) {
    unsigned* counter = plan.counters_at + work.a.groups + item.group * (plan.u_own + plan.v_own) +
                        (item.own_u ? item.own_index : plan.u_own + item.own_index);
    if (!last_block(counter, item.splits, flag)) return;
  }
  const float factor = plan.factor[item.group];
  float* gradient = (item.own_u ? work.a.du + item.group * work.a.u_stride : work.a.dv + item.group * work.a.v_stride) +
                    static_cast<std::int64_t>(own_first()) * work.a.dim;
  for (int d = 0; d < (deep ? work.a.dim : 1); d += T::depth) {
    if (parted) {
#pragma unroll
      for (int r = 0; r < T::own; ++r) {
#pragma unroll
        for (int v = 0; v < T::vectors; ++v) {
          const int column = d + T::coordinate(v);
          if (column < plan.width) {
            add_parts(part(0, r) + column, item.splits, part_floats(), sums[r][v]);
          }
        }
      }
    }
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
      if (__float_as_int(own_terms[T::row(r)].w) < 0) continue;  // no row, or not in A
#pragma unroll
      for (int v = 0; v < T::vectors; ++v) {
        const int column = d + T::coordinate(v), left = work.a.dim - column;
        if (left <= 0) continue;
        add_scaled(factor, sums[r][v], left, work.vector, gradient + std::int64_t{T::row(r)} * work.a.dim + column);
      }
    }
  }
}

}  // namespace emodna::cuda

#endif
