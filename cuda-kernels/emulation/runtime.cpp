// The runtime API of the emulation: one device, whose memory is the host's, and streams that run at once.
#include "runtime.h"

#include <malloc.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "blocks.h"
#include "graph.h"
#include "graph_record.h"

// What a wait for a stream's work brings: its failure, and what it copies to page-locked memory. The latter arrives no
// sooner than that, so that a program which reads too early reads NaN.
struct emulated_work {
  cudaError_t failed = cudaSuccess;
  std::vector<std::function<void()>> arriving;

  cudaError_t arrive() {
    for (const auto& copy : arriving) copy();
    arriving.clear();
    return failed;
  }
};
struct emulated_stream {
  emulated_graph* capturing = nullptr;
  std::shared_ptr<emulated_work> work = std::make_shared<emulated_work>();
};
struct emulated_event {
  std::chrono::steady_clock::time_point time;
  std::shared_ptr<emulated_work> work;  // of the stream it was recorded on; null: never recorded
  int queries = 0;                      // since then
};

using emulation::NodeKind;

namespace {

constexpr std::size_t plain_shared_bytes = 48 << 10;

// An event says that often that it is not reached.
constexpr int early_queries = 2;

// Device and page-locked memory, streams, graphs and events that are not yet given back.
std::atomic<long> living{0};

template <typename T>
T* born(T* object) {
  ++living;
  return object;
}

template <typename T>
cudaError_t end(T* object) {
  if (object != nullptr) --living;
  delete object;
  return cudaSuccess;
}

struct SharedLimits {
  std::mutex mutex;
  std::map<const void*, int> bytes;
};

SharedLimits& shared_limits() {
  static SharedLimits instance;
  return instance;
}

struct PageLocked {
  std::mutex mutex;
  std::map<std::uintptr_t, std::size_t> bytes;  // by address

  bool contains(const void* address) {
    std::lock_guard<std::mutex> lock(mutex);
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    const auto next = bytes.upper_bound(at);
    return next != bytes.begin() && at - std::prev(next)->first < std::prev(next)->second;
  }
};

PageLocked& page_locked() {
  static PageLocked instance;
  return instance;
}

void copy_late(void* to, const void* from, std::size_t bytes, emulated_work& work) {
  const auto* first = static_cast<const char*>(from);
  work.arriving.push_back(
      [to, copied = std::vector<char>(first, first + bytes)] { std::memcpy(to, copied.data(), copied.size()); });
  std::memset(to, 0xff, bytes);
}

cudaError_t run_or_record(cudaStream_t stream, emulation::Node node) {
  if (stream->capturing != nullptr) {
    std::vector<emulation::Node>& nodes = stream->capturing->nodes;
    node.operation = emulation::operation == nullptr ? "" : emulation::operation;
    if (!nodes.empty()) node.waits_for = {nodes.size() - 1};
    nodes.push_back(std::move(node));
    return cudaSuccess;
  }
  if (const cudaError_t error = node.run(*stream->work); error != cudaSuccess) stream->work->failed = error;
  return cudaSuccess;
}

}  // namespace

namespace emulation {

thread_local const char* operation = nullptr;

Recorder*& recorder() {
  static Recorder* instance = nullptr;
  return instance;
}

std::atomic<std::size_t> allocated_bytes{0};

cudaError_t set_shared_limit(const void* kernel, int bytes) {
  if (bytes < 0 || bytes > static_cast<int>(emulation::shared_bytes)) return cudaErrorInvalidValue;
  SharedLimits& limits = shared_limits();
  std::lock_guard<std::mutex> lock(limits.mutex);
  limits.bytes[kernel] = bytes;
  return cudaSuccess;
}

cudaError_t submit(const cudaLaunchConfig_t& config, const void* kernel, std::function<void()> thread) {
  const dim3 &grid = config.gridDim, &block = config.blockDim;
  std::size_t limit = plain_shared_bytes;
  {
    SharedLimits& limits = shared_limits();
    std::lock_guard<std::mutex> lock(limits.mutex);
    if (const auto raised = limits.bytes.find(kernel); raised != limits.bytes.end()) {
      limit = std::max<std::size_t>(limit, raised->second);
    }
  }
  const std::size_t threads = std::size_t{block.x} * block.y * block.z;
  if (threads == 0 || threads > 1024 || block.z > 64 || grid.x == 0 || grid.y == 0 || grid.z == 0 ||
      grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535) {
    return cudaErrorInvalidConfiguration;
  }
  if (config.dynamicSmemBytes > limit) return cudaErrorInvalidValue;
  return run_or_record(
      config.stream, {NodeKind::kernel, kernel, grid, block, config.dynamicSmemBytes, {}, {}, [config, thread](auto&) {
                        return run_launch(config, thread) ? cudaSuccess : cudaErrorLaunchFailure;
                      }});
}

}  // namespace emulation

