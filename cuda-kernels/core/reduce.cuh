// Sums and maxima over a warp or a block, in an order that depends on the shape alone.
#ifndef EMODNA_CUDA_CORE_REDUCE_CUH
#define EMODNA_CUDA_CORE_REDUCE_CUH

#include <cuda_runtime.h>

namespace emodna::cuda {

inline constexpr unsigned all_lanes = 0xffffffffu;

struct Sum {
  template <typename T>
  __device__ __forceinline__ T operator()(T a, T b) const {
    return a + b;
  }
};

struct Maximum {
  template <typename T>
  __device__ __forceinline__ T operator()(T a, T b) const {
    return a > b ? a : b;
  }
};

// Every lane gets the result; all 32 lanes must take part.
template <typename Operation, typename T>
__device__ __forceinline__ T reduce_warp(T value) {
#pragma unroll
  for (int lanes = 16; lanes > 0; lanes /= 2) value = Operation()(value, __shfl_xor_sync(all_lanes, value, lanes));
  return value;
}

// Every thread gets the result. Threads of the block: a multiple of 32 in x, 1 in y and z. scratch: 32 Ts of shared
// memory, free again on return.
template <typename Operation, typename T>
__device__ __forceinline__ T reduce_block(T value, T* scratch) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  value = reduce_warp<Operation>(value);
  if (lane == 0) scratch[warp] = value;
  __syncthreads();
  T result = scratch[0];
  for (int w = 1; w < warps; ++w) result = Operation()(result, scratch[w]);
  __syncthreads();
  return result;
}

}  // namespace emodna::cuda

#endif
