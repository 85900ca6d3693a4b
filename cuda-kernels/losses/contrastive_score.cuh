// The forward pass over pairs: one block takes a tile of anchors and a run of tiles of keys, first rows of u, then of
// v. Each thread keeps maximum and sum of its own part of every row (streaming log-sum-exp, to the base 2, so that the
// factor log2(e) / t is part of one fused operation); lanes and blocks are put together at the end, in fixed order. A
// thread first adds its terms of a tile, then one sum a tile, and the rows' kernel adds the blocks' in double: float32
// adds 8 or 16 terms, then at most 2,048 sums.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_SCORE_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_SCORE_CUH

#include <cfloat>
#include <cmath>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "contrastive_tile.cuh"
#include "exponential.cuh"

namespace emodna::cuda {

// What the kernels are given.
struct ContrastiveWork {
  emodna_contrastive_args a;
  ContrastivePlan plan;
  float exponent;  // log2(e) / t
  bool vector;     // rows may be read and added to by float4

  __device__ __forceinline__ Rows u(std::int64_t g) const { return {a.u + g * a.u_stride, a.anchors, a.dim, vector}; }
  __device__ __forceinline__ Rows v(std::int64_t g) const { return {a.v + g * a.v_stride, a.keys, a.dim, vector}; }
};

// Which rows a tile compares: the diagonal is where a row of u meets itself.
enum class Pairs { anchors, diagonal, keys };

template <class T>
struct Scores {
  float maximum[T::own], sum[T::own], positive[T::own];
  int positives[T::own];
};

template <class T>
__device__ __forceinline__ void clear(Scores<T>& scores) {
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    scores.maximum[r] = -FLT_MAX;
    scores.sum[r] = scores.positive[r] = 0.0f;
    scores.positives[r] = 0;
  }
}

// Own row r's scores over all lanes that share it.
template <class T>
__device__ __forceinline__ float4 over_lanes(const Scores<T>& scores, int r) {
  float maximum = scores.maximum[r], sum = scores.sum[r], positive = scores.positive[r];
  int positives = scores.positives[r];
#pragma unroll
  for (int lanes = T::lanes / 2; lanes > 0; lanes /= 2) {
    const float other = __shfl_xor_sync(all_lanes, maximum, lanes);
    const float other_sum = __shfl_xor_sync(all_lanes, sum, lanes);
    const float both = fmaxf(maximum, other);
    sum = sum * exp2_flushed(maximum - both) + other_sum * exp2_flushed(other - both);
    maximum = both;
    positive += __shfl_xor_sync(all_lanes, positive, lanes);
    positives += __shfl_xor_sync(all_lanes, positives, lanes);
  }
  return make_float4(maximum, sum, positive, __int_as_float(positives));
}

// Takes in a tile of similarities. labels: of the keys, -1 where there is none. own_labels: of the own rows.
template <class T, Pairs pairs>
__device__ __forceinline__ void take_scores(float (&dots)[T::own][T::key], const int* own_labels, const int* labels,
                                            int offset, float exponent, Scores<T>& scores) {
  int key_labels[T::key];
#pragma unroll
  for (int c = 0; c < T::key; ++c) key_labels[c] = labels[T::column(c)];
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    const int label = own_labels[T::row(r)];
    float largest = -INFINITY, positive = 0.0f;  // of this tile: no sum is long
#pragma unroll
    for (int c = 0; c < T::key; ++c) {
      float& dot = dots[r][c];
      bool hidden = key_labels[c] < 0;
      if (pairs == Pairs::diagonal) hidden = hidden || offset + T::column(c) == T::row(r);
      if (pairs != Pairs::keys && label == key_labels[c] && !hidden) {
        positive += dot;
        ++scores.positives[r];
      }
      if (hidden) dot = -INFINITY;
      largest = fmaxf(largest, dot);
    }
    if (pairs != Pairs::keys) scores.positive[r] += positive;
    const float maximum = fmaxf(scores.maximum[r], largest * exponent);
    float sum = 0.0f;
#pragma unroll
    for (int c = 0; c < T::key; ++c) sum += exp2_flushed(fmaf(dots[r][c], exponent, -maximum));
    scores.sum[r] = fmaf(scores.sum[r], exp2_flushed(scores.maximum[r] - maximum), sum);
    scores.maximum[r] = maximum;
  }
}

// For the kernels behind the one over scores.
__device__ __forceinline__ void clear_counters(const ContrastivePlan& plan) {
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * contrastive_threads + threadIdx.x;
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * contrastive_threads;
  for (std::int64_t k = first; k < plan.counters; k += threads) plan.counters_at[k] = 0;
}

template <class T>
constexpr std::size_t score_shared_bytes() {
  return (T::own_floats + T::key_floats + T::rows + T::columns) * sizeof(float);
}

template <class T, bool deep>
__global__ void __launch_bounds__(contrastive_threads, T::rows == 128 ? 2 : 3) score_kernel(ContrastiveWork work) {
  const ContrastivePlan& plan = work.plan;
  clear_counters(plan);
  const int split = static_cast<int>(blockIdx.x % plan.score_splits);
  const int own = static_cast<int>(blockIdx.x / plan.score_splits % plan.u_own);
  const std::int64_t g = blockIdx.x / plan.score_splits / plan.u_own;
  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  int* own_labels = shared_memory<int>(T::own_floats + T::key_floats);
  int* labels = own_labels + T::rows;
  const Rows u = work.u(g), v = work.v(g);
  const int* u_labels = work.a.labels + g * work.a.label_stride;
  const int own_first = own * T::rows, tid = threadIdx.x;
  if (!deep) load_tile<T, T::rows>(u, own_first, 0, own_tile);
  if (tid < T::rows) own_labels[tid] = own_first + tid < u.count ? u_labels[own_first + tid] : -1;

  Scores<T> scores;
  clear(scores);
  const int first = split * plan.score_chunk, last = min(first + plan.score_chunk, plan.u_tiles + plan.v_tiles);
  for (int tile = first; tile < last; ++tile) {
    const bool of_u = tile < plan.u_tiles;
    const Rows keys = of_u ? u : v;
    const int key_first = (of_u ? tile : tile - plan.u_tiles) * T::columns;
    __syncthreads();  // the labels of the tile before have been read
    if (tid < T::columns) {
      const int key = key_first + tid;
      labels[tid] = key < keys.count ? (of_u ? u_labels[key] : 0) : -1;
    }
    float dots[T::own][T::key];
    similarities<T, deep>(u, own_first, keys, key_first, own_tile, key_tile, dots);
    if (!of_u) {
      take_scores<T, Pairs::keys>(dots, own_labels, labels, 0, work.exponent, scores);
    } else if (key_first + T::columns <= own_first || own_first + T::rows <= key_first) {
      take_scores<T, Pairs::anchors>(dots, own_labels, labels, 0, work.exponent, scores);
    } else {
      take_scores<T, Pairs::diagonal>(dots, own_labels, labels, key_first - own_first, work.exponent, scores);
    }
  }

  float4* out = plan.scores + (g * plan.score_splits + split) * plan.u_own * T::rows + own_first;
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    const float4 score = over_lanes(scores, r);
    if (tid % T::lanes == 0) out[T::row(r)] = score;
  }
}

}  // namespace emodna::cuda

#endif
