// The list of backends and their devices: first the CPU, then plug-ins in the order in which they were loaded.
#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "objects.h"

namespace {

// Backends are never unloaded: a context may use their functions until the process ends.
struct Registry {
  std::mutex mutex;
  std::vector<const emodna_backend*> backends{emodna::cpu_backend()};
};

Registry& registry() {
  static Registry instance;
  return instance;
}

emodna_status host_fail(emodna_status status, const char* text) { return emodna::fail(status, "%s", text); }
const emodna_host host = {host_fail};

emodna_status find(std::int32_t device, const emodna_backend** backend, std::int32_t* index) {
  Registry& r = registry();
  std::lock_guard<std::mutex> lock(r.mutex);
  std::int32_t first = 0;
  for (const emodna_backend* b : r.backends) {
    std::int32_t count = 0;
    if (emodna_status status = b->device_count(&count); status != EMODNA_OK) return status;
    if (device >= first && device < first + count) {
      *backend = b;
      *index = device - first;
      return EMODNA_OK;
    }
    first += count;
  }
  return emodna::fail(EMODNA_UNAVAILABLE, "there is no device %d: %d devices are usable, counted from 0", device,
                      first);
}

}  // namespace

extern "C" emodna_status emodna_backend_load(const char* path) {
  if (emodna_status status = emodna::check_pointer(path, "backend_load", "path"); status != EMODNA_OK) return status;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return emodna::fail(EMODNA_UNAVAILABLE, "backend %s can't be loaded: %s", path, dlerror());
  auto entry = reinterpret_cast<emodna_backend_entry_function>(dlsym(library, "emodna_backend_entry"));
  if (entry == nullptr) return emodna::fail(EMODNA_UNAVAILABLE, "%s is not an EMO-DNA backend", path);
  const emodna_backend* backend = entry(&host);
  if (backend == nullptr) return EMODNA_UNAVAILABLE;
  if (backend->version != EMODNA_BACKEND_VERSION) {
    return emodna::fail(EMODNA_UNAVAILABLE,
                        "backend %s implements version %d of the contract, but this library needs version %d", path,
                        backend->version, EMODNA_BACKEND_VERSION);
  }
  Registry& r = registry();
  std::lock_guard<std::mutex> lock(r.mutex);
  for (const emodna_backend* b : r.backends) {
    if (b == backend) return EMODNA_OK;
  }
  r.backends.push_back(backend);
  return EMODNA_OK;
}

extern "C" emodna_status emodna_device_count(int32_t* count) {
  if (emodna_status status = emodna::check_pointer(count, "device_count", "count"); status != EMODNA_OK) return status;
  Registry& r = registry();
  std::lock_guard<std::mutex> lock(r.mutex);
  *count = 0;
  for (const emodna_backend* b : r.backends) {
    std::int32_t n = 0;
    if (emodna_status status = b->device_count(&n); status != EMODNA_OK) return status;
    *count += n;
  }
  return EMODNA_OK;
}

extern "C" emodna_status emodna_device_describe(int32_t device, emodna_device_info* info) {
  const emodna_backend* backend = nullptr;
  std::int32_t index = 0;
  emodna_status status = emodna::check_pointer(info, "device_describe", "info");
  if (status == EMODNA_OK) status = find(device, &backend, &index);
  return status != EMODNA_OK ? status : backend->device_describe(index, info);
}

extern "C" emodna_status emodna_context_create(int32_t device, int32_t threads, const char* instructions,
                                               emodna_context** context) {
  const emodna_backend* backend = nullptr;
  std::int32_t index = 0;
  emodna_status status = emodna::first_failure(emodna::check_pointer(context, "context_create", "context") ||
                                               emodna::check_range(threads, 0, 1024, "context_create", "threads"));
  if (status != EMODNA_OK) return status;
  *context = nullptr;
  if (status = find(device, &backend, &index); status != EMODNA_OK) return status;
  void* impl = nullptr;
  status = backend->context_create(index, threads, instructions == nullptr ? "" : instructions, &impl);
  if (status != EMODNA_OK) return status;
  *context = new (std::nothrow) emodna_context{backend, impl};
  if (*context != nullptr) return EMODNA_OK;
  backend->context_destroy(impl);
  return emodna::fail(EMODNA_OUT_OF_MEMORY, "context_create: out of memory");
}

extern "C" emodna_status emodna_context_destroy(emodna_context* context) {
  if (context == nullptr) return EMODNA_OK;
  context->backend->context_destroy(context->impl);
  delete context;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_context_describe(emodna_context* context, emodna_device_info* info) {
  emodna_status status = emodna::first_failure(emodna::check_pointer(context, "context_describe", "context") ||
                                               emodna::check_pointer(info, "context_describe", "info"));
  return status != EMODNA_OK ? status : context->backend->context_describe(context->impl, info);
}

extern "C" emodna_status emodna_context_threads(emodna_context* context, int32_t* threads) {
  emodna_status status = emodna::first_failure(emodna::check_pointer(context, "context_threads", "context") ||
                                               emodna::check_pointer(threads, "context_threads", "threads"));
  if (status == EMODNA_OK) *threads = context->backend->context_threads(context->impl);
  return status;
}

extern "C" emodna_status emodna_context_memory(emodna_context* context, int64_t* bytes) {
  emodna_status status = emodna::first_failure(emodna::check_pointer(context, "context_memory", "context") ||
                                               emodna::check_pointer(bytes, "context_memory", "bytes"));
  if (status == EMODNA_OK) *bytes = context->memory.load();
  return status;
}
