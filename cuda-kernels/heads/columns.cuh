// How the operations that need sums over rows cut a group's columns: a block takes 8 of them, which is a whole 32-byte
// sector of every row, and 64 rows at a time.
#ifndef EMODNA_CUDA_HEADS_COLUMNS_CUH
#define EMODNA_CUDA_HEADS_COLUMNS_CUH

#include <cuda_runtime.h>

#include "../core/reduce.cuh"

namespace emodna::cuda {

constexpr int columns = 8, lanes = 64, column_threads = columns * lanes;
constexpr int column_warps = column_threads / 32;
// Of a block's shared memory.
constexpr int column_scratch_bytes = column_warps * columns * static_cast<int>(sizeof(double));

// Sum over the rows of a block's columns: thread (column, lane) brings its part, and all threads of a column get the
// result. scratch: [column_warps][columns].
__device__ __forceinline__ double sum_column(double value, double* scratch) {
  value += __shfl_xor_sync(all_lanes, value, 8);
  value += __shfl_xor_sync(all_lanes, value, 16);
  const int column = threadIdx.x % columns, warp = threadIdx.x / 32;
  if (threadIdx.x % 32 < columns) scratch[warp * columns + column] = value;
  __syncthreads();
  double sum = 0;
#pragma unroll
  for (int w = 0; w < column_warps; ++w) sum += scratch[w * columns + column];
  __syncthreads();
  return sum;
}

}  // namespace emodna::cuda

#endif
