// A stand-in for cuDNN 9 on the emulated device: the functions of core/cudnn_library.h and no others, in plain loops
// over what is the host's memory, through the emulation's streams, so that they are recorded and replayed. Stricter
// than cuDNN: what the backend never asks for (other formats, padding, strides, groups, misaligned or overlapping
// tensors) is refused, so that a wrong descriptor shows. It says nothing of cuDNN's own sums, limits and time.
#ifndef EMODNA_CUDA_TESTS_CUDNN_STUB_H
#define EMODNA_CUDA_TESTS_CUDNN_STUB_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>

#include "../../core/cudnn_library.h"

namespace emodna::cuda {

inline constexpr cudnnStatus_t bad_param = static_cast<cudnnStatus_t>(2000),
                               not_initialized = static_cast<cudnnStatus_t>(1001),
                               not_supported = CUDNN_STATUS_NOT_SUPPORTED,
                               execution_failed = static_cast<cudnnStatus_t>(5000);

struct cudnnTensorStruct {
  int n = 0, c = 0, w = 0;  // 0: not set
  std::size_t count() const { return std::size_t(n) * c * w; }
};
struct cudnnFilterStruct {
  int outputs = 0, inputs = 0;
  std::size_t count() const { return std::size_t(outputs) * inputs * 2; }
};
struct cudnnConvolutionStruct {
  int dilation = 0;
  int math = -1;
};
struct cudnnContext {
  cudaStream_t stream = nullptr;
  std::list<std::function<void()>> work;  // kept for the graphs that hold it
};

}  // namespace emodna::cuda

#endif
