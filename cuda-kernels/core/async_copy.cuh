// Copies from global to shared memory that a thread does not wait for: none takes a register while it is under way, so
// that a thread can have as many as it likes (PTX, cp.async). Until wait_for_copies() nobody may look at what they
// write; from then on the thread itself may, and after a barrier the others of its block.
#ifndef EMODNA_CUDA_CORE_ASYNC_COPY_CUH
#define EMODNA_CUDA_CORE_ASYNC_COPY_CUH

#include <cuda_runtime.h>

#ifdef EMODNA_EMULATION
#include <cstddef>
#include <vector>
#endif
#ifdef EMODNA_EMULATION_COUNTS
#include "../emulation/counts.h"
#endif

namespace emodna::cuda {

#ifdef EMODNA_EMULATION
namespace emulated {

struct Copy {
  void* to;
  const void* from;
  std::size_t bytes, there;  // what is not there is zero

  // By accesses of the sizes that the instruction has, which the library that counts sees.
  void run() const {
    if (there == sizeof(float4)) {
      *static_cast<float4*>(to) = *static_cast<const float4*>(from);
      return;
    }
    for (std::size_t i = 0; i < bytes / sizeof(float); ++i) {
      static_cast<float*>(to)[i] = i * sizeof(float) < there ? static_cast<const float*>(from)[i] : 0.0f;
    }
  }
};

// Those of the running thread of a block, which are made when it waits and no sooner: who forgets to finds what was
// there before.
inline std::vector<Copy>& copies() {
  static thread_local std::vector<std::vector<Copy>> of_threads(1024);
  return of_threads[threadIdx.x];
}

}  // namespace emulated
#endif

// T: 4 bytes, or 16 of which both ends are aligned so. Blocks have their threads in x.
template <typename T>
__device__ __forceinline__ void copy_async(T* shared, const T* global) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 16);
#ifdef EMODNA_EMULATION
  emulated::copies().push_back({shared, global, sizeof(T), sizeof(T)});
#else
  const unsigned to = static_cast<unsigned>(__cvta_generic_to_shared(shared));
  const std::size_t from = __cvta_generic_to_global(global);
  if constexpr (sizeof(T) == 4) {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" : : "r"(to), "l"(from) : "memory");
  } else {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" : : "r"(to), "l"(from) : "memory");
  }
#endif
}

// Of four floats only the first `count`, which alone are read; the others become zeros.
__device__ __forceinline__ void copy_async(float4* shared, const float4* global, int count) {
  const int bytes = count < 4 ? count * static_cast<int>(sizeof(float)) : 16;
#ifdef EMODNA_EMULATION
  emulated::copies().push_back({shared, global, 16, static_cast<std::size_t>(bytes)});
#else
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
               :
               : "r"(static_cast<unsigned>(__cvta_generic_to_shared(shared))), "l"(__cvta_generic_to_global(global)),
                 "r"(bytes)
               : "memory");
#endif
}

// For all of the thread's own.
__device__ __forceinline__ void wait_for_copies() {
#ifdef EMODNA_EMULATION
#ifdef EMODNA_EMULATION_COUNTS
  emulation::counting::copies_under_way(true);
#endif
  for (const emulated::Copy& copy : emulated::copies()) copy.run();
#ifdef EMODNA_EMULATION_COUNTS
  emulation::counting::copies_under_way(false);
#endif
  emulated::copies().clear();
#else
  asm volatile("cp.async.wait_all;" : : : "memory");
#endif
}

}  // namespace emodna::cuda

#endif
