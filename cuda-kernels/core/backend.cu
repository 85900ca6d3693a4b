// The table of the contract (native/include/emodna/backend.h), and the devices behind it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <vector>

#include "attempt.h"
#include "branches.h"
#include "memory.h"
#include "objects.h"
#include "operations.h"
#include "range.h"

namespace emodna::cuda {
namespace {

// CUDA's numbers of the usable devices, found once.
std::vector<int>& usable_devices() {
  static std::vector<int> devices;
  return devices;
}

emodna_status device_count(std::int32_t* count) {
  *count = static_cast<std::int32_t>(usable_devices().size());
  return EMODNA_OK;
}

emodna_status describe(int device, std::int32_t index, emodna_device_info* info) {
  cudaDeviceProp properties;
  const emodna_status status =
      attempt("cudaGetDeviceProperties", [&] { return cudaGetDeviceProperties(&properties, device); });
  if (status != EMODNA_OK) return status;
  *info = {};
  std::snprintf(info->backend, sizeof info->backend, "cuda");
  std::snprintf(info->name, sizeof info->name, "%.127s", properties.name);
#ifdef EMODNA_EMULATION
  // Says that this is not a GPU: only those who ask for it get it.
  std::snprintf(info->instructions, sizeof info->instructions, "emulated");
#else
  std::snprintf(info->instructions, sizeof info->instructions, "sm_%d%d", properties.major, properties.minor);
#endif
  info->memory_bytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  info->units = properties.multiProcessorCount;
  info->index = index;
  return EMODNA_OK;
}

emodna_status device_describe(std::int32_t device, emodna_device_info* info) {
  return describe(usable_devices()[device], device, info);
}

emodna_status context_create(std::int32_t device, std::int32_t, const char* instructions, void** ctx) {
  if (instructions[0] != '\0') {
    return fail(EMODNA_UNAVAILABLE, "instructions '%s' can't be chosen on a GPU; they are a choice of the CPU",
                instructions);
  }
  auto context = std::unique_ptr<Context>(new (std::nothrow) Context);
  if (context == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "context_create: out of memory");
  context->device = usable_devices()[device];
  cudaDeviceProp properties;
  emodna_status status = attempt("cudaSetDevice", [&] { return cudaSetDevice(context->device); });
  if (status != EMODNA_OK) return status;
  status = attempt("cudaGetDeviceProperties", [&] { return cudaGetDeviceProperties(&properties, context->device); });
  if (status != EMODNA_OK) return status;
  context->index = device;
  context->multiprocessors = properties.multiProcessorCount;
  context->shared_bytes = properties.sharedMemPerBlockOptin;
  status = make("cudaStreamCreate",
                [&] { return cudaStreamCreateWithFlags(&context->housekeeping, cudaStreamNonBlocking); });
  if (status == EMODNA_OK) *ctx = context.release();
  return status;
}

void context_destroy(void* ctx) {
  auto* context = static_cast<Context*>(ctx);
  cudaSetDevice(context->device);
  // What the context owns may have used its stream last (cuDNN's handle did): it goes first.
  const cudaStream_t housekeeping = context->housekeeping;
  delete context;
  give_back(housekeeping, cudaStreamDestroy);
}

emodna_status context_describe(void* ctx, emodna_device_info* info) {
  const auto& context = *static_cast<Context*>(ctx);
  emodna_status status = describe(context.device, context.index, info);
  if (status == EMODNA_OK) status = attempt("cudaSetDevice", [&] { return cudaSetDevice(context.device); });
  std::size_t available = 0, total = 0;
  if (status == EMODNA_OK) status = attempt("cudaMemGetInfo", [&] { return cudaMemGetInfo(&available, &total); });
  info->free_bytes = static_cast<std::int64_t>(available);
  return status;
}

std::int32_t context_threads(void*) { return 1; }

// Calls an operation of the table: on its stream's device, as the host thread may have used another one since, and in a
// range that a profiler shows.
template <class Args>
emodna_status call(void* stream_pointer, const Args& args, emodna_status (*operation)(Stream&, const Args&),
                   const char* name) {
  const Range range(name);
  auto& stream = *static_cast<Stream*>(stream_pointer);
  const emodna_status status = use(stream);
  if (status != EMODNA_OK) return status;
  try {
    return operation(stream, args);
  } catch (const std::bad_alloc&) {
    return fail(EMODNA_OUT_OF_MEMORY, "out of memory for an operation's scratch");
  } catch (const std::exception& e) {
    return fail(EMODNA_INTERNAL, "%s", e.what());
  }
}

struct ResampleArgs {
  const float* samples;
  std::int64_t count;
  std::int32_t from_rate, to_rate;
  float* out;
  std::int64_t out_count;
};

emodna_status resample_with(Stream& stream, const ResampleArgs& a) {
  return resample(stream, a.samples, a.count, a.from_rate, a.to_rate, a.out, a.out_count);
}

// What the table calls where an operation's own function, of the same name, takes other arguments.
namespace entries {

emodna_status resample(void* stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                       std::int32_t to_rate, float* out, std::int64_t out_count) {
  const ResampleArgs args = {samples, count, from_rate, to_rate, out, out_count};
  return call(stream, args, resample_with, "resample");
}

}  // namespace entries

// Field and function have one name, written once: no field can get the function of another one of its type.
#define EMODNA_DEVICE(entry) .entry = entry
#define EMODNA_ENTRY(entry) .entry = entries::entry
#define EMODNA_WORKSPACE(entry)                                  \
  .entry = [](void* ctx, const auto* args, std::size_t* bytes) { \
    return entry(*static_cast<Context*>(ctx), *args, bytes);     \
  }
#define EMODNA_OPERATION(entry) \
  .entry = [](void* stream, const auto* args) { return call(stream, *args, entry, #entry); }

const emodna_backend table = {
    .version = EMODNA_BACKEND_VERSION,
    .name = "cuda",
    EMODNA_DEVICE(device_count),
    EMODNA_DEVICE(device_describe),
    EMODNA_DEVICE(context_create),
    EMODNA_DEVICE(context_destroy),
    EMODNA_DEVICE(context_describe),
    EMODNA_DEVICE(context_threads),
    EMODNA_DEVICE(stream_create),
    EMODNA_DEVICE(stream_destroy),
    EMODNA_DEVICE(stream_synchronize),
    EMODNA_DEVICE(stream_fork),
    EMODNA_DEVICE(stream_branch),
    EMODNA_DEVICE(stream_join),
    EMODNA_DEVICE(memory_create),
    EMODNA_DEVICE(memory_destroy),
    EMODNA_DEVICE(copy_to_device),
    EMODNA_DEVICE(copy_to_host),
    EMODNA_DEVICE(zero),
    EMODNA_DEVICE(copy),
    EMODNA_DEVICE(transfer_create),
    EMODNA_DEVICE(transfer_destroy),
    EMODNA_DEVICE(transfer_to_device),
    EMODNA_DEVICE(transfer_to_host),
    EMODNA_DEVICE(transfer_done),
    EMODNA_DEVICE(graph_begin),
    EMODNA_DEVICE(graph_end),
    EMODNA_DEVICE(graph_launch),
    EMODNA_DEVICE(graph_destroy),
    EMODNA_ENTRY(resample),
    EMODNA_OPERATION(mfcc),
    EMODNA_OPERATION(pitch),
    EMODNA_OPERATION(voice),
    EMODNA_WORKSPACE(encoder_workspace),
    EMODNA_OPERATION(encoder_forward),
    EMODNA_OPERATION(encoder_backward),
    EMODNA_OPERATION(linear_forward),
    EMODNA_OPERATION(linear_backward),
    EMODNA_OPERATION(row_space_forward),
    EMODNA_OPERATION(row_space_backward),
    EMODNA_OPERATION(cross_entropy),
    EMODNA_OPERATION(outer_forward),
    EMODNA_OPERATION(outer_backward),
    EMODNA_OPERATION(pooling_forward),
    EMODNA_OPERATION(pooling_backward),
    EMODNA_OPERATION(batch_norm_forward),
    EMODNA_OPERATION(batch_norm_backward),
    EMODNA_OPERATION(dropout_forward),
    EMODNA_OPERATION(dropout_backward),
    EMODNA_OPERATION(jitter),
    EMODNA_WORKSPACE(contrastive_workspace),
    EMODNA_OPERATION(contrastive),
    EMODNA_WORKSPACE(alignment_workspace),
    EMODNA_OPERATION(alignment),
    EMODNA_OPERATION(information),
    EMODNA_WORKSPACE(decorrelation_workspace),
    EMODNA_OPERATION(decorrelation),
    EMODNA_OPERATION(threshold),
    EMODNA_OPERATION(gather),
    EMODNA_OPERATION(ramp),
    EMODNA_OPERATION(sum),
    EMODNA_OPERATION(adam),
    EMODNA_OPERATION(step),
};

#undef EMODNA_DEVICE
#undef EMODNA_ENTRY
#undef EMODNA_WORKSPACE
#undef EMODNA_OPERATION

// Says why no GPU can be used, and what to do.
emodna_status no_device(cudaError_t error) {
  int driver = 0, runtime = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  cudaGetLastError();
  if (error == cudaErrorInsufficientDriver && driver == 0) {
    return fail(EMODNA_UNAVAILABLE,
                "no NVIDIA driver is installed, or it is not visible here (in a container: start it with GPUs)");
  }
  if (error == cudaErrorInsufficientDriver || error == cudaErrorCompatNotSupportedOnDevice) {
    return fail(
        EMODNA_UNAVAILABLE,
        "the NVIDIA driver is too old: it supports CUDA up to %d.%d, and this library needs %d.%d; update the driver",
        driver / 1000, driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
  }
  if (error == cudaErrorSystemDriverMismatch) {
    return fail(EMODNA_UNAVAILABLE,
                "the NVIDIA driver's kernel module and library differ in version (after an update: reboot)");
  }
  if (error == cudaSuccess || error == cudaErrorNoDevice) {
    return fail(EMODNA_UNAVAILABLE, "no NVIDIA GPU is visible (see nvidia-smi, and the variable CUDA_VISIBLE_DEVICES)");
  }
  return fail(EMODNA_UNAVAILABLE, "CUDA can't start: %s (%s)", cudaGetErrorString(error), cudaGetErrorName(error));
}

}  // namespace
}  // namespace emodna::cuda

extern "C" __attribute__((visibility("default"))) const emodna_backend* emodna_backend_entry(const emodna_host* host) {
  using namespace emodna::cuda;
  set_host(host);
  std::vector<int>& usable = usable_devices();
  if (!usable.empty()) return &table;
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    no_device(error);
    return nullptr;
  }
  cudaDeviceProp properties = {};
  for (int device = 0; device < count; ++device) {
    if (cudaGetDeviceProperties(&properties, device) == cudaSuccess && properties.major >= 8) usable.push_back(device);
  }
  if (usable.empty()) {
    fail(EMODNA_UNAVAILABLE, "%s has compute capability %d.%d; 8.0 or higher is needed", properties.name,
         properties.major, properties.minor);
    return nullptr;
  }
  return &table;
}
