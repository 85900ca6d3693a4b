// The stub's handle and descriptors.
#include <atomic>

#include "stub.h"

using namespace emodna::cuda;

namespace {

std::atomic<std::int64_t> living{0};

template <typename T>
cudnnStatus_t create(T** object) {
  if (object == nullptr) return bad_param;
  *object = new T;
  ++living;
  return CUDNN_STATUS_SUCCESS;
}

template <typename T>
cudnnStatus_t destroy(T* object) {
  if (object == nullptr) return bad_param;
  delete object;
  --living;
  return CUDNN_STATUS_SUCCESS;
}

}  // namespace

extern "C" {

// Handles and descriptors that are not given back.
std::int64_t cudnn_stub_living() { return living; }

std::size_t cudnnGetVersion() { return 91900; }
const char* cudnnGetErrorString(cudnnStatus_t status) {
  switch (static_cast<int>(status)) {
    case bad_param:
      return "CUDNN_STATUS_BAD_PARAM";
    case not_supported:
      return "CUDNN_STATUS_NOT_SUPPORTED";
    case CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED:
      return "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED";
    default:
      return "an error of the stub";
  }
}
cudnnStatus_t cudnnCnnVersionCheck() { return CUDNN_STATUS_SUCCESS; }

cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) { return create(handle); }
// Waits for the handle's stream, which must be there.
cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  if (handle != nullptr && handle->stream != nullptr) cudaStreamSynchronize(handle->stream);
  return destroy(handle);
}
cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  if (handle == nullptr) return not_initialized;
  handle->stream = stream;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* tensor) { return create(tensor); }
cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t tensor) { return destroy(tensor); }
cudnnStatus_t cudnnSetTensor4dDescriptorEx(cudnnTensorDescriptor_t tensor, cudnnDataType_t type, int n, int c, int h,
                                           int w, int n_stride, int c_stride, int h_stride, int w_stride) {
  if (tensor == nullptr || type != CUDNN_DATA_FLOAT || n < 1 || c < 1 || h != 1 || w < 1) return bad_param;
  if (w_stride != 1 || h_stride != w || c_stride != w || n_stride != c * w) return not_supported;
  *tensor = {n, c, w};
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* filter) { return create(filter); }
cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t filter) { return destroy(filter); }
cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t filter, cudnnDataType_t type,
                                         cudnnTensorFormat_t format, int k, int c, int h, int w) {
  if (filter == nullptr || type != CUDNN_DATA_FLOAT || format != CUDNN_TENSOR_NCHW || k < 1 || c < 1) return bad_param;
  if (h != 1 || w != 2) return not_supported;
  *filter = {k, c};
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* convolution) {
  return create(convolution);
}
cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t convolution) {
  return destroy(convolution);
}
cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t convolution, int pad_h, int pad_w, int u,
                                              int v, int dilation_h, int dilation_w, cudnnConvolutionMode_t mode,
                                              cudnnDataType_t type) {
  if (convolution == nullptr || type != CUDNN_DATA_FLOAT || dilation_w < 1) return bad_param;
  if (pad_h != 0 || pad_w != 0 || u != 1 || v != 1 || dilation_h != 1 || mode != CUDNN_CROSS_CORRELATION) {
    return not_supported;
  }
  convolution->dilation = dilation_w;
  return CUDNN_STATUS_SUCCESS;
}
cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t convolution, cudnnMathType_t math) {
  if (convolution == nullptr || (math != CUDNN_DEFAULT_MATH && math != CUDNN_FMA_MATH)) return bad_param;
  convolution->math = math;
  return CUDNN_STATUS_SUCCESS;
}
}
