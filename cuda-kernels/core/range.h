// A range on a profiler's time line (NVTX), as long as the object lives. NVTX is headers alone, and a range costs some
// nanoseconds where no profiler listens; where the toolkit has none there are no ranges. The emulation writes the name
// into the nodes of a graph.
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
#elif defined(EMODNA_EMULATION)
  explicit Range(const char* name) : outer_(emulation::operation) { emulation::operation = name; }
  ~Range() { emulation::operation = outer_; }
#else
  explicit Range(const char*) {}
#endif
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;

#ifdef EMODNA_EMULATION
 private:
  const char* outer_;
#endif
};

}  // namespace emodna::cuda

#endif
