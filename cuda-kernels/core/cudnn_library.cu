#include "cudnn_library.h"

#include <dlfcn.h>

#include <mutex>

namespace emodna::cuda {
namespace {

constexpr const char* file = "libcudnn.so.9";
constexpr std::size_t major_version = 9;

const char* reason() {
  const char* words = dlerror();
  return words == nullptr ? "no reason is given" : words;
}

template <typename Function>
bool find(void* handle, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(handle, name));
  return *function != nullptr;
}

bool find_all(void* handle, CudnnLibrary& l) {
#define EMODNA_FIND(name) find(handle, "cudnn" #name, &l.name)
  EMODNA_FIND(CnnVersionCheck);  // a version without it loads that part when it is needed
  return EMODNA_FIND(GetVersion) && EMODNA_FIND(GetErrorString) && EMODNA_FIND(Create) && EMODNA_FIND(Destroy) &&
         EMODNA_FIND(SetStream) && EMODNA_FIND(CreateTensorDescriptor) && EMODNA_FIND(SetTensor4dDescriptorEx) &&
         EMODNA_FIND(DestroyTensorDescriptor) && EMODNA_FIND(CreateFilterDescriptor) &&
         EMODNA_FIND(SetFilter4dDescriptor) && EMODNA_FIND(DestroyFilterDescriptor) &&
         EMODNA_FIND(CreateConvolutionDescriptor) && EMODNA_FIND(SetConvolution2dDescriptor) &&
         EMODNA_FIND(SetConvolutionMathType) && EMODNA_FIND(DestroyConvolutionDescriptor) &&
         EMODNA_FIND(GetConvolutionForwardWorkspaceSize) && EMODNA_FIND(GetConvolutionBackwardDataWorkspaceSize) &&
         EMODNA_FIND(GetConvolutionBackwardFilterWorkspaceSize) && EMODNA_FIND(ConvolutionForward) &&
         EMODNA_FIND(ConvolutionBackwardData) && EMODNA_FIND(ConvolutionBackwardFilter);
#undef EMODNA_FIND
}

emodna_status load(CudnnLibrary& library) {
  void* handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return fail(EMODNA_UNAVAILABLE,
                "encoder.engine cudnn needs NVIDIA's cuDNN 9, which can't be loaded (%s): install it and the "
                "matching cuBLAS, put the folders of both on LD_LIBRARY_PATH, or set encoder.engine to fused",
                reason());
  }
  if (!find_all(handle, library)) {
    const emodna_status status = fail(EMODNA_UNAVAILABLE,
                                      "encoder.engine cudnn: %s lacks a function (%s): install a complete cuDNN 9, or "
                                      "set encoder.engine to fused",
                                      file, reason());
    dlclose(handle);
    return status;
  }
  const std::size_t version = library.GetVersion();
  if (version / 10000 != major_version) {
    dlclose(handle);
    return fail(EMODNA_UNAVAILABLE,
                "encoder.engine cudnn: %s is version %zu, and this library calls version 9: install cuDNN 9, or set "
                "encoder.engine to fused",
                file, version);
  }
  return EMODNA_OK;
}

}  // namespace

emodna_status load_cudnn(const CudnnLibrary** library) {
  static std::mutex mutex;
  static CudnnLibrary loaded;
  static bool complete = false;
  std::lock_guard<std::mutex> lock(mutex);
  if (!complete) {
    const emodna_status status = load(loaded);
    if (status != EMODNA_OK) return status;
    complete = true;
  }
  *library = &loaded;
  return EMODNA_OK;
}

emodna_status fail_cudnn(const CudnnLibrary& library, cudnnStatus_t error, const char* name) {
  cudaGetLastError();  // what CUDA said to cuDNN must not show up in the next call
  const char* words = library.GetErrorString(error);
  if (error == CUDNN_STATUS_ALLOC_FAILED || error == CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED) {
    return fail(EMODNA_OUT_OF_MEMORY,
                "cuDNN: %s failed: %s; the GPU's memory is full: use a smaller batch or fewer runs at once, or set "
                "encoder.engine to fused",
                name, words);
  }
  if (error / 1000 == CUDNN_STATUS_NOT_SUPPORTED / 1000) {
    return fail(EMODNA_UNAVAILABLE,
                "cuDNN %zu: %s failed: %s; it can't compute this encoder on this GPU: set encoder.engine to fused",
                library.GetVersion(), name, words);
  }
  return fail(EMODNA_DEVICE_ERROR, "cuDNN %zu: %s failed: %s; encoder.engine fused does not need cuDNN",
              library.GetVersion(), name, words);
}

}  // namespace emodna::cuda
