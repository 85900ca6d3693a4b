#include "memory.h"

#include <cuda_runtime.h>

#include <atomic>
#include <memory>
#include <new>

#include "attempt.h"
#include "branches.h"
#include "objects.h"
#include "range.h"

namespace emodna::cuda {
namespace {

std::atomic<bool> memory_is_left{false};

Stream& stream_of(void* stream) { return *static_cast<Stream*>(stream); }

// Ends a capture that will not be used.
void end_capture(Stream& stream) {
  cudaGraph_t unfinished = nullptr;
  if (!stream.capturing) return;
  stream.capturing = false;
  stream.cuda = stream.trunk;
  stream.forked = 0;
  if (cudaStreamEndCapture(stream.trunk, &unfinished) == cudaSuccess && unfinished != nullptr) {
    cudaGraphDestroy(unfinished);
  }
  cudaGetLastError();
}

emodna_status copy_and_wait(void* stream_pointer, void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  Stream& stream = stream_of(stream_pointer);
  emodna_status status = use(stream);
  if (status != EMODNA_OK) return status;
  status = attempt("cudaMemcpyAsync", [&] { return cudaMemcpyAsync(to, from, bytes, kind, stream.cuda); });
  return status == EMODNA_OK ? stream_synchronize(stream_pointer) : status;
}

}  // namespace

emodna_status use(const Stream& stream) {
  return attempt("cudaSetDevice", [&] { return cudaSetDevice(stream.context->device); });
}

emodna_status scratch_of(Stream& stream, std::size_t bytes, void** address) {
  if (stream.scratch_bytes < bytes) {
    emodna_status status = stream_synchronize(&stream);
    if (status != EMODNA_OK) return status;
    give_back(stream.scratch, cudaFree);
    stream.scratch = nullptr;
    stream.scratch_bytes = 0;
    status = make("cudaMalloc of scratch", [&] { return cudaMalloc(&stream.scratch, bytes); });
    if (status != EMODNA_OK) return status;
    stream.scratch_bytes = bytes;
  }
  *address = stream.scratch;
  return EMODNA_OK;
}

emodna_status stream_create(void* ctx, void** stream) {
  auto created = std::unique_ptr<Stream>(new (std::nothrow) Stream);
  if (created == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "stream_create: out of memory");
  created->context = static_cast<Context*>(ctx);
  emodna_status status = use(*created);
  if (status != EMODNA_OK) return status;
  status = make("cudaStreamCreate", [&] { return cudaStreamCreateWithFlags(&created->trunk, cudaStreamNonBlocking); });
  if (status != EMODNA_OK) return status;
  created->cuda = created->trunk;
  *stream = created.release();
  return EMODNA_OK;
}

void stream_destroy(void* stream) {
  Stream& s = stream_of(stream);
  cudaSetDevice(s.context->device);
  end_capture(s);
  s.context->cudnn.leave_stream();
  destroy_branches(s);
  cudaStreamSynchronize(s.trunk);
  give_back(s.trunk, cudaStreamDestroy);
  give_back(s.scratch, cudaFree);
  delete &s;
}

emodna_status stream_synchronize(void* stream) {
  const emodna_status status = use(stream_of(stream));
  return status != EMODNA_OK
             ? status
             : attempt("the work before a wait", [&] { return cudaStreamSynchronize(stream_of(stream).cuda); });
}

emodna_status memory_create(void* ctx, std::size_t bytes, void** address) {
  Context& context = *static_cast<Context*>(ctx);
  emodna_status status = attempt("cudaSetDevice", [&] { return cudaSetDevice(context.device); });
  if (status != EMODNA_OK) return status;
  void* memory = nullptr;
  status = make("cudaMalloc", [&] { return cudaMalloc(&memory, bytes); });
  // An earlier kernel's fault is reported by whatever call comes next: that is not a lack of memory.
  if (status == EMODNA_DEVICE_ERROR) return status;
  if (status != EMODNA_OK) {
    std::size_t available = 0, total = 0;
    cudaMemGetInfo(&available, &total);
    cudaGetLastError();
    return fail(EMODNA_OUT_OF_MEMORY,
                "GPU %d has no room for %zu bytes: %zu of its %zu are free; use a smaller batch or fewer runs at once, "
                "or end other programs on the GPU",
                context.index, bytes, available, total);
  }
  if (memory_is_left) {
    *address = memory;
    return EMODNA_OK;
  }
  status = attempt("cudaMemsetAsync", [&] { return cudaMemsetAsync(memory, 0, bytes, context.housekeeping); });
  if (status == EMODNA_OK) {
    status = attempt("zeroing new memory", [&] { return cudaStreamSynchronize(context.housekeeping); });
  }
  if (status != EMODNA_OK) {
    give_back(memory, cudaFree);
    return status;
  }
  *address = memory;
  return EMODNA_OK;
}

void memory_destroy(void* ctx, void* address) {
  cudaSetDevice(static_cast<Context*>(ctx)->device);
  give_back(address, cudaFree);
}

// The host's memory is pageable, so waiting costs nothing that the copy doesn't, and it may be reused on return.
emodna_status copy_to_device(void* stream, void* device, const void* host, std::size_t bytes) {
  return copy_and_wait(stream, device, host, bytes, cudaMemcpyHostToDevice);
}

emodna_status copy_to_host(void* stream, void* host, const void* device, std::size_t bytes) {
  return copy_and_wait(stream, host, device, bytes, cudaMemcpyDeviceToHost);
}

emodna_status zero(void* stream, void* device, std::size_t bytes) {
  if (bytes == 0) return EMODNA_OK;  // nothing to record, either
  const emodna_status status = use(stream_of(stream));
  return status != EMODNA_OK
             ? status
             : attempt("cudaMemsetAsync", [&] { return cudaMemsetAsync(device, 0, bytes, stream_of(stream).cuda); });
}

emodna_status copy(void* stream, void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return EMODNA_OK;
  const emodna_status status = use(stream_of(stream));
  return status != EMODNA_OK ? status : attempt("cudaMemcpyAsync", [&] {
    return cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_of(stream).cuda);
  });
}

