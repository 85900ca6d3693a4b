#include "cudnn.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>

namespace emodna::cuda {
namespace {

constexpr auto forward_algorithm = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
constexpr auto data_algorithm = CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
constexpr auto filter_algorithm = CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1;
constexpr float one = 1, zero = 0;

// Dense [n, c, 1, w].
emodna_status set_tensor(const CudnnLibrary& l, cudnnTensorDescriptor_t tensor, int n, int c, int w) {
  return attempt_cudnn(l, "cudnnSetTensor4dDescriptorEx",
                       [&] { return l.SetTensor4dDescriptorEx(tensor, CUDNN_DATA_FLOAT, n, c, 1, w, c * w, w, w, 1); });
}

}  // namespace

Cudnn::~Cudnn() {
  if (library_ == nullptr) return;
  for (const auto& [shape, convolution] : convolutions_) destroy(convolution);
  give_back(handle_, library_->Destroy);
}

void Cudnn::destroy(const CudnnConvolution& c) {
  give_back(c.x, library_->DestroyTensorDescriptor);
  give_back(c.y, library_->DestroyTensorDescriptor);
  give_back(c.w, library_->DestroyFilterDescriptor);
  give_back(c.convolution, library_->DestroyConvolutionDescriptor);
}

emodna_status Cudnn::start() {
  if (handle_ != nullptr) return EMODNA_OK;
  emodna_status status = load_cudnn(&library_);
  if (status != EMODNA_OK) return status;
  const CudnnLibrary& l = *library_;
  if (l.CnnVersionCheck != nullptr) {
    status = attempt_cudnn(l, "cudnnCnnVersionCheck", [&] { return l.CnnVersionCheck(); });
  }
  return status != EMODNA_OK ? status : make_cudnn(l, "cudnnCreate", [&] { return l.Create(&handle_); });
}

emodna_status Cudnn::describe(const CausalConvolution& s, CudnnConvolution& c) {
  const CudnnLibrary& l = *library_;
  emodna_status status = make_cudnn(l, "cudnnCreateTensorDescriptor", [&] { return l.CreateTensorDescriptor(&c.x); });
  if (status == EMODNA_OK) {
    status = make_cudnn(l, "cudnnCreateTensorDescriptor", [&] { return l.CreateTensorDescriptor(&c.y); });
  }
  if (status == EMODNA_OK) {
    status = make_cudnn(l, "cudnnCreateFilterDescriptor", [&] { return l.CreateFilterDescriptor(&c.w); });
  }
  if (status == EMODNA_OK) {
    status = make_cudnn(l, "cudnnCreateConvolutionDescriptor",
                        [&] { return l.CreateConvolutionDescriptor(&c.convolution); });
  }
  if (status == EMODNA_OK) status = set_tensor(l, c.x, s.batch, s.channels, s.dilation + s.frames);
  if (status == EMODNA_OK) status = set_tensor(l, c.y, s.batch, s.channels, s.frames);
  if (status == EMODNA_OK) {
    status = attempt_cudnn(l, "cudnnSetFilter4dDescriptor", [&] {
      return l.SetFilter4dDescriptor(c.w, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NCHW, s.channels, s.channels, 1, 2);
    });
  }
  if (status == EMODNA_OK) {
    status = attempt_cudnn(l, "cudnnSetConvolution2dDescriptor", [&] {
      return l.SetConvolution2dDescriptor(c.convolution, 0, 0, 1, 1, 1, s.dilation, CUDNN_CROSS_CORRELATION,
                                          CUDNN_DATA_FLOAT);
    });
  }
  return status != EMODNA_OK ? status : attempt_cudnn(l, "cudnnSetConvolutionMathType", [&] {
    return l.SetConvolutionMathType(c.convolution, s.tensor_cores ? CUDNN_DEFAULT_MATH : CUDNN_FMA_MATH);
  });
}

emodna_status Cudnn::measure(CudnnConvolution& c) {
  const CudnnLibrary& l = *library_;
  std::size_t data = 0, filter = 0;
  emodna_status status = attempt_cudnn(l, "cudnnGetConvolutionForwardWorkspaceSize", [&] {
    return l.GetConvolutionForwardWorkspaceSize(handle_, c.x, c.w, c.convolution, c.y, forward_algorithm,
                                                &c.forward_bytes);
  });
  if (status == EMODNA_OK) {
    status = attempt_cudnn(l, "cudnnGetConvolutionBackwardDataWorkspaceSize", [&] {
      return l.GetConvolutionBackwardDataWorkspaceSize(handle_, c.w, c.y, c.convolution, c.x, data_algorithm, &data);
    });
  }
  if (status == EMODNA_OK) {
    status = attempt_cudnn(l, "cudnnGetConvolutionBackwardFilterWorkspaceSize", [&] {
      return l.GetConvolutionBackwardFilterWorkspaceSize(handle_, c.x, c.y, c.convolution, c.w, filter_algorithm,
                                                         &filter);
    });
  }
  c.backward_bytes = data > filter ? data : filter;
  return status;
}

// A first call may load code and allocate, which a capture would record wrongly or forbid. The memory that it takes is
// less than what the encoder's own planes of this shape take a moment later.
emodna_status Cudnn::warm_up(const CausalConvolution& s, cudaStream_t stream, const CudnnConvolution& c) {
  const std::size_t rows = static_cast<std::size_t>(s.batch) * s.channels, alignment = 256;
  const auto aligned = [&](std::size_t floats) {
    return (floats * sizeof(float) + alignment - 1) / alignment * alignment;
  };
  const std::size_t x = aligned(rows * (static_cast<std::size_t>(s.dilation) + s.frames)), y = aligned(rows * s.frames),
                    w = aligned(std::size_t{2} * s.channels * s.channels);
  const std::size_t bytes = x + y + w + std::max(c.forward_bytes, c.backward_bytes);
  void* memory = nullptr;
  emodna_status status = make("cudaMalloc of a first convolution", [&] { return cudaMalloc(&memory, bytes); });
  if (status != EMODNA_OK) return status;
  char* const base = static_cast<char*>(memory);
  auto* const input = reinterpret_cast<float*>(base);
  auto* const output = reinterpret_cast<float*>(base + x);
  auto* const weights = reinterpret_cast<float*>(base + x + y);
  void* const workspace = base + x + y + w;
  status = attempt("cudaMemsetAsync", [&] { return cudaMemsetAsync(memory, 0, bytes, stream); });
  if (status == EMODNA_OK) status = forward(stream, c, input, weights, workspace, output);
  if (status == EMODNA_OK) status = backward_weights(stream, c, input, output, workspace, weights);
  if (status == EMODNA_OK) status = backward_data(stream, c, weights, output, workspace, input);
  const emodna_status done = attempt("a first convolution", [&] { return cudaStreamSynchronize(stream); });
  give_back(memory, cudaFree);
  return status != EMODNA_OK ? status : done;
}

emodna_status Cudnn::find(const CausalConvolution& shape, cudaStream_t stream, const CudnnConvolution** found) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (const auto known = convolutions_.find(shape); known != convolutions_.end()) {
    *found = &known->second;
    return EMODNA_OK;
  }
  if (std::int64_t{shape.channels} * (std::int64_t{shape.dilation} + shape.frames) > std::numeric_limits<int>::max()) {
    return fail(EMODNA_UNAVAILABLE,
                "encoder.engine cudnn: %d channels of %d frames are too many for cuDNN; set encoder.engine to fused",
                shape.channels, shape.frames);
  }
  emodna_status status = start();
  if (status != EMODNA_OK) return status;
  CudnnConvolution made;
  status = describe(shape, made);
  if (status == EMODNA_OK) status = measure(made);
  if (status == EMODNA_OK) status = warm_up(shape, stream, made);
  if (status == EMODNA_OK) {
    try {
      *found = &convolutions_.emplace(shape, made).first->second;
      return EMODNA_OK;
    } catch (const std::bad_alloc&) {
      status = fail(EMODNA_OUT_OF_MEMORY, "out of memory for the description of a convolution");
    }
  }
  destroy(made);
  return status;
}

