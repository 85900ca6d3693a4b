// The runtime API of the emulation: one device, whose memory is the host's, and streams that run at once. Nodes of a
// graph run in a random order that its branches allow.
#include "runtime.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "blocks.h"
#include "graph.h"
#include "graph_record.h"

// What a wait for a stream's work brings: its failure, what it copies to page-locked memory, and that its graphs have
// run. Copies arrive no sooner than that, so that a program which reads too early reads NaN.
struct emulated_work {
  cudaError_t failed = cudaSuccess;
  std::deque<std::function<void()>> arriving;
  std::size_t arrived = 0;

  // How many there have been.
  std::size_t queued() const { return arrived + arriving.size(); }
  // The first so many arrive.
  cudaError_t arrive(std::size_t count = std::numeric_limits<std::size_t>::max()) {
    for (; !arriving.empty() && arrived < count; ++arrived) {
      arriving.front()();
      arriving.pop_front();
    }
    return failed;
  }
};

// Of a stream and of those that wait for its events.
struct emulated_capture {
  emulated_graph* graph;
  emulated_stream* origin;
  std::vector<emulated_stream*> streams;
  bool ended = false;
};
struct emulated_stream {
  std::shared_ptr<emulated_capture> capture;  // null: none
  std::vector<std::size_t> last;              // nodes that its next one waits for
  std::shared_ptr<emulated_work> work = std::make_shared<emulated_work>();
};
struct emulated_event {
  std::chrono::steady_clock::time_point time;
  std::shared_ptr<emulated_work> work;  // of the stream it was recorded on; null: never recorded
  std::size_t queued = 0;               // of that work, then
  int queries = 0;                      // since then
  // Where it was recorded in a capture, and the nodes that were the stream's last.
  std::shared_ptr<emulated_capture> capture;
  std::vector<std::size_t> last;
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
  // Once: streams that wait for this one have it too.
  work.arriving.push_back([to, copied = std::make_shared<std::vector<char>>(first, first + bytes)] {
    std::copy(copied->begin(), copied->end(), static_cast<char*>(to));
    copied->clear();
  });
  std::memset(to, 0xff, bytes);
}

void add_missing(std::vector<std::size_t>& to, const std::vector<std::size_t>& from) {
  for (std::size_t node : from) {
    if (std::find(to.begin(), to.end(), node) == to.end()) to.push_back(node);
  }
}

cudaError_t run_or_record(cudaStream_t stream, emulation::Node node) {
  if (stream->capture != nullptr) {
    std::vector<emulation::Node>& nodes = stream->capture->graph->nodes;
    node.operation = emulation::operation == nullptr ? "" : emulation::operation;
    node.waits_for = std::exchange(stream->last, {nodes.size()});
    nodes.push_back(std::move(node));
    return cudaSuccess;
  }
  if (const cudaError_t error = node.run(*stream->work); error != cudaSuccess) stream->work->failed = error;
  return cudaSuccess;
}

void leave_capture(emulated_capture& capture) {
  capture.ended = true;
  for (emulated_stream* stream : std::exchange(capture.streams, {})) {
    stream->last.clear();
    stream->capture = nullptr;
  }
}

// Whether every node stands before those.
bool all_before(const emulated_graph& graph, std::vector<std::size_t> last) {
  std::vector<bool> seen(graph.nodes.size());
  std::size_t count = 0;
  while (!last.empty()) {
    const std::size_t node = last.back();
    last.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    ++count;
    for (std::size_t before : graph.nodes[node].waits_for) last.push_back(before);
  }
  return count == graph.nodes.size();
}

// Runs the nodes, each one when those are done that it waits for, else in a random order.
void run_nodes(const std::vector<emulation::Node>& nodes, emulated_work& work) {
  std::vector<std::size_t> waiting(nodes.size()), ready;
  std::vector<std::vector<std::size_t>> followers(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    waiting[n] = nodes[n].waits_for.size();
    if (waiting[n] == 0) ready.push_back(n);
    for (std::size_t before : nodes[n].waits_for) followers[before].push_back(n);
  }
  while (!ready.empty()) {
    std::swap(ready[ready.size() == 1 ? 0 : emulation::next_random() % ready.size()], ready.back());
    const std::size_t node = ready.back();
    ready.pop_back();
    if (const cudaError_t error = nodes[node].run(work); error != cudaSuccess) work.failed = error;
    for (std::size_t next : followers[node]) {
      if (--waiting[next] == 0) ready.push_back(next);
    }
  }
}

}  // namespace

