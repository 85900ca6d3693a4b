// Streams, memory, copies, transfers and graphs, as the table of the contract has them.
#ifndef EMODNA_CUDA_CORE_MEMORY_H
#define EMODNA_CUDA_CORE_MEMORY_H

#include "context.h"
#include "emodna/status.h"

namespace emodna::cuda {

// Makes the stream's device the calling thread's.
emodna_status use(const Stream& stream);

// The stream's scratch memory, at least so many bytes; what lay in it is lost where it has to grow.
emodna_status scratch_of(Stream& stream, std::size_t bytes, void** address);

emodna_status stream_create(void* ctx, void** stream);
void stream_destroy(void* stream);
emodna_status stream_synchronize(void* stream);
emodna_status memory_create(void* ctx, std::size_t bytes, void** address);
void memory_destroy(void* ctx, void* address);
emodna_status copy_to_device(void* stream, void* device, const void* host, std::size_t bytes);
emodna_status copy_to_host(void* stream, void* host, const void* device, std::size_t bytes);
emodna_status zero(void* stream, void* device, std::size_t bytes);
emodna_status copy(void* stream, void* to, const void* from, std::size_t bytes);
emodna_status transfer_create(void* ctx, std::size_t bytes, void** transfer, void** memory);
void transfer_destroy(void* transfer);
emodna_status transfer_to_device(void* transfer, void* stream, void* device, std::size_t bytes);
emodna_status transfer_to_host(void* transfer, void* stream, const void* device, std::size_t bytes);
emodna_status transfer_done(void* transfer, std::int32_t wait, std::int32_t* done);
emodna_status graph_begin(void* stream);
emodna_status graph_end(void* stream, void** graph);
emodna_status graph_launch(void* graph, void* stream);
void graph_destroy(void* graph);

}  // namespace emodna::cuda

extern "C" {
// For tests: whether new buffers stay as the driver gives them (1) or are zeroed, as the contract has it (0).
__attribute__((visibility("default"))) void emodna_cuda_leave_memory(int32_t leave);
}

#endif