template <typename Call>
emodna_status Cudnn::queue(cudaStream_t stream, const char* name, Call call) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  const emodna_status status =
      attempt_cudnn(*library_, "cudnnSetStream", [&] { return library_->SetStream(handle_, stream); });
  return status != EMODNA_OK ? status : attempt_cudnn(*library_, name, call);
}

void Cudnn::leave_stream() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (handle_ != nullptr) library_->SetStream(handle_, nullptr);
}

emodna_status Cudnn::forward(cudaStream_t stream, const CudnnConvolution& c, const float* x, const float* w,
                             void* workspace, float* y) {
  return queue(stream, "cudnnConvolutionForward", [&] {
    return library_->ConvolutionForward(handle_, &one, c.x, x, c.w, w, c.convolution, forward_algorithm, workspace,
                                        c.forward_bytes, &zero, c.y, y);
  });
}

emodna_status Cudnn::backward_data(cudaStream_t stream, const CudnnConvolution& c, const float* w, const float* dy,
                                   void* workspace, float* dx) {
  return queue(stream, "cudnnConvolutionBackwardData", [&] {
    return library_->ConvolutionBackwardData(handle_, &one, c.w, w, c.y, dy, c.convolution, data_algorithm, workspace,
                                             c.backward_bytes, &zero, c.x, dx);
  });
}

emodna_status Cudnn::backward_weights(cudaStream_t stream, const CudnnConvolution& c, const float* x, const float* dy,
                                      void* workspace, float* dw) {
  return queue(stream, "cudnnConvolutionBackwardFilter", [&] {
    return library_->ConvolutionBackwardFilter(handle_, &one, c.x, x, c.y, dy, c.convolution, filter_algorithm,
                                               workspace, c.backward_bytes, &zero, c.w, dw);
  });
}

}  // namespace emodna::cuda
