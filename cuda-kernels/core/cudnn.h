// A context's cuDNN: its handle, and the dilated causal convolutions that it has descriptors of.
#ifndef EMODNA_CUDA_CORE_CUDNN_H
#define EMODNA_CUDA_CORE_CUDNN_H

#include <cuda_runtime.h>

#include <cstddef>
#include <map>
#include <mutex>
#include <tuple>

#include "cudnn_library.h"

namespace emodna::cuda {

// x [batch, channels, dilation + frames] with w [channels out, channels in, 2] to y [batch, channels, frames]: tap 0
// reads x[t], tap 1 x[t + dilation]. All dense float32, every tensor 16-byte aligned.
struct CausalConvolution {
  int batch, channels, frames, dilation;
  bool tensor_cores;  // operands may be rounded to TF32

  bool operator<(const CausalConvolution& other) const { return key() < other.key(); }

 private:
  std::tuple<int, int, int, int, bool> key() const { return {batch, channels, frames, dilation, tensor_cores}; }
};

// cuDNN's descriptors of a convolution, and the bytes of workspace that it wants for it.
struct CudnnConvolution {
  cudnnTensorDescriptor_t x = nullptr, y = nullptr;
  cudnnFilterDescriptor_t w = nullptr;
  cudnnConvolutionDescriptor_t convolution = nullptr;
  std::size_t forward_bytes = 0, backward_bytes = 0;
};

class Cudnn {
 public:
  Cudnn() = default;
  Cudnn(const Cudnn&) = delete;
  Cudnn& operator=(const Cudnn&) = delete;
  ~Cudnn();

  // Loads cuDNN, makes handle and descriptors and convolves once where that has not been done yet, which must not
  // happen while a stream is captured: ask for the workspace before. It waits for `stream`, and needs the memory of one
  // convolution while it lasts. *found lives as long as this.
  emodna_status find(const CausalConvolution& shape, cudaStream_t stream, const CudnnConvolution** found);

  // Before a stream's end: the handle, which lives as long as this, must not hold it any longer.
  void leave_stream();

  // Each queues its work on the stream. workspace: forward_bytes, or backward_bytes, 16-byte aligned.
  emodna_status forward(cudaStream_t stream, const CudnnConvolution& c, const float* x, const float* w, void* workspace,
                        float* y);
  // Writes dx, as long as x.
  emodna_status backward_data(cudaStream_t stream, const CudnnConvolution& c, const float* w, const float* dy,
                              void* workspace, float* dx);
  // Writes dw.
  emodna_status backward_weights(cudaStream_t stream, const CudnnConvolution& c, const float* x, const float* dy,
                                 void* workspace, float* dw);

 private:
  emodna_status start();
  emodna_status describe(const CausalConvolution& shape, CudnnConvolution& c);
  emodna_status measure(CudnnConvolution& c);
  emodna_status warm_up(const CausalConvolution& s, cudaStream_t stream, const CudnnConvolution& c);
  void destroy(const CudnnConvolution& c);
  template <typename Call>
  emodna_status queue(cudaStream_t stream, const char* name, Call call);

  std::recursive_mutex mutex_;  // a handle serves one thread at a time; find() convolves
  const CudnnLibrary* library_ = nullptr;
  cudnnHandle_t handle_ = nullptr;
  std::map<CausalConvolution, CudnnConvolution> convolutions_;
};

}  // namespace emodna::cuda

#endif
