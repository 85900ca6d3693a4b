// Copies between page-locked host memory and the device, in a stream's order, which the host does not wait for.
#include <cuda_runtime.h>

#include <cstring>
#include <memory>
#include <new>

#include "attempt.h"
#include "memory.h"
#include "objects.h"
#include "range.h"

namespace emodna::cuda {
namespace {

emodna_status queue(Transfer& transfer, void* stream_pointer, void* to, const void* from, std::size_t bytes,
                    cudaMemcpyKind kind) {
  const Range range("transfer");
  Stream& stream = *static_cast<Stream*>(stream_pointer);
  emodna_status status = use(stream);
  if (status != EMODNA_OK) return status;
  status = attempt("cudaMemcpyAsync", [&] { return cudaMemcpyAsync(to, from, bytes, kind, stream.cuda); });
  if (status != EMODNA_OK) return status;
  status = attempt("cudaEventRecord", [&] { return cudaEventRecord(transfer.event, stream.cuda); });
  // Nothing would wait for the copy before the memory is freed.
  if (status != EMODNA_OK) cudaStreamSynchronize(stream.cuda);
  return status;
}

}  // namespace

emodna_status transfer_create(void* ctx, std::size_t bytes, void** transfer, void** memory) {
  auto created = std::unique_ptr<Transfer>(new (std::nothrow) Transfer);
  if (created == nullptr) return fail(EMODNA_OUT_OF_MEMORY, "transfer_create: out of memory");
  created->context = static_cast<Context*>(ctx);
  emodna_status status = attempt("cudaSetDevice", [&] { return cudaSetDevice(created->context->device); });
  if (status != EMODNA_OK) return status;
  status = make("cudaHostAlloc", [&] { return cudaHostAlloc(&created->memory, bytes, cudaHostAllocDefault); });
  if (status != EMODNA_OK) return status;
  std::memset(created->memory, 0, bytes);
  status = make("cudaEventCreate", [&] { return cudaEventCreateWithFlags(&created->event, cudaEventDisableTiming); });
  if (status != EMODNA_OK) {
    give_back(created->memory, cudaFreeHost);
    return status;
  }
  *memory = created->memory;
  *transfer = created.release();
  return EMODNA_OK;
}

void transfer_destroy(void* transfer) {
  auto* t = static_cast<Transfer*>(transfer);
  cudaSetDevice(t->context->device);
  cudaEventSynchronize(t->event);
  give_back(t->event, cudaEventDestroy);
  give_back(t->memory, cudaFreeHost);
  delete t;
}

emodna_status transfer_to_device(void* transfer, void* stream, void* device, std::size_t bytes) {
  auto& t = *static_cast<Transfer*>(transfer);
  return queue(t, stream, device, t.memory, bytes, cudaMemcpyHostToDevice);
}

emodna_status transfer_to_host(void* transfer, void* stream, const void* device, std::size_t bytes) {
  auto& t = *static_cast<Transfer*>(transfer);
  return queue(t, stream, t.memory, device, bytes, cudaMemcpyDeviceToHost);
}

emodna_status transfer_done(void* transfer, std::int32_t wait, std::int32_t* done) {
  auto& t = *static_cast<Transfer*>(transfer);
  *done = 0;
  bool ready = true;
  const emodna_status status = attempt("the work before a transfer's end", [&] {
    if (wait != 0) return cudaEventSynchronize(t.event);
    const cudaError_t error = cudaEventQuery(t.event);
    ready = error != cudaErrorNotReady;
    if (!ready) cudaGetLastError();  // else it stays the thread's last error
    return ready ? error : cudaSuccess;
  });
  if (status == EMODNA_OK) *done = ready ? 1 : 0;
  return status;
}

}  // namespace emodna::cuda
