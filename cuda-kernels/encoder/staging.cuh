// What a block of threads brings into shared memory as it is. All threads of the block take part; the caller adds a
// barrier after.
#ifndef EMODNA_CUDA_ENCODER_STAGING_CUH
#define EMODNA_CUDA_ENCODER_STAGING_CUH

#include <cuda_runtime.h>

#include <cstdint>

#include "../core/mma.cuh"

namespace emodna::cuda {

// count: a multiple of 4; both ends 16-byte aligned.
__device__ __forceinline__ void stage_weights(const float* packed, int count, float* weights) {
#pragma unroll 2
  for (int i = threadIdx.x; i < count / 4; i += blockDim.x) {
    reinterpret_cast<float4*>(weights)[i] = reinterpret_cast<const float4*>(packed)[i];
  }
}

// Transposes x [frames][features]: features [first, first + count) of `frames` frames, which are from, from + step, ...
// (step 1, or -1 backwards in time), to [count][pitch]. An odd pitch keeps the writes free of bank conflicts.
template <int precision>
__device__ __forceinline__ void stage_x(const float* x, int features, int first, int count, int from, int step,
                                        int frames, float* to, int pitch) {
  const int threads = blockDim.x, step_t = threads / count, step_f = threads % count;
  int t = threadIdx.x / count, f = threadIdx.x % count;
#pragma unroll 2
  while (t < frames) {
    to[f * pitch + t] = operand<precision>(x[static_cast<std::int64_t>(from + step * t) * features + first + f]);
    t += step_t;
    f += step_f;
    if (f >= count) {
      f -= count;
      ++t;
    }
  }
}

}  // namespace emodna::cuda

#endif
