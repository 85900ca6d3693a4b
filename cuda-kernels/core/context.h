// The backend's objects behind the contract's opaque handles.
#ifndef EMODNA_CUDA_CORE_CONTEXT_H
#define EMODNA_CUDA_CORE_CONTEXT_H

#include <cuda_runtime.h>

#include <cstddef>
#include <vector>

#include "../../native/src/cpu/plan_cache.h"
#include "cudnn.h"
#include "tables.h"

namespace emodna::cuda {

struct Context {
  int device = 0;  // number that CUDA gives it
  int index = 0;   // number among the devices that can be used
  int multiprocessors = 0;
  std::size_t shared_bytes = 0;         // that one block may have
  cudaStream_t housekeeping = nullptr;  // on which new memory is zeroed
  cpu::PlanCache plans;                 // what such constants are made from
  Tables tables;                        // constants of the audio operations
  Cudnn cudnn;  // of the encoder's engine of that name; nothing is loaded before it is asked for
};

// A part of a stream's work beside another one, from a fork to the join.
struct Branch {
  cudaStream_t cuda = nullptr;
  cudaEvent_t end = nullptr;  // of what was queued on it
};

struct Stream {
  Context* context = nullptr;
  cudaStream_t cuda = nullptr;   // where work goes: the trunk, or the branch in use
  cudaStream_t trunk = nullptr;  // the stream's own, which is also branch 0
  std::vector<Branch> branches;  // the others; made when first asked for, kept till the stream's end
  cudaEvent_t fork = nullptr;    // made with the first of them
  int forked = 0;                // branches in use beside the trunk
  bool capturing = false;
  // Memory of the audio operations, which have no workspace of the caller's: grown when needed, kept till the stream's
  // end.
  void* scratch = nullptr;
  std::size_t scratch_bytes = 0;
  std::vector<Table> tables;  // that its work may still read
};

// Page-locked host memory, and the event behind the copy that is under way.
struct Transfer {
  Context* context = nullptr;
  void* memory = nullptr;
  cudaEvent_t event = nullptr;
};

struct Graph {
  Context* context = nullptr;
  cudaGraphExec_t executable = nullptr;
  cudaEvent_t end = nullptr;  // of its last launch; CUDA never runs two launches of one graph at once
};

}  // namespace emodna::cuda

#endif
