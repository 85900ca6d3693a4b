/*
 * The contract between this library and a backend: a table of functions. The CPU backend is built in; any other is a
 * plug-in library that exports emodna_backend_entry(). The library checks every argument before it calls a backend, so
 * a backend sees only valid arguments.
 *
 * A backend reports a failure through host->fail(status, message) and returns the status that fail() returns.
 */
#ifndef EMODNA_BACKEND_H
#define EMODNA_BACKEND_H

#include "emodna/emodna.h"

#ifdef __cplusplus
extern "C" {
#endif

#define EMODNA_BACKEND_VERSION 7

typedef struct emodna_host {
  emodna_status (*fail)(emodna_status status, const char* message);
} emodna_host;

/* ctx, stream, transfer and graph are the backend's own objects. Fill a table by macros that write each name once, for
 * the field and for its function (native/src/cpu/backend.cpp): many entries have the same type, and a compiler would
 * not notice two that are swapped. */
typedef struct emodna_backend {
  int32_t version; /* EMODNA_BACKEND_VERSION */
  const char* name;
  emodna_status (*device_count)(int32_t* count);
  emodna_status (*device_describe)(int32_t device, emodna_device_info* info);
  emodna_status (*context_create)(int32_t device, int32_t threads, const char* instructions, void** ctx);
  void (*context_destroy)(void* ctx);
  emodna_status (*context_describe)(void* ctx, emodna_device_info* info);
  int32_t (*context_threads)(void* ctx);
  emodna_status (*stream_create)(void* ctx, void** stream);
  void (*stream_destroy)(void* stream);
  emodna_status (*stream_synchronize)(void* stream);
  emodna_status (*stream_fork)(void* stream, int32_t branches);
  emodna_status (*stream_branch)(void* stream, int32_t branch);
  emodna_status (*stream_join)(void* stream);
  emodna_status (*memory_create)(void* ctx, size_t bytes, void** address);
  void (*memory_destroy)(void* ctx, void* address);
  emodna_status (*copy_to_device)(void* stream, void* device, const void* host, size_t bytes);
  emodna_status (*copy_to_host)(void* stream, void* host, const void* device, size_t bytes);
  emodna_status (*zero)(void* stream, void* device, size_t bytes);
  emodna_status (*copy)(void* stream, void* to, const void* from, size_t bytes);
  emodna_status (*transfer_create)(void* ctx, size_t bytes, void** transfer, void** memory);
  void (*transfer_destroy)(void* transfer);
  emodna_status (*transfer_to_device)(void* transfer, void* stream, void* device, size_t bytes);
  emodna_status (*transfer_to_host)(void* transfer, void* stream, const void* device, size_t bytes);
  emodna_status (*transfer_done)(void* transfer, int32_t wait, int32_t* done);
  emodna_status (*graph_begin)(void* stream);
  emodna_status (*graph_end)(void* stream, void** graph);
  emodna_status (*graph_launch)(void* graph, void* stream);
  void (*graph_destroy)(void* graph);
  emodna_status (*resample)(void* stream, const float* samples, int64_t count, int32_t from_rate, int32_t to_rate,
                            float* out, int64_t out_count);
  emodna_status (*mfcc)(void* stream, const emodna_mfcc_args* args);
  emodna_status (*pitch)(void* stream, const emodna_pitch_args* args);
  emodna_status (*voice)(void* stream, const emodna_voice_args* args);
  emodna_status (*encoder_workspace)(void* ctx, const emodna_encoder_args* args, size_t* bytes);
  emodna_status (*encoder_forward)(void* stream, const emodna_encoder_args* args);
  emodna_status (*encoder_backward)(void* stream, const emodna_encoder_args* args);
  emodna_status (*linear_forward)(void* stream, const emodna_linear_args* args);
  emodna_status (*linear_backward)(void* stream, const emodna_linear_args* args);
  emodna_status (*row_space_forward)(void* stream, const emodna_row_space_args* args);
  emodna_status (*row_space_backward)(void* stream, const emodna_row_space_args* args);
  emodna_status (*cross_entropy)(void* stream, const emodna_cross_entropy_args* args);
  emodna_status (*outer_forward)(void* stream, const emodna_outer_args* args);
  emodna_status (*outer_backward)(void* stream, const emodna_outer_args* args);
  emodna_status (*pooling_forward)(void* stream, const emodna_pooling_args* args);
  emodna_status (*pooling_backward)(void* stream, const emodna_pooling_args* args);
  emodna_status (*batch_norm_forward)(void* stream, const emodna_batch_norm_args* args);
  emodna_status (*batch_norm_backward)(void* stream, const emodna_batch_norm_args* args);
  emodna_status (*dropout_forward)(void* stream, const emodna_dropout_args* args);
  emodna_status (*dropout_backward)(void* stream, const emodna_dropout_args* args);
  emodna_status (*jitter)(void* stream, const emodna_jitter_args* args);
  emodna_status (*contrastive_workspace)(void* ctx, const emodna_contrastive_args* args, size_t* bytes);
  emodna_status (*contrastive)(void* stream, const emodna_contrastive_args* args);
  emodna_status (*alignment_workspace)(void* ctx, const emodna_alignment_args* args, size_t* bytes);
  emodna_status (*alignment)(void* stream, const emodna_alignment_args* args);
  emodna_status (*information)(void* stream, const emodna_information_args* args);
  emodna_status (*decorrelation_workspace)(void* ctx, const emodna_decorrelation_args* args, size_t* bytes);
  emodna_status (*decorrelation)(void* stream, const emodna_decorrelation_args* args);
  emodna_status (*threshold)(void* stream, const emodna_threshold_args* args);
  emodna_status (*gather)(void* stream, const emodna_gather_args* args);
  emodna_status (*ramp)(void* stream, const emodna_ramp_args* args);
  emodna_status (*sum)(void* stream, const emodna_sum_args* args);
  emodna_status (*adam)(void* stream, const emodna_adam_args* args);
  emodna_status (*step)(void* stream, const emodna_step_args* args);
} emodna_backend;

/* The function that a plug-in exports as "emodna_backend_entry". Returns NULL on failure, after host->fail(). */
typedef const emodna_backend* (*emodna_backend_entry_function)(const emodna_host* host);

#ifdef __cplusplus
}
#endif

#endif
