// What a block of threads brings into shared memory as it is, all of it under way at once (core/async_copy.cuh). All
// threads of the block take part; the caller waits for its copies and adds a barrier after.
#ifndef EMODNA_CUDA_ENCODER_STAGING_CUH
#define EMODNA_CUDA_ENCODER_STAGING_CUH

#include <cuda_runtime.h>

#include <cstdint>

#include "../core/async_copy.cuh"
#include "../core/mma.cuh"

namespace emodna::cuda {

// count: a multiple of 4; both ends 16-byte aligned.
__device__ __forceinline__ void stage_weights(const float* packed, int count, float* weights) {
#pragma unroll 2
  for (int i = threadIdx.x; i < count / 4; i += blockDim.x) {
    copy_async(reinterpret_cast<float4*>(weights) + i, reinterpret_cast<const float4*>(packed) + i);
  }
}

// Calls visit(frame, feature) for the thread's share of frames x count.
template <typename Visit>
__device__ __forceinline__ void each_of_x(int count, int frames, Visit visit) {
  const int threads = blockDim.x, step_t = threads / count, step_f = threads % count;
  int t = threadIdx.x / count, f = threadIdx.x % count;
#pragma unroll 2
  while (t < frames) {
    visit(t, f);
    t += step_t;
    f += step_f;
    if (f >= count) {
      f -= count;
      ++t;
    }
  }
}

// Transposes x [frames][features]: features [first, first + count) of `frames` frames, which are from, from + step, ...
// (step 1, or -1 backwards in time), to [count][pitch]. An odd pitch keeps the writes free of bank conflicts.
__device__ __forceinline__ void stage_x(const float* x, int features, int first, int count, int from, int step,
                                        int frames, float* to, int pitch) {
  each_of_x(count, frames, [&](int t, int f) {
    copy_async(to + f * pitch + t, x + static_cast<std::int64_t>(from + step * t) * features + first + f);
  });
}

// As products take it: each thread what it brought itself, after its wait.
template <int precision>
__device__ __forceinline__ void finish_x(int count, int frames, float* to, int pitch) {
  if constexpr (precision == EMODNA_TF32) {
    each_of_x(count, frames, [&](int t, int f) { to[f * pitch + t] = operand<precision>(to[f * pitch + t]); });
  }
}

// A lane's frames of a channel in a tile, which lie behind a halo.
struct LaneFrames {
  int valid, halo;

  // Calls visit(place in shared memory, frame from the tile's first), for so many together.
  template <int Positions, int Together, typename Visit>
  __device__ __forceinline__ void each(Visit visit) const {
    const int lane = threadIdx.x % 32;
#pragma unroll Together
    for (int i = 0; i < Positions; ++i) {
      const int t = 32 * i + lane;
      if (t < valid) visit(halo + t, t);
    }
  }
};

}  // namespace emodna::cuda

#endif
