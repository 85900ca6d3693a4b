// The devices that the emulation pretends to have. Tests choose them by the environment, so that every reason why a GPU
// can't be used comes up on a machine without one:
//   EMODNA_EMULATION_DEVICES=2      their number; 0: none
//   EMODNA_EMULATION_CAPABILITY=75  their compute capability
//   EMODNA_EMULATION_DRIVER=12020   the driver's CUDA version; 0: no driver is installed
//   EMODNA_EMULATION_MULTIPROCESSORS=132  its multiprocessors, which some launches are cut by
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "runtime.h"

namespace {

constexpr int runtime_version = 13000;
constexpr std::size_t device_bytes = std::size_t{4} << 30;

int setting(const char* name, int otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoi(value);
}

int devices() { return setting("EMODNA_EMULATION_DEVICES", 1); }
int driver_version() { return setting("EMODNA_EMULATION_DRIVER", runtime_version); }

}  // namespace

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 0;
  if (driver_version() < runtime_version) return cudaErrorInsufficientDriver;
  *count = devices();
  return *count == 0 ? cudaErrorNoDevice : cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device < 0 || device >= devices()) return cudaErrorInvalidDevice;
  const int capability = setting("EMODNA_EMULATION_CAPABILITY", 90);
  *properties = {};
  std::snprintf(properties->name, sizeof properties->name, "emulated on the CPU");
  properties->totalGlobalMem = device_bytes;
  properties->major = capability / 10;
  properties->minor = capability % 10;
  properties->multiProcessorCount = setting("EMODNA_EMULATION_MULTIPROCESSORS", 3);
  properties->sharedMemPerBlockOptin = emulation::shared_bytes;
  properties->l2CacheSize = 50 << 20;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  *version = driver_version();
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = runtime_version;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  return device >= 0 && device < devices() ? cudaSuccess : cudaErrorInvalidDevice;
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = device_bytes;
  *free = device_bytes - std::min<std::size_t>(device_bytes, emulation::allocated_bytes);
  return cudaSuccess;
}
