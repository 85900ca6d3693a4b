// The forward pass over pairs where each pair of u is taken once (contrastive_bands.cuh): a tile of similarities gives
// the scores of its own rows, as in contrastive_score.cuh, and those of its keys. For these a thread first goes over
// its own rows, then four threads of a warp and the four warps are put together.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_SYMMETRIC_SCORE_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_SYMMETRIC_SCORE_CUH

#include "contrastive_bands.cuh"
#include "contrastive_score.cuh"

namespace emodna::cuda {

// Scores as they lie in memory: maximum, sum, sum over positives, |P| as bits.
__device__ __forceinline__ float4 merged(float4 a, float4 b) {
  const float maximum = fmaxf(a.x, b.x);
  return make_float4(maximum, a.y * exp2_flushed(a.x - maximum) + b.y * exp2_flushed(b.x - maximum), a.z + b.z,
                     __int_as_float(__float_as_int(a.w) + __float_as_int(b.w)));
}

__device__ __forceinline__ float4 exchanged(float4 value, int lanes) {
  return make_float4(__shfl_xor_sync(all_lanes, value.x, lanes), __shfl_xor_sync(all_lanes, value.y, lanes),
                     __shfl_xor_sync(all_lanes, value.z, lanes), __shfl_xor_sync(all_lanes, value.w, lanes));
}

// Of two lanes that differ in `lanes` one keeps `low` for both, the other `high`.
__device__ __forceinline__ float4 halved(float4 low, float4 high, int lanes) {
  const bool upper = (threadIdx.x & static_cast<unsigned>(lanes)) != 0;
  return merged(upper ? high : low, exchanged(upper ? low : high, lanes));
}

// Of the thread's c-th key over the thread's own rows. dots: -infinity where the key is none.
template <class T>
__device__ __forceinline__ float4 key_scores(const float (&dots)[T::own][T::key], int c, const int (&own_label)[T::own],
                                             int label, float exponent) {
  float largest = -INFINITY, positive = 0.0f;
  int positives = 0;
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    if (own_label[r] >= 0) largest = fmaxf(largest, dots[r][c]);
    if (own_label[r] >= 0 && own_label[r] == label) {
      positive += dots[r][c];
      ++positives;
    }
  }
  const float maximum = fmaxf(-FLT_MAX, largest * exponent);
  float sum = 0.0f;
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
    const float term = exp2_flushed(fmaf(dots[r][c], exponent, -maximum));
    sum += own_label[r] >= 0 ? term : 0.0f;
  }
  return make_float4(maximum, sum, positive, __int_as_float(positives));
}

// The keys' scores over a warp's own rows go to stage [4 warps][columns].
template <class T>
__device__ __forceinline__ void stage_key_scores(const float (&dots)[T::own][T::key], const int* own_labels,
                                                 const int* labels, float exponent, float4* stage) {
  constexpr int half = T::key / 2, quarter = T::key / 4;
  static_assert(T::key % 4 == 0 && T::lanes == 8);
  int own_label[T::own];
#pragma unroll
  for (int r = 0; r < T::own; ++r) own_label[r] = own_labels[T::row(r)];
  const auto of_column = [&](int c) { return key_scores<T>(dots, c, own_label, labels[T::column(c)], exponent); };
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  const int first = (lane & 8 ? half : 0) + (lane & 16 ? quarter : 0);
#pragma unroll
  for (int c = 0; c < quarter; ++c) {
    const float4 low = halved(of_column(c), of_column(c + half), 8);
    const float4 high = halved(of_column(c + quarter), of_column(c + quarter + half), 8);
    stage[warp * T::columns + T::column(first + c)] = halved(low, high, 16);
  }
}

template <class T>
constexpr std::size_t symmetric_score_shared_bytes() {
  return (T::own_floats + T::key_floats + 16 * T::columns + T::rows + T::columns) * sizeof(float);
}

// The scores of a pair of bands.
template <class T>
__device__ __forceinline__ void score_bands(const ContrastiveWork& work, const BandPair& pair) {
  const ContrastivePlan& plan = work.plan;
  const std::int64_t g = pair.group;
  float* own_tile = shared_memory<float>();
  float* key_tile = own_tile + T::own_floats;
  float4* stage = reinterpret_cast<float4*>(key_tile + T::key_floats);
  int* own_labels = reinterpret_cast<int*>(stage + 4 * T::columns);
  int* labels = own_labels + T::rows;
  const Rows u = work.u(g), v = work.v(g), keys = pair.key_u ? u : v;
  const int* u_labels = work.a.labels + g * work.a.label_stride;
  const int tid = threadIdx.x;
  const std::int64_t padded = std::int64_t{plan.u_own} * T::rows;
  float4* all = plan.scores + g * plan.score_splits * padded;
  for (int own = pair.own_begin; own < pair.own_end; ++own) {
    const int own_first = own * T::rows;
    __syncthreads();  // the tile before has been read
    load_tile<T, T::rows>(u, own_first, 0, own_tile);
    if (tid < T::rows) own_labels[tid] = own_first + tid < u.count ? u_labels[own_first + tid] : -1;
    Scores<T> scores;
    clear(scores);
    for (int tile = pair.first_key<T>(own); tile < pair.key_end; ++tile) {
      const int key_first = tile * T::columns;
      __syncthreads();  // the labels of the tile before have been read
      if (tid < T::columns) {
        const int key = key_first + tid;
        labels[tid] = key < keys.count ? (pair.key_u ? u_labels[key] : 0) : -1;
      }
      float dots[T::own][T::key];
      similarities<T, false>(u, own_first, keys, key_first, own_tile, key_tile, dots);
      if (!pair.key_u) {
        take_scores<T, Pairs::keys>(dots, own_labels, labels, 0, work.exponent, scores);
      } else if (pair.within<T>(own, tile)) {
        take_scores<T, Pairs::diagonal>(dots, own_labels, labels, key_first - own_first, work.exponent, scores);
      } else {
        take_scores<T, Pairs::anchors>(dots, own_labels, labels, 0, work.exponent, scores);
        stage_key_scores<T>(dots, own_labels, labels, work.exponent, stage);
        __syncthreads();
        if (tid < T::columns) {
          float4 score = stage[tid];
#pragma unroll
          for (int warp = 1; warp < 4; ++warp) score = merged(score, stage[warp * T::columns + tid]);
          float4* to = all + pair.key_part * padded + key_first + tid;
          *to = own > pair.own_begin ? merged(*to, score) : score;
        }
      }
    }
    float4* to = all + pair.own_part * padded + own_first;
#pragma unroll
    for (int r = 0; r < T::own; ++r) {
      const float4 score = over_lanes(scores, r);
      if (tid % T::lanes != 0) continue;
      to[T::row(r)] = pair.diagonal && own > pair.own_begin ? merged(to[T::row(r)], score) : score;
    }
  }
}

template <class T>
__global__ void __launch_bounds__(contrastive_threads, 2) symmetric_score_kernel(ContrastiveWork work) {
  clear_counters(work.plan);
  score_bands<T>(work, band_pair<T>(work.plan, blockIdx.x));
}

}  // namespace emodna::cuda

#endif
