// Streams, buffers, copies and graphs: checks, then the backend.
#include <new>

#include "objects.h"

using emodna::check_pointer;
using emodna::check_range;
using emodna::check_stream;
using emodna::fail;
using emodna::first_failure;

extern "C" emodna_status emodna_stream_create(emodna_context* context, emodna_stream** stream) {
  emodna_status status = first_failure(check_pointer(context, "stream_create", "context") ||
                                       check_pointer(stream, "stream_create", "stream"));
  if (status != EMODNA_OK) return status;
  *stream = nullptr;
  void* impl = nullptr;
  if (status = context->backend->stream_create(context->impl, &impl); status != EMODNA_OK) return status;
  *stream = new (std::nothrow) emodna_stream{context, impl};
  if (*stream != nullptr) return EMODNA_OK;
  context->backend->stream_destroy(impl);
  return fail(EMODNA_OUT_OF_MEMORY, "stream_create: out of memory");
}

extern "C" emodna_status emodna_stream_destroy(emodna_stream* stream) {
  if (stream == nullptr) return EMODNA_OK;
  stream->context->backend->stream_destroy(stream->impl);
  delete stream;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_stream_synchronize(emodna_stream* stream) {
  emodna_status status = first_failure(check_stream(stream, "stream_synchronize") ||
                                       emodna::check_not_forked(stream, "stream_synchronize"));
  return status != EMODNA_OK ? status : stream->context->backend->stream_synchronize(stream->impl);
}

extern "C" emodna_status emodna_stream_fork(emodna_stream* stream, int32_t branches) {
  emodna_status status = first_failure(check_stream(stream, "stream_fork") ||
                                       check_range(branches, 1, EMODNA_MAX_BRANCHES, "stream_fork", "branches") ||
                                       emodna::check_not_forked(stream, "stream_fork"));
  if (status != EMODNA_OK) return status;
  if (status = stream->context->backend->stream_fork(stream->impl, branches); status != EMODNA_OK) return status;
  stream->branches = branches;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_stream_branch(emodna_stream* stream, int32_t branch) {
  if (auto s = first_failure(check_stream(stream, "stream_branch"))) return s;
  if (stream->branches == 0) return fail(EMODNA_INVALID_ARGUMENT, "stream_branch: the stream has no branches");
  if (auto s = first_failure(check_range(branch, 0, stream->branches - 1, "stream_branch", "branch"))) return s;
  return stream->context->backend->stream_branch(stream->impl, branch);
}

extern "C" emodna_status emodna_stream_join(emodna_stream* stream) {
  if (auto s = first_failure(check_stream(stream, "stream_join"))) return s;
  if (stream->branches == 0) return fail(EMODNA_INVALID_ARGUMENT, "stream_join: the stream has no branches");
  stream->branches = 0;
  return stream->context->backend->stream_join(stream->impl);
}

extern "C" emodna_status emodna_buffer_create(emodna_context* context, size_t bytes, emodna_buffer** buffer) {
  emodna_status status = first_failure(check_pointer(context, "buffer_create", "context") ||
                                       check_pointer(buffer, "buffer_create", "buffer"));
  if (status != EMODNA_OK) return status;
  *buffer = nullptr;
  if (bytes == 0) return fail(EMODNA_INVALID_ARGUMENT, "buffer_create: bytes is 0");
  void* address = nullptr;
  if (status = context->backend->memory_create(context->impl, bytes, &address); status != EMODNA_OK) return status;
  *buffer = new (std::nothrow) emodna_buffer{context, address, bytes};
  if (*buffer == nullptr) {
    context->backend->memory_destroy(context->impl, address);
    return fail(EMODNA_OUT_OF_MEMORY, "buffer_create: out of memory");
  }
  context->memory += static_cast<std::int64_t>(bytes);
  return EMODNA_OK;
}

extern "C" emodna_status emodna_buffer_destroy(emodna_buffer* buffer) {
  if (buffer == nullptr) return EMODNA_OK;
  emodna_context* context = buffer->context;
  context->backend->memory_destroy(context->impl, buffer->address);
  context->memory -= static_cast<std::int64_t>(buffer->bytes);
  delete buffer;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_buffer_address(emodna_buffer* buffer, void** address) {
  emodna_status status = first_failure(check_pointer(buffer, "buffer_address", "buffer") ||
                                       check_pointer(address, "buffer_address", "address"));
  if (status == EMODNA_OK) *address = buffer->address;
  return status;
}

static emodna_status check_copy(emodna_stream* stream, const void* to, const void* from, bool host,
                                const char* operation) {
  emodna_status status = first_failure(check_stream(stream, operation) || check_pointer(to, operation, "to") ||
                                       check_pointer(from, operation, "from"));
  return status == EMODNA_OK && host ? emodna::check_not_capturing(stream, operation) : status;
}

extern "C" emodna_status emodna_copy_to_device(emodna_stream* stream, void* device, const void* host, size_t bytes) {
  emodna_status status = check_copy(stream, device, host, true, "copy_to_device");
  return status != EMODNA_OK ? status : stream->context->backend->copy_to_device(stream->impl, device, host, bytes);
}

extern "C" emodna_status emodna_copy_to_host(emodna_stream* stream, void* host, const void* device, size_t bytes) {
  emodna_status status = check_copy(stream, host, device, true, "copy_to_host");
  return status != EMODNA_OK ? status : stream->context->backend->copy_to_host(stream->impl, host, device, bytes);
}

extern "C" emodna_status emodna_zero(emodna_stream* stream, void* device, size_t bytes) {
  emodna_status status = check_copy(stream, device, device, false, "zero");
  return status != EMODNA_OK ? status : stream->context->backend->zero(stream->impl, device, bytes);
}

extern "C" emodna_status emodna_copy(emodna_stream* stream, void* to, const void* from, size_t bytes) {
  emodna_status status = check_copy(stream, to, from, false, "copy");
  return status != EMODNA_OK ? status : stream->context->backend->copy(stream->impl, to, from, bytes);
}

extern "C" emodna_status emodna_graph_begin(emodna_stream* stream) {
  emodna_status status =
      first_failure(check_stream(stream, "graph_begin") || emodna::check_not_forked(stream, "graph_begin"));
  if (status != EMODNA_OK) return status;
  if (stream->capturing) return fail(EMODNA_INVALID_ARGUMENT, "graph_begin: the stream is already being captured");
  if (status = stream->context->backend->graph_begin(stream->impl); status != EMODNA_OK) return status;
  stream->capturing = true;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_graph_end(emodna_stream* stream, emodna_graph** graph) {
  emodna_status status = first_failure(check_stream(stream, "graph_end") || check_pointer(graph, "graph_end", "graph"));
  if (status != EMODNA_OK) return status;
  *graph = nullptr;
  if (!stream->capturing) return fail(EMODNA_INVALID_ARGUMENT, "graph_end: the stream is not being captured");
  stream->capturing = false;
  const bool forked = stream->branches > 0;
  if (forked) emodna_stream_join(stream);
  void* impl = nullptr;
  if (status = stream->context->backend->graph_end(stream->impl, &impl); status != EMODNA_OK) return status;
  if (forked) {
    stream->context->backend->graph_destroy(impl);
    return fail(EMODNA_INVALID_ARGUMENT, "graph_end: the stream's branches were not joined");
  }
  *graph = new (std::nothrow) emodna_graph{stream->context, impl};
  if (*graph != nullptr) return EMODNA_OK;
  stream->context->backend->graph_destroy(impl);
  return fail(EMODNA_OUT_OF_MEMORY, "graph_end: out of memory");
}

extern "C" emodna_status emodna_graph_launch(emodna_graph* graph, emodna_stream* stream) {
  emodna_status status =
      first_failure(check_pointer(graph, "graph_launch", "graph") || check_stream(stream, "graph_launch") ||
                    emodna::check_not_forked(stream, "graph_launch"));
  if (status != EMODNA_OK) return status;
  if (stream->capturing) return fail(EMODNA_INVALID_ARGUMENT, "graph_launch: the stream is being captured");
  if (stream->context != graph->context) {
    return fail(EMODNA_INVALID_ARGUMENT, "graph_launch: the graph belongs to another context");
  }
  return stream->context->backend->graph_launch(graph->impl, stream->impl);
}

extern "C" emodna_status emodna_graph_destroy(emodna_graph* graph) {
  if (graph == nullptr) return EMODNA_OK;
  graph->context->backend->graph_destroy(graph->impl);
  delete graph;
  return EMODNA_OK;
}
