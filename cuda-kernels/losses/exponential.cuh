// 2^x by the instruction alone: 0 where that is under the least normal number. exp2f() spends three more on those,
// which are as good as 0 here.
#ifndef EMODNA_CUDA_LOSSES_EXPONENTIAL_CUH
#define EMODNA_CUDA_LOSSES_EXPONENTIAL_CUH

#include <cuda_runtime.h>

namespace emodna::cuda {

__device__ __forceinline__ float exp2_flushed(float x) {
#ifdef EMODNA_EMULATION
  return ex2_approx_ftz(x);
#else
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#endif
}

}  // namespace emodna::cuda

#endif
