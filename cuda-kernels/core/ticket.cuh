// "The last block to come finishes the work": partial results of many blocks are put together without another launch.
// What the last block does must not depend on which one it is.
#ifndef EMODNA_CUDA_CORE_TICKET_CUH
#define EMODNA_CUDA_CORE_TICKET_CUH

#include <cuda_runtime.h>

namespace emodna::cuda {

// True in all threads of the block that is the last of `blocks` to call this with `counter`, which must be 0 before the
// first and is 0 again afterwards. What every block wrote to device memory before is then visible to the last (read it
// with plain loads or __ldcg, not through __restrict__ const). flag: an int of shared memory.
__device__ __forceinline__ bool last_block(unsigned* counter, unsigned blocks, int* flag) {
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    *flag = atomicInc(counter, blocks - 1) == blocks - 1;
  }
  __syncthreads();
  const bool last = *flag != 0;
  if (last) __threadfence();
  return last;
}

}  // namespace emodna::cuda

#endif
