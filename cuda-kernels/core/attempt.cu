#include "attempt.h"

#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstdio>

namespace emodna::cuda {
namespace {

const emodna_host* host = nullptr;
std::atomic<std::int64_t> calls{0};
std::atomic<std::int64_t> failing_call{0};
std::atomic<cudaError_t> injected_error{cudaSuccess};

const char* remedy(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "; the GPU's memory is full: use a smaller batch or fewer runs at once, or end other programs on the GPU";
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorUnsupportedPtxVersion:
      return "; this library was not built for this GPU, or needs a newer driver: it supports compute capability 8.0 "
             "and "
             "higher";
    case cudaErrorIllegalAddress:
    case cudaErrorMisalignedAddress:
    case cudaErrorLaunchFailure:
      return "; a kernel failed: this is a bug in the library, and this process can no longer use the GPU";
    case cudaErrorDevicesUnavailable:
      return "; another program uses the GPU exclusively (see its compute mode)";
    default:
      return "";
  }
}

}  // namespace

void set_host(const emodna_host* given) { host = given; }

emodna_status fail(emodna_status status, const char* format, ...) {
  char text[768];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return host->fail(status, text);
}

emodna_status fail_cuda(cudaError_t error, const char* call) {
  cudaGetLastError();  // a call's own error must not show up in the next one
  const emodna_status status = error == cudaErrorMemoryAllocation ? EMODNA_OUT_OF_MEMORY : EMODNA_DEVICE_ERROR;
  return fail(status, "CUDA: %s failed: %s (%s)%s", call, cudaGetErrorString(error), cudaGetErrorName(error),
              remedy(error));
}

cudaError_t injected() { return ++calls == failing_call.load() ? injected_error.load() : cudaSuccess; }

}  // namespace emodna::cuda

void emodna_cuda_fail_call(int64_t n, int32_t error) {
  emodna::cuda::injected_error = static_cast<cudaError_t>(error);
  emodna::cuda::failing_call = n == 0 ? 0 : emodna::cuda::calls.load() + n;
}

int64_t emodna_cuda_calls() { return emodna::cuda::calls.load(); }

void Java_org_emodna_kernels_CudaFaults_failCall(void*, void*, int64_t n, int32_t error) {
  emodna_cuda_fail_call(n, error);
}

int64_t Java_org_emodna_kernels_CudaFaults_calls(void*, void*) { return emodna_cuda_calls(); }
