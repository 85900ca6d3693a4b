// Sums and maxima over a warp or a block, in an order that depends on the shape alone.
#ifndef EMODNA_CUDA_CORE_REDUCE_CUH
#define EMODNA_CUDA_CORE_REDUCE_CUH

#include <cuda_runtime.h>

#include <cstring>
#include <type_traits>

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

// The value of the lane whose number differs in the bits of `lanes`. CUDA exchanges numbers alone, so a pair of two
// goes as one word.
template <typename T>
__device__ __forceinline__ T exchanged(T value, int lanes) {
  if constexpr (std::is_arithmetic_v<T>) {
    return __shfl_xor_sync(all_lanes, value, lanes);
  } else {
    unsigned long long word;
    static_assert(sizeof(T) == sizeof(word), "exchanged: numbers, or structs of 8 bytes");
    memcpy(&word, &value, sizeof(word));
    word = __shfl_xor_sync(all_lanes, word, lanes);
    memcpy(&value, &word, sizeof(word));
    return value;
  }
}

// Every lane gets the result; all 32 lanes must take part.
template <typename Operation, typename T>
__device__ __forceinline__ T reduce_warp(T value) {
#pragma unroll
  for (int lanes = 16; lanes > 0; lanes /= 2) value = Operation()(value, exchanged(value, lanes));
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
