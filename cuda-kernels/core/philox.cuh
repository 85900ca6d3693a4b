// Philox4x32-10, the counter-based random numbers of Salmon et al. 2011: the same bits as the CPU backend's.
#ifndef EMODNA_CUDA_CORE_PHILOX_CUH
#define EMODNA_CUDA_CORE_PHILOX_CUH

#include <cuda_runtime.h>

#include <cstdint>

namespace emodna::cuda {

__device__ __forceinline__ uint4 philox(uint4 counter, std::uint64_t key) {
  unsigned key0 = static_cast<unsigned>(key), key1 = static_cast<unsigned>(key >> 32);
#pragma unroll
  for (int round = 0; round < 10; ++round) {
    const unsigned high_a = __umulhi(0xD2511F53u, counter.x), low_a = 0xD2511F53u * counter.x;
    const unsigned high_b = __umulhi(0xCD9E8D57u, counter.z), low_b = 0xCD9E8D57u * counter.z;
    counter = make_uint4(high_b ^ counter.y ^ key0, low_b, high_a ^ counter.w ^ key1, low_a);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

}  // namespace emodna::cuda

#endif
