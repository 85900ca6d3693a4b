/*
 * Devices, contexts, streams, buffers, copies, transfers and graphs.
 *
 * A context is one device with its threads. A stream is an ordered queue of work on it; every operation takes its
 * stream as an argument. The CPU has finished an operation when its call returns; a GPU may run it later, so read
 * results after emodna_stream_synchronize() or after a copy to the host, which waits by itself. Several threads may use
 * a context at once; a stream, its workspace and its buffers may be used by one thread at a time.
 */
#ifndef EMODNA_CONTEXT_H
#define EMODNA_CONTEXT_H

#include "emodna/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct emodna_context emodna_context;
typedef struct emodna_stream emodna_stream;
typedef struct emodna_buffer emodna_buffer;
typedef struct emodna_transfer emodna_transfer;
typedef struct emodna_graph emodna_graph;

/* Precision of an operation's products, where it has a choice; sums are always float32. FLOAT32 is the default and the
 * CPU's only precision. The others use a GPU's tensor cores: TF32 rounds operands to 10 bits of fraction (relative
 * error 2^-11), BF16 to 7 bits (2^-8); TF32X3 replaces a product by three TF32 products, which keeps 21 bits (2^-22).
 * The relative error of a product is the sum of its operands' errors; docs/gpu/README.md says how much reaches the
 * result. A backend that lacks a precision returns EMODNA_UNAVAILABLE. */
enum { EMODNA_FLOAT32 = 0, EMODNA_TF32 = 1, EMODNA_TF32X3 = 2, EMODNA_BF16 = 3 };

/* Properties of one device. Strings are NUL-terminated UTF-8. */
typedef struct emodna_device_info {
  char backend[16];      /* "cpu" or "cuda" */
  char name[128];        /* the manufacturer's name for it */
  char instructions[32]; /* CPU: the vector instructions in use ("avx512", "avx2", "portable"; "neon" on ARM); GPU:
                            "sm_90", or "emulated" if CUDA's sources run on the CPU, for tests */
  int64_t memory_bytes;  /* 0 if unknown */
  int64_t free_bytes; /* at the time of the call, other programs' use counted; 0 if unknown, as it always is on the CPU
                         and for a device without a context */
  int32_t units;      /* CPU: hardware threads; GPU: multiprocessors */
  int32_t index;      /* number within its backend */
} emodna_device_info;

/* Loads a backend plug-in library (see emodna/backend.h). EMODNA_UNAVAILABLE, with the reason in the message, if it
 * can't be used. Loading a backend twice is harmless. */
EMODNA_API emodna_status emodna_backend_load(const char* path);

/* Number of usable devices. The CPU is always device 0. */
EMODNA_API emodna_status emodna_device_count(int32_t* count);
EMODNA_API emodna_status emodna_device_describe(int32_t device, emodna_device_info* info);

/* device: an index below emodna_device_count(). threads: CPU threads, 0 = all hardware threads, at most 1024.
 * instructions: "" = the best that the CPU has, or "portable", "avx2", "avx512" (tests compare them).
 * "portable" is what every CPU of the architecture has: SSE2 on x86, NEON on 64-bit ARM, where it is called "neon". */
EMODNA_API emodna_status emodna_context_create(int32_t device, int32_t threads, const char* instructions,
                                               emodna_context** context);
/* Frees the context. Its streams, buffers, transfers and graphs must have been destroyed. NULL is harmless. */
EMODNA_API emodna_status emodna_context_destroy(emodna_context* context);
EMODNA_API emodna_status emodna_context_describe(emodna_context* context, emodna_device_info* info);
EMODNA_API emodna_status emodna_context_threads(emodna_context* context, int32_t* threads);
/* Bytes in this context's buffers that have not been destroyed. Memory that a backend or the driver takes for itself
 * (tables and scratch of audio operations) is not counted; free_bytes of emodna_context_describe() accounts for all. */
EMODNA_API emodna_status emodna_context_memory(emodna_context* context, int64_t* bytes);

EMODNA_API emodna_status emodna_stream_create(emodna_context* context, emodna_stream** stream);
EMODNA_API emodna_status emodna_stream_destroy(emodna_stream* stream);
EMODNA_API emodna_status emodna_stream_synchronize(emodna_stream* stream);

