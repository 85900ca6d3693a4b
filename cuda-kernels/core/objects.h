// What the backend makes of CUDA's and cuDNN's (memory, streams, events, graphs, handles, descriptors) and must give
// back. It is counted here, by the backend itself, so that a leak shows on a GPU as well as in the emulation.
#ifndef EMODNA_CUDA_CORE_OBJECTS_H
#define EMODNA_CUDA_CORE_OBJECTS_H

#include <cstdint>

#include "attempt.h"

namespace emodna::cuda {

// One object more (1) or less (-1).
void count_object(int change);

// attempt() for a call that makes an object.
template <typename Call>
emodna_status make(const char* name, Call call) {
  const emodna_status status = attempt(name, call);
  if (status == EMODNA_OK) count_object(1);
  return status;
}

// Gives an object back by the function that destroys it; nothing where there is none.
template <typename Object, typename Function>
void give_back(Object object, Function destroy) {
  if (object == nullptr) return;
  destroy(object);
  count_object(-1);
}

}  // namespace emodna::cuda

extern "C" {
// For tests: objects of the whole process that have not been given back.
__attribute__((visibility("default"))) int64_t emodna_cuda_living(void);
// The same as Java's tests call it.
__attribute__((visibility("default"))) int64_t Java_org_emodna_kernels_CudaFaults_living(void*, void*);
}

#endif