emodna_status graph_begin(void* stream) {
  Stream& s = stream_of(stream);
  emodna_status status = use(s);
  if (status != EMODNA_OK) return status;
  // Relaxed: a kernel's first launch may lie in the capture, and loading its code then must not count as a call that a
  // capture forbids; nor need the thread that ends the capture be the one that began it.
  status =
      attempt("cudaStreamBeginCapture", [&] { return cudaStreamBeginCapture(s.cuda, cudaStreamCaptureModeRelaxed); });
  s.capturing = status == EMODNA_OK;
  return status;
}

emodna_status graph_end(void* stream, void** graph) {
  Stream& s = stream_of(stream);
  cudaGraph_t captured = nullptr;
  emodna_status status = use(s);
  if (status == EMODNA_OK) {
    status = make("cudaStreamEndCapture", [&] { return cudaStreamEndCapture(s.cuda, &captured); });
  }
  if (status != EMODNA_OK) {
    // For the caller the capture is over: what comes next must run, not be recorded.
    end_capture(s);
    return status;
  }
  s.capturing = false;
  auto created = std::unique_ptr<Graph>(new (std::nothrow) Graph);
  if (created == nullptr) {
    status = fail(EMODNA_OUT_OF_MEMORY, "graph_end: out of memory");
  } else {
    created->context = s.context;
    status = make("cudaEventCreate", [&] { return cudaEventCreateWithFlags(&created->end, cudaEventDisableTiming); });
  }
  if (status == EMODNA_OK) {
    status = make("cudaGraphInstantiate", [&] { return cudaGraphInstantiate(&created->executable, captured, 0); });
    if (status != EMODNA_OK) give_back(created->end, cudaEventDestroy);
  }
  give_back(captured, cudaGraphDestroy);
  if (status == EMODNA_OK) *graph = created.release();
  return status;
}

emodna_status graph_launch(void* graph, void* stream) {
  const Range range("graph_launch");
  const Graph& g = *static_cast<Graph*>(graph);
  const cudaStream_t cuda = stream_of(stream).cuda;
  emodna_status status = use(stream_of(stream));
  if (status != EMODNA_OK) return status;
  status = attempt("cudaGraphLaunch", [&] { return cudaGraphLaunch(g.executable, cuda); });
  if (status != EMODNA_OK) return status;
  status = attempt("cudaEventRecord", [&] { return cudaEventRecord(g.end, cuda); });
  // Nothing would wait for the launch before the graph is destroyed.
  if (status != EMODNA_OK) cudaStreamSynchronize(cuda);
  return status;
}

// Waits, since CUDA does not say that a graph which still runs may be destroyed. The stream may be gone by now.
void graph_destroy(void* graph) {
  auto* g = static_cast<Graph*>(graph);
  cudaSetDevice(g->context->device);
  cudaEventSynchronize(g->end);
  give_back(g->executable, cudaGraphExecDestroy);
  give_back(g->end, cudaEventDestroy);
  delete g;
}

}  // namespace emodna::cuda

void emodna_cuda_leave_memory(int32_t leave) { emodna::cuda::memory_is_left = leave != 0; }
