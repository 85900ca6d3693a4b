// The table of the contract (native/include/emodna/backend.h), and the devices behind it.
#include <cuda_runtime.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <vector>

#include "attempt.h"
#include "memory.h"
#include "objects.h"
#include "operations.h"
#include "range.h"

namespace emodna::cuda {
namespace {

// CUDA's numbers of the devices that can be used, found once.
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
  // Says that it is no GPU: nobody gets it who has not asked for it.
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
    return fail(EMODNA_UNAVAILABLE, "a GPU has no choice of instructions: '%s' is one of the CPU's", instructions);
  }
  auto context = std::unique_ptr<Context>(new (std::nothrow) Context);
  if (context == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "context_create: no memory");
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
  give_back(context->housekeeping, cudaStreamDestroy);
  delete context;
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

// How every operation of the table is called: on its stream's device, since the host thread may have used another
// since, and in a range that a profiler shows.
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
    return fail(EMODNA_OUT_OF_MEMORY, "no memory for the work of an operation");
  } catch (const std::exception& e) {
    return fail(EMODNA_INTERNAL, "%s", e.what());
  }
}

// The entry of an operation in the table.
#define EMODNA_ENTRY(operation) \
  [](void* stream, const auto* args) { return call(stream, *args, operation, #operation); }

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

emodna_status resample_entry(void* stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                             std::int32_t to_rate, float* out, std::int64_t out_count) {
  const ResampleArgs args = {samples, count, from_rate, to_rate, out, out_count};
  return call(stream, args, resample_with, "resample");
}

template <class Args, emodna_status (*query)(Context&, const Args&, std::size_t*)>
emodna_status workspace(void* ctx, const Args* args, std::size_t* bytes) {
  return query(*static_cast<Context*>(ctx), *args, bytes);
}

const emodna_backend table = {
    .version = EMODNA_BACKEND_VERSION,
    .name = "cuda",
    .device_count = device_count,
    .device_describe = device_describe,
    .context_create = context_create,
    .context_destroy = context_destroy,
    .context_describe = context_describe,
    .context_threads = context_threads,
    .stream_create = stream_create,
    .stream_destroy = stream_destroy,
    .stream_synchronize = stream_synchronize,
    .memory_create = memory_create,
    .memory_destroy = memory_destroy,
    .copy_to_device = copy_to_device,
    .copy_to_host = copy_to_host,
    .zero = zero,
    .copy = copy,
    .transfer_create = transfer_create,
    .transfer_destroy = transfer_destroy,
    .transfer_to_device = transfer_to_device,
    .transfer_to_host = transfer_to_host,
    .transfer_done = transfer_done,
    .graph_begin = graph_begin,
    .graph_end = graph_end,
    .graph_launch = graph_launch,
    .graph_destroy = graph_destroy,
    .resample = resample_entry,
    .mfcc = EMODNA_ENTRY(mfcc),
    .encoder_workspace = workspace<emodna_encoder_args, encoder_workspace>,
    .encoder_forward = EMODNA_ENTRY(encoder_forward),
    .encoder_backward = EMODNA_ENTRY(encoder_backward),
    .linear_forward = EMODNA_ENTRY(linear_forward),
    .linear_backward = EMODNA_ENTRY(linear_backward),
    .row_space_forward = EMODNA_ENTRY(row_space_forward),
    .row_space_backward = EMODNA_ENTRY(row_space_backward),
    .cross_entropy = EMODNA_ENTRY(cross_entropy),
    .outer_forward = EMODNA_ENTRY(outer_forward),
    .outer_backward = EMODNA_ENTRY(outer_backward),
    .pooling_forward = EMODNA_ENTRY(pooling_forward),
    .pooling_backward = EMODNA_ENTRY(pooling_backward),
    .contrastive_workspace = workspace<emodna_contrastive_args, contrastive_workspace>,
    .contrastive = EMODNA_ENTRY(contrastive),
    .alignment_workspace = workspace<emodna_alignment_args, alignment_workspace>,
    .alignment = EMODNA_ENTRY(alignment),
    .threshold = EMODNA_ENTRY(threshold),
    .gather = EMODNA_ENTRY(gather),
    .ramp = EMODNA_ENTRY(ramp),
    .adam = EMODNA_ENTRY(adam),
    .step = EMODNA_ENTRY(step),
};

// Why no GPU can be used, in words, with the remedy.
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
    return fail(EMODNA_UNAVAILABLE,
                "the NVIDIA driver is too old: it serves CUDA up to %d.%d, this library needs %d.%d; update the driver",
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
    fail(EMODNA_UNAVAILABLE, "%s has compute capability %d.%d; 8.0 is the least that is served", properties.name,
         properties.major, properties.minor);
    return nullptr;
  }
  return &table;
}