cudaError_t cudaGetLastError() { return cudaSuccess; }
const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
    default:
      return "an error of the emulation";
  }
}
const char* cudaGetErrorString(cudaError_t error) { return cudaGetErrorName(error); }

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  if (emulation::recorder() != nullptr) {
    *address = emulation::recorder()->allocate(bytes);
    if (*address == nullptr) return cudaErrorMemoryAllocation;
    ++living;
    return cudaSuccess;
  }
  // The sanitizers see what lies outside of it; NaN shows what was never written.
  *address = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (*address == nullptr) return cudaErrorMemoryAllocation;
  std::memset(*address, 0xff, bytes);
  ++living;
  emulation::allocated_bytes += malloc_usable_size(*address);
  return cudaSuccess;
}
cudaError_t cudaFree(void* address) {
  if (address != nullptr) --living;
  if (emulation::recorder() != nullptr) return cudaSuccess;
  if (address != nullptr) {
    emulation::allocated_bytes -= malloc_usable_size(address);
  }
  std::free(address);
  return cudaSuccess;
}

cudaError_t cudaHostAlloc(void** address, std::size_t bytes, unsigned flags) {
  const cudaError_t error = cudaMalloc(address, bytes);
  if (error != cudaSuccess) return error;
  std::lock_guard<std::mutex> lock(page_locked().mutex);
  page_locked().bytes[reinterpret_cast<std::uintptr_t>(*address)] = bytes;
  return flags == cudaHostAllocDefault ? cudaSuccess : cudaErrorInvalidValue;
}
cudaError_t cudaFreeHost(void* address) {
  {
    std::lock_guard<std::mutex> lock(page_locked().mutex);
    page_locked().bytes.erase(reinterpret_cast<std::uintptr_t>(address));
  }
  return cudaFree(address);
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = born(new emulated_stream);
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) { return end(stream); }
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return stream->capturing != nullptr ? cudaErrorStreamCaptureUnsupported : stream->work->arrive();
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t stream) {
  return run_or_record(stream, {NodeKind::memcpy, nullptr, {0}, {0}, bytes, {}, {}, [=](emulated_work& work) {
                                  if (page_locked().contains(to)) {
                                    copy_late(to, from, bytes, work);
                                  } else {
                                    std::memmove(to, from, bytes);
                                  }
                                  return cudaSuccess;
                                }});
}
cudaError_t cudaMemsetAsync(void* address, int value, std::size_t bytes, cudaStream_t stream) {
  return run_or_record(stream, {NodeKind::memset, nullptr, {0}, {0}, bytes, {}, {}, [=](emulated_work&) {
                                  if (value == 0 && emulation::recorder() != nullptr) {
                                    emulation::recorder()->zero(address, bytes);
                                  } else {
                                    std::memset(address, value, bytes);
                                  }
                                  return cudaSuccess;
                                }});
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t function, void* data) {
  if (stream == nullptr || function == nullptr) return cudaErrorInvalidValue;
  return run_or_record(stream,
                       {NodeKind::host, reinterpret_cast<const void*>(function), {0}, {0}, 0, {}, {}, [=](auto&) {
                          function(data);
                          return cudaSuccess;
                        }});
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  stream->capturing = born(new emulated_graph);
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = stream->capturing;
  stream->capturing = nullptr;
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = born(new emulated_graph(*graph));
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (emulation::recorder() != nullptr) return emulation::recorder()->launch(executable->nodes, *stream->work);
  for (const emulation::Node& node : executable->nodes) {
    if (const cudaError_t error = run_or_record(stream, node); error != cudaSuccess) return error;
  }
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return end(graph); }
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) { return end(executable); }

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = born(new emulated_event);
  return cudaSuccess;
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) { return cudaEventCreate(event); }
cudaError_t cudaEventDestroy(cudaEvent_t event) { return end(event); }
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  event->time = std::chrono::steady_clock::now();
  event->work = stream->work;
  event->queries = 0;
  return cudaSuccess;
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  return event->work != nullptr && event->queries++ < early_queries ? cudaErrorNotReady : cudaEventSynchronize(event);
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return event->work == nullptr ? cudaSuccess : event->work->arrive();
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t from, cudaEvent_t to) {
  *milliseconds = std::chrono::duration<float, std::milli>(to->time - from->time).count();
  return cudaSuccess;
}

int64_t emulation_living() { return living.load(); }
