// libcudart.so.13 with one GPU that is the host: what java/gpu calls of the CUDA runtime, and no more. Stricter than
// CUDA: copies go between the host and one piece of device memory, on a stream of the caller's.
//
// Two functions that java/gpu does not call serve the tests. cudaDeviceSetLimit(limit, n) lets the n-th of the
// following calls fail, counted over the runtime's, cuBLAS's, and cuDNN's that compute; 0: none. cudaMemGetInfo() says
// how many pieces of memory, streams, handles and descriptors are not given back: total - free.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>

#include "device.h"

extern "C" std::int64_t cudnn_stub_living();

namespace {

enum { success = 0, invalid_value = 1, out_of_memory = 2, invalid_device = 101, launch_failure = 719 };

struct Device {
  std::mutex mutex;
  std::map<std::uintptr_t, std::size_t> memory;  // by address
  std::set<const void*> streams;
  int handles = 0;
  std::uint64_t until_failure = 0;
};

Device& device() {
  static Device instance;
  return instance;
}

std::uintptr_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

}  // namespace

namespace stub {

bool on_device(const void* address, std::size_t bytes) {
  std::lock_guard<std::mutex> lock(device().mutex);
  auto next = device().memory.upper_bound(number(address));
  if (next == device().memory.begin()) return false;
  --next;
  const std::size_t offset = number(address) - next->first;
  return offset <= next->second && bytes <= next->second - offset;
}

bool fails() {
  std::lock_guard<std::mutex> lock(device().mutex);
  return device().until_failure != 0 && --device().until_failure == 0;
}

void count_handle(int more) {
  std::lock_guard<std::mutex> lock(device().mutex);
  device().handles += more;
}

bool is_stream(const void* stream) {
  std::lock_guard<std::mutex> lock(device().mutex);
  return device().streams.count(stream) != 0;
}

}  // namespace stub

extern "C" {

int cudaDeviceSetLimit(int, std::size_t value) {
  std::lock_guard<std::mutex> lock(device().mutex);
  device().until_failure = value;
  return success;
}
int cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  std::lock_guard<std::mutex> lock(device().mutex);
  *total = std::size_t{1} << 30;
  *free = *total - device().memory.size() - device().streams.size() - static_cast<std::size_t>(device().handles) -
          static_cast<std::size_t>(cudnn_stub_living());
  return success;
}

const char* cudaGetErrorString(int error) {
  return error == launch_failure ? "launch failure" : "an error of the stub";
}

// A GPU that is too old for the backend, and one that is not.
int cudaGetDeviceCount(int* count) {
  *count = 2;
  return stub::fails() ? launch_failure : success;
}
int cudaDeviceGetAttribute(int* value, int attribute, int index) {
  if (attribute != 75 || index < 0 || index > 1) return invalid_value;  // cudaDevAttrComputeCapabilityMajor
  *value = index == 0 ? 7 : 9;
  return stub::fails() ? launch_failure : success;
}
int cudaSetDevice(int index) {
  if (stub::fails()) return launch_failure;
  return index == 1 ? success : invalid_device;
}

int cudaStreamCreateWithFlags(void** stream, unsigned) {
  if (stub::fails()) return launch_failure;
  *stream = std::malloc(1);
  std::lock_guard<std::mutex> lock(device().mutex);
  device().streams.insert(*stream);
  return success;
}
int cudaStreamDestroy(void* stream) {
  {
    std::lock_guard<std::mutex> lock(device().mutex);
    if (device().streams.erase(stream) == 0) return invalid_value;
  }
  std::free(stream);
  return stub::fails() ? launch_failure : success;
}
int cudaStreamSynchronize(void* stream) {
  return stub::fails() ? launch_failure : stub::is_stream(stream) ? success : invalid_value;
}
int cudaLaunchHostFunc(void* stream, void (*function)(void*), void* data) {
  if (stub::fails()) return launch_failure;
  if (!stub::is_stream(stream)) return invalid_value;
  function(data);
  return success;
}

int cudaMalloc(void** address, std::size_t bytes) {
  if (stub::fails()) return out_of_memory;
  if (bytes == 0) return invalid_value;
  *address = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  std::memset(*address, 0xff, bytes);  // NaN
  std::lock_guard<std::mutex> lock(device().mutex);
  device().memory[number(*address)] = bytes;
  return success;
}
int cudaFree(void* address) {
  {
    std::lock_guard<std::mutex> lock(device().mutex);
    if (device().memory.erase(number(address)) == 0) return invalid_value;
  }
  std::free(address);
  return stub::fails() ? launch_failure : success;
}
int cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, int kind, void* stream) {
  if (stub::fails()) return launch_failure;
  if (!stub::is_stream(stream) || (kind != 1 && kind != 2)) return invalid_value;  // host to device, device to host
  if (!stub::on_device(kind == 1 ? to : from, bytes) || stub::on_device(kind == 1 ? from : to, 1)) return invalid_value;
  std::memcpy(to, from, bytes);
  return success;
}
}
