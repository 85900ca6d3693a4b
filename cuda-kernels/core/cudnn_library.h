// NVIDIA's cuDNN 9, loaded at run time: it is not needed with the encoder's engine fused. Declared here is
// what the backend calls; signatures and numbers are those of cuDNN 9.19.
#ifndef EMODNA_CUDA_CORE_CUDNN_LIBRARY_H
#define EMODNA_CUDA_CORE_CUDNN_LIBRARY_H

#include <cuda_runtime.h>

#include <cstddef>

#include "attempt.h"
#include "objects.h"

namespace emodna::cuda {

struct cudnnContext;
struct cudnnTensorStruct;
struct cudnnFilterStruct;
struct cudnnConvolutionStruct;
using cudnnHandle_t = cudnnContext*;
using cudnnTensorDescriptor_t = cudnnTensorStruct*;
using cudnnFilterDescriptor_t = cudnnFilterStruct*;
using cudnnConvolutionDescriptor_t = cudnnConvolutionStruct*;

enum cudnnStatus_t : int {
  CUDNN_STATUS_SUCCESS = 0,
  CUDNN_STATUS_NOT_SUPPORTED = 3000,  // to 3999, each with its own reason
  CUDNN_STATUS_ALLOC_FAILED = 4003,   // of the host's memory
  CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED = 4004,
  CUDNN_STATUS_EXECUTION_FAILED = 5000
};
enum cudnnDataType_t : int { CUDNN_DATA_FLOAT = 0 };
enum cudnnTensorFormat_t : int { CUDNN_TENSOR_NCHW = 0 };
enum cudnnConvolutionMode_t : int { CUDNN_CROSS_CORRELATION = 1 };
// FMA: float32 as it is. DEFAULT may round float32 operands to TF32 on the tensor cores.
enum cudnnMathType_t : int { CUDNN_DEFAULT_MATH = 0, CUDNN_FMA_MATH = 3 };
// Of each kind the one that NVIDIA documents as deterministic and fit for any dilation.
enum cudnnConvolutionFwdAlgo_t : int { CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM = 1 };
enum cudnnConvolutionBwdDataAlgo_t : int { CUDNN_CONVOLUTION_BWD_DATA_ALGO_1 = 1 };
enum cudnnConvolutionBwdFilterAlgo_t : int { CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1 = 1 };

// The library's functions, each under the name that follows "cudnn" there. Pointers to data are the device's, alpha and
// beta the host's.
struct CudnnLibrary {
  std::size_t (*GetVersion)();  // 91900: 9.19.0
  const char* (*GetErrorString)(cudnnStatus_t);
  cudnnStatus_t (*CnnVersionCheck)();  // loads the part that convolves; may be null
  cudnnStatus_t (*Create)(cudnnHandle_t*);
  cudnnStatus_t (*Destroy)(cudnnHandle_t);
  cudnnStatus_t (*SetStream)(cudnnHandle_t, cudaStream_t);
  cudnnStatus_t (*CreateTensorDescriptor)(cudnnTensorDescriptor_t*);
  // n, c, h, w; strides of n, c, h, w
  cudnnStatus_t (*SetTensor4dDescriptorEx)(cudnnTensorDescriptor_t, cudnnDataType_t, int, int, int, int, int, int, int,
                                           int);
  cudnnStatus_t (*DestroyTensorDescriptor)(cudnnTensorDescriptor_t);
  cudnnStatus_t (*CreateFilterDescriptor)(cudnnFilterDescriptor_t*);
  // outputs, inputs, h, w
  cudnnStatus_t (*SetFilter4dDescriptor)(cudnnFilterDescriptor_t, cudnnDataType_t, cudnnTensorFormat_t, int, int, int,
                                         int);
  cudnnStatus_t (*DestroyFilterDescriptor)(cudnnFilterDescriptor_t);
  cudnnStatus_t (*CreateConvolutionDescriptor)(cudnnConvolutionDescriptor_t*);
  // padding, stride and dilation, each of h and w
  cudnnStatus_t (*SetConvolution2dDescriptor)(cudnnConvolutionDescriptor_t, int, int, int, int, int, int,
                                              cudnnConvolutionMode_t, cudnnDataType_t);
  cudnnStatus_t (*SetConvolutionMathType)(cudnnConvolutionDescriptor_t, cudnnMathType_t);
  cudnnStatus_t (*DestroyConvolutionDescriptor)(cudnnConvolutionDescriptor_t);
  // x, w, y
  cudnnStatus_t (*GetConvolutionForwardWorkspaceSize)(cudnnHandle_t, cudnnTensorDescriptor_t, cudnnFilterDescriptor_t,
                                                      cudnnConvolutionDescriptor_t, cudnnTensorDescriptor_t,
                                                      cudnnConvolutionFwdAlgo_t, std::size_t*);
  // w, dy, dx
  cudnnStatus_t (*GetConvolutionBackwardDataWorkspaceSize)(cudnnHandle_t, cudnnFilterDescriptor_t,
                                                           cudnnTensorDescriptor_t, cudnnConvolutionDescriptor_t,
                                                           cudnnTensorDescriptor_t, cudnnConvolutionBwdDataAlgo_t,
                                                           std::size_t*);
  // x, dy, dw
  cudnnStatus_t (*GetConvolutionBackwardFilterWorkspaceSize)(cudnnHandle_t, cudnnTensorDescriptor_t,
                                                             cudnnTensorDescriptor_t, cudnnConvolutionDescriptor_t,
                                                             cudnnFilterDescriptor_t, cudnnConvolutionBwdFilterAlgo_t,
                                                             std::size_t*);
  // alpha, x, w, algorithm, workspace, beta, y
  cudnnStatus_t (*ConvolutionForward)(cudnnHandle_t, const void*, cudnnTensorDescriptor_t, const void*,
                                      cudnnFilterDescriptor_t, const void*, cudnnConvolutionDescriptor_t,
                                      cudnnConvolutionFwdAlgo_t, void*, std::size_t, const void*,
                                      cudnnTensorDescriptor_t, void*);
  // alpha, w, dy, algorithm, workspace, beta, dx
  cudnnStatus_t (*ConvolutionBackwardData)(cudnnHandle_t, const void*, cudnnFilterDescriptor_t, const void*,
                                           cudnnTensorDescriptor_t, const void*, cudnnConvolutionDescriptor_t,
                                           cudnnConvolutionBwdDataAlgo_t, void*, std::size_t, const void*,
                                           cudnnTensorDescriptor_t, void*);
  // alpha, x, dy, algorithm, workspace, beta, dw
  cudnnStatus_t (*ConvolutionBackwardFilter)(cudnnHandle_t, const void*, cudnnTensorDescriptor_t, const void*,
                                             cudnnTensorDescriptor_t, const void*, cudnnConvolutionDescriptor_t,
                                             cudnnConvolutionBwdFilterAlgo_t, void*, std::size_t, const void*,
                                             cudnnFilterDescriptor_t, void*);
};

// The library, loaded once for the process and never unloaded; else EMODNA_UNAVAILABLE with what to install.
emodna_status load_cudnn(const CudnnLibrary** library);

// The status for a failure of the named call, with the message set.
emodna_status fail_cudnn(const CudnnLibrary& library, cudnnStatus_t error, const char* name);

// attempt() for cuDNN: every call of it goes through this one.
template <typename Call>
emodna_status attempt_cudnn(const CudnnLibrary& library, const char* name, Call call) {
  const cudaError_t fault = injected();
  const cudnnStatus_t error = fault == cudaSuccess ? call()
                              : fault == cudaErrorMemoryAllocation
                                  ? CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED
                                  : CUDNN_STATUS_EXECUTION_FAILED;
  return error == CUDNN_STATUS_SUCCESS ? EMODNA_OK : fail_cudnn(library, error, name);
}

// The same for a call that makes an object, which give_back() ends.
template <typename Call>
emodna_status make_cudnn(const CudnnLibrary& library, const char* name, Call call) {
  const emodna_status status = attempt_cudnn(library, name, call);
  if (status == EMODNA_OK) count_object(1);
  return status;
}

}  // namespace emodna::cuda

#endif
