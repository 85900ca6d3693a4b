// What tests of the emulation itself share: checks, memory, streams and launches of kernels of their own.
#ifndef EMODNA_CUDA_TESTS_EMULATED_H
#define EMODNA_CUDA_TESTS_EMULATED_H

#include <cuda_runtime.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

inline int failures = 0;

inline void check(bool holds, const char* what) {
  if (holds) return;
  std::printf("FAILED: %s\n", what);
  ++failures;
}

template <typename T>
class Device {  // memory of the emulated device, which is the host's
 public:
  explicit Device(std::size_t count) : count_(count) {
    void* memory = nullptr;
    if (cudaMalloc(&memory, count * sizeof(T)) != cudaSuccess) std::abort();
    data = static_cast<T*>(memory);
  }
  ~Device() { cudaFree(data); }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  std::vector<T> host() const { return std::vector<T>(data, data + count_); }
  T* data;

 private:
  std::size_t count_;
};

struct Stream {
  Stream() {
    if (cudaStreamCreateWithFlags(&handle, cudaStreamNonBlocking) != cudaSuccess) std::abort();
  }
  ~Stream() { cudaStreamDestroy(handle); }
  cudaStream_t handle;
};

template <typename... Parameters, typename... Arguments>
cudaError_t run(const Stream& stream, dim3 grid, dim3 block, std::size_t shared, void (*kernel)(Parameters...),
                Arguments... arguments) {
  cudaLaunchConfig_t config = {};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = shared;
  config.stream = stream.handle;
  return cudaLaunchKernelEx(&config, kernel, arguments...);
}

#endif
