// The backend's one error path: every CUDA call goes through attempt(), and its failure becomes a status with a message
// that names the call and the remedy.
#ifndef EMODNA_CUDA_CORE_ATTEMPT_H
#define EMODNA_CUDA_CORE_ATTEMPT_H

#include <cuda_runtime.h>

#include "emodna/backend.h"

namespace emodna::cuda {

// The library's side; set once by emodna_backend_entry().
void set_host(const emodna_host* host);
// Sets this thread's message (printf-like) and returns status.
emodna_status fail(emodna_status status, const char* format, ...) __attribute__((format(printf, 2, 3)));
// The status for a CUDA error of `call`, with the message set.
emodna_status fail_cuda(cudaError_t error, const char* call);

// Fault injection: the error that this call must end in instead of being made (emodna_cuda_fail_call), or cudaSuccess.
cudaError_t injected();

template <typename Call>
emodna_status attempt(const char* name, Call call) {
  const cudaError_t fault = injected(), error = fault == cudaSuccess ? call() : fault;
  return error == cudaSuccess ? EMODNA_OK : fail_cuda(error, name);
}

}  // namespace emodna::cuda

extern "C" {
// For tests: the n-th CUDA call from now on, of whatever thread, fails with this cudaError_t without being made; 0:
// none.
__attribute__((visibility("default"))) void emodna_cuda_fail_call(int64_t n, int32_t error);
// CUDA calls since the library was loaded.
__attribute__((visibility("default"))) int64_t emodna_cuda_calls(void);
// The same two as Java's tests call them.
__attribute__((visibility("default"))) void Java_org_emodna_kernels_CudaFaults_failCall(void*, void*, int64_t n,
                                                                                        int32_t error);
__attribute__((visibility("default"))) int64_t Java_org_emodna_kernels_CudaFaults_calls(void*, void*);
}

#endif
