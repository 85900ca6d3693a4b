// A block's dynamic shared memory: the only kind used, since the emulation knows no other.
#ifndef EMODNA_CUDA_CORE_SHARED_CUH
#define EMODNA_CUDA_CORE_SHARED_CUH

#include <cuda_runtime.h>

namespace emodna::cuda {

// The block's shared memory as Ts, `offset` Ts from its beginning. 16-byte aligned at offset 0.
template <typename T>
__device__ __forceinline__ T* shared_memory(int offset = 0) {
#ifdef EMODNA_EMULATION
  unsigned char* bytes = emulation::shared();
#else
  extern __shared__ __align__(16) unsigned char bytes[];
#endif
  return reinterpret_cast<T*>(bytes) + offset;
}

}  // namespace emodna::cuda

#endif
