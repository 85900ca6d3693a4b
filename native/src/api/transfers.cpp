// Asynchronous copies: checks of the arguments, then the backend.
#include <new>

#include "objects.h"

using emodna::check_pointer;
using emodna::check_stream;
using emodna::fail;
using emodna::first_failure;

extern "C" emodna_status emodna_transfer_create(emodna_context* context, size_t bytes, emodna_transfer** transfer) {
  emodna_status status = first_failure(check_pointer(context, "transfer_create", "context") ||
                                       check_pointer(transfer, "transfer_create", "transfer"));
  if (status != EMODNA_OK) return status;
  *transfer = nullptr;
  if (bytes == 0) return fail(EMODNA_INVALID_ARGUMENT, "transfer_create: bytes is 0");
  void *impl = nullptr, *memory = nullptr;
  if (status = context->backend->transfer_create(context->impl, bytes, &impl, &memory); status != EMODNA_OK) {
    return status;
  }
  *transfer = new (std::nothrow) emodna_transfer{context, impl, memory, bytes};
  if (*transfer != nullptr) return EMODNA_OK;
  context->backend->transfer_destroy(impl);
  return fail(EMODNA_OUT_OF_MEMORY, "transfer_create: out of memory");
}

extern "C" emodna_status emodna_transfer_destroy(emodna_transfer* transfer) {
  if (transfer == nullptr) return EMODNA_OK;
  transfer->context->backend->transfer_destroy(transfer->impl);
  delete transfer;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_transfer_memory(emodna_transfer* transfer, void** memory) {
  emodna_status status = first_failure(check_pointer(transfer, "transfer_memory", "transfer") ||
                                       check_pointer(memory, "transfer_memory", "memory"));
  if (status == EMODNA_OK) *memory = transfer->memory;
  return status;
}

static emodna_status check_transfer(const emodna_transfer* transfer, const emodna_stream* stream, const void* device,
                                    size_t bytes, const char* operation) {
  emodna_status status =
      first_failure(check_pointer(transfer, operation, "transfer") || check_stream(stream, operation) ||
                    check_pointer(device, operation, "device") || emodna::check_not_capturing(stream, operation));
  if (status != EMODNA_OK) return status;
  if (stream->context != transfer->context) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: the transfer belongs to another context", operation);
  }
  if (bytes > transfer->bytes) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: %zu bytes don't fit into the transfer's %zu", operation, bytes,
                transfer->bytes);
  }
  return EMODNA_OK;
}

extern "C" emodna_status emodna_transfer_to_device(emodna_transfer* transfer, emodna_stream* stream, void* device,
                                                   size_t bytes) {
  emodna_status status = check_transfer(transfer, stream, device, bytes, "transfer_to_device");
  if (status != EMODNA_OK) return status;
  return transfer->context->backend->transfer_to_device(transfer->impl, stream->impl, device, bytes);
}

extern "C" emodna_status emodna_transfer_to_host(emodna_transfer* transfer, emodna_stream* stream, const void* device,
                                                 size_t bytes) {
  emodna_status status = check_transfer(transfer, stream, device, bytes, "transfer_to_host");
  if (status != EMODNA_OK) return status;
  return transfer->context->backend->transfer_to_host(transfer->impl, stream->impl, device, bytes);
}

extern "C" emodna_status emodna_transfer_done(emodna_transfer* transfer, int32_t wait, int32_t* done) {
  emodna_status status = first_failure(check_pointer(transfer, "transfer_done", "transfer") ||
                                       emodna::check_range(wait, 0, 1, "transfer_done", "wait") ||
                                       check_pointer(done, "transfer_done", "done"));
  return status != EMODNA_OK ? status : transfer->context->backend->transfer_done(transfer->impl, wait, done);
}