namespace emulation {

std::atomic<std::size_t> allocated_bytes{0};
thread_local const char* operation = nullptr;

Recorder*& recorder() {
  static Recorder* instance = nullptr;
  return instance;
}

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
    case cudaErrorStreamCaptureUnjoined:
      return "cudaErrorStreamCaptureUnjoined";
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
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (stream->capture != nullptr) leave_capture(*stream->capture);
  return end(stream);
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return stream->capture != nullptr ? cudaErrorStreamCaptureUnsupported : stream->work->arrive();
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
  return run_or_record(stream, {NodeKind::memset, nullptr, {0}, {0}, bytes, {}, {}, [=](auto&) {
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
  const auto* address = reinterpret_cast<const void*>(function);
  return run_or_record(stream, {NodeKind::host, address, {0}, {0}, 0, {}, {}, [=](auto&) {
                                  function(data);
                                  return cudaSuccess;
                                }});
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  if (stream->capture != nullptr) return cudaErrorIllegalState;
  stream->capture = std::make_shared<emulated_capture>(
      emulated_capture{born(new emulated_graph), stream, std::vector<emulated_stream*>{stream}});
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = nullptr;
  const std::shared_ptr<emulated_capture> capture = stream->capture;
  if (capture == nullptr) return cudaErrorIllegalState;
  if (capture->origin != stream) return cudaErrorStreamCaptureUnmatched;
  const bool joined = all_before(*capture->graph, stream->last);
  leave_capture(*capture);
  if (!joined) {
    end(capture->graph);
    return cudaErrorStreamCaptureUnjoined;
  }
  *graph = capture->graph;
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = born(new emulated_graph(*graph));
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (stream->capture != nullptr) return cudaErrorStreamCaptureUnsupported;
  if (emulation::recorder() != nullptr) {
    const cudaError_t error = emulation::recorder()->launch(executable->nodes, *stream->work);
    if (error != cudaSuccess) return error;
  } else {
    run_nodes(executable->nodes, *stream->work);
  }
  const auto waited_for = executable->waited_for = std::make_shared<bool>(false);
  stream->work->arriving.emplace_back([waited_for] { *waited_for = true; });
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return end(graph); }
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  if (executable->waited_for != nullptr && !*executable->waited_for) {
    std::fprintf(stderr, "emulation: a graph is destroyed that may still run\n");
    std::abort();
  }
  return end(executable);
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = born(new emulated_event);
  return cudaSuccess;
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) { return cudaEventCreate(event); }
cudaError_t cudaEventDestroy(cudaEvent_t event) { return end(event); }
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  event->capture = stream->capture;
  event->last = stream->last;
  if (event->capture != nullptr) return cudaSuccess;
  event->time = std::chrono::steady_clock::now();
  event->work = stream->work;
  event->queued = stream->work->queued();
  event->queries = 0;
  return cudaSuccess;
}
cudaError_t cudaEventQuery(cudaEvent_t event) {
  return event->capture == nullptr && event->work != nullptr && event->queries++ < early_queries
             ? cudaErrorNotReady
             : cudaEventSynchronize(event);
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  if (event->capture != nullptr) return cudaErrorCapturedEvent;
  return event->work == nullptr ? cudaSuccess : event->work->arrive(event->queued);
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t from, cudaEvent_t to) {
  *milliseconds = std::chrono::duration<float, std::milli>(to->time - from->time).count();
  return cudaSuccess;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  if (event->capture == nullptr) {
    if (stream->capture != nullptr) return cudaErrorStreamCaptureIsolation;
    if (event->work == nullptr || event->work == stream->work) return cudaSuccess;
    // It ran at once; what a wait brings comes with this stream's too.
    emulated_work &from = *event->work, &to = *stream->work;
    for (std::size_t i = 0; i < from.arriving.size() && from.arrived + i < event->queued; ++i) {
      to.arriving.push_back(from.arriving[i]);
    }
    if (from.failed != cudaSuccess) to.failed = from.failed;
    return cudaSuccess;
  }
  if (event->capture->ended) return cudaErrorCapturedEvent;
  if (stream->capture == nullptr) {
    stream->capture = event->capture;
    stream->capture->streams.push_back(stream);
  }
  if (stream->capture != event->capture) return cudaErrorStreamCaptureMerge;
  add_missing(stream->last, event->last);
  return cudaSuccess;
}

int64_t emulation_living() { return living.load(); }