/* Branches: parts of a stream's work that a GPU may run at the same time; a CPU runs them in the order in which they
 * are queued. All wait for what was queued before the fork, and what is queued after the join waits for all. What one
 * branch writes, no other may read or write. A graph may be recorded with branches, and keeps them.
 *
 * fork: branches from 1 to EMODNA_MAX_BRANCHES; what is queued next goes to branch 0. branch: what is queued from now
 * on goes to that one; any order, each as often as wanted. join: after a failure too the stream has no branches.
 *
 * Between fork and join fail: another fork, beginning or ending a capture, launching a graph, and whatever waits or
 * needs memory of the stream's (synchronize, copies from and to the host, transfers, operations on audio). Ending a
 * capture there gives it up. */
enum { EMODNA_MAX_BRANCHES = 16 };
EMODNA_API emodna_status emodna_stream_fork(emodna_stream* stream, int32_t branches);
EMODNA_API emodna_status emodna_stream_branch(emodna_stream* stream, int32_t branch);
EMODNA_API emodna_status emodna_stream_join(emodna_stream* stream);

/* Device memory, 64-byte aligned and zeroed. bytes >= 1. */
EMODNA_API emodna_status emodna_buffer_create(emodna_context* context, size_t bytes, emodna_buffer** buffer);
EMODNA_API emodna_status emodna_buffer_destroy(emodna_buffer* buffer);
/* Address on the device. */
EMODNA_API emodna_status emodna_buffer_address(emodna_buffer* buffer, void** address);

/* Copies between host and device addresses, in the stream's order. A copy to the host is done on return; after a copy
 * to the device the host memory may be reused. Both fail while a graph is being captured. */
EMODNA_API emodna_status emodna_copy_to_device(emodna_stream* stream, void* device, const void* host, size_t bytes);
EMODNA_API emodna_status emodna_copy_to_host(emodna_stream* stream, void* host, const void* device, size_t bytes);
/* Sets bytes to zero; copies within the device. Both may be captured. */
EMODNA_API emodna_status emodna_zero(emodna_stream* stream, void* device, size_t bytes);
EMODNA_API emodna_status emodna_copy(emodna_stream* stream, void* to, const void* from, size_t bytes);

/* Host memory for asynchronous copies, 64-byte aligned and zeroed, page-locked if the device is a GPU. bytes >= 1. A
 * transfer has at most one copy in progress; its memory belongs to that copy until the copy is done. */
EMODNA_API emodna_status emodna_transfer_create(emodna_context* context, size_t bytes, emodna_transfer** transfer);
/* Waits for its copy first. */
EMODNA_API emodna_status emodna_transfer_destroy(emodna_transfer* transfer);
/* Address of the host memory. */
EMODNA_API emodna_status emodna_transfer_memory(emodna_transfer* transfer, void** memory);
/* Queue a copy between the start of the transfer's memory and a device address, and return at once. bytes: at most
 * those of the transfer. Both fail while a graph is being captured. */
EMODNA_API emodna_status emodna_transfer_to_device(emodna_transfer* transfer, emodna_stream* stream, void* device,
                                                   size_t bytes);
EMODNA_API emodna_status emodna_transfer_to_host(emodna_transfer* transfer, emodna_stream* stream, const void* device,
                                                 size_t bytes);
/* Sets *done to 1 if the copy is done, or if none was queued, and otherwise to 0. With wait = 1 it waits for the copy
 * first. */
EMODNA_API emodna_status emodna_transfer_done(emodna_transfer* transfer, int32_t wait, int32_t* done);

/* Between begin and end, operations on the stream are recorded, not run. A launch runs all of them in
 * order, or as their branches allow, with the recorded arguments; what they read from device memory may have changed.
 */
EMODNA_API emodna_status emodna_graph_begin(emodna_stream* stream);
EMODNA_API emodna_status emodna_graph_end(emodna_stream* stream, emodna_graph** graph);
EMODNA_API emodna_status emodna_graph_launch(emodna_graph* graph, emodna_stream* stream);
/* Waits for its last launch first. */
EMODNA_API emodna_status emodna_graph_destroy(emodna_graph* graph);

#ifdef __cplusplus
}
#endif

#endif
