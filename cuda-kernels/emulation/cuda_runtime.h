// CUDA on the CPU, for tests: stands in for NVIDIA's header of this name, so that the same .cu sources compile with a
// C++ compiler. A block's threads are fibers that run in a random order between barriers; the blocks of a launch
// run one after another in a random order. A kernel runs before its launch returns, or is recorded while its stream is
// captured.
//
// Device memory is host memory that starts as NaN, and so does a block's shared memory. Shared memory is dynamic only
// (core/shared.cuh); __shared__ and __constant__ are not there. A block that can't go on (a barrier that some
// threads never reach) is a launch failure. EMODNA_EMULATION_SEED fixes the order of the threads.
#ifndef EMODNA_EMULATION_CUDA_RUNTIME_H
#define EMODNA_EMULATION_CUDA_RUNTIME_H

#include <functional>
#include <tuple>
#include <utility>

#include "device.h"
#include "runtime.h"
#include "tensor_core.h"
#include "vectors.h"

template <typename... Parameters, typename... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  std::tuple<Parameters...> values(std::forward<Arguments>(arguments)...);
  return emulation::submit(*config, reinterpret_cast<const void*>(kernel),
                           [kernel, values] { std::apply(kernel, values); });
}

#endif
