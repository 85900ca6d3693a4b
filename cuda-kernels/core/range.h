// A range on a profiler's time line (NVTX), as long as the object lives. NVTX is headers alone, and a range costs some
// nanoseconds where no profiler listens; where the toolkit has none, and in the emulation, there are no ranges.
#ifndef EMODNA_CUDA_CORE_RANGE_H
#define EMODNA_CUDA_CORE_RANGE_H

#include <cuda_runtime.h>

#if !defined(EMODNA_EMULATION) && __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#define EMODNA_NVTX 1
#endif

namespace emodna::cuda {

class Range {
 public:
#ifdef EMODNA_NVTX
  explicit Range(const char* name) { nvtxRangePushA(name); }
  ~Range() { nvtxRangePop(); }
#else
  explicit Range(const char*) {}
#endif
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;
};

}  // namespace emodna::cuda

#endif
