// What the backward pass needs before its chain, in one launch: weights packed with inputs and outputs exchanged (over
// the forward pass's, which it is done with), valid frames of each domain, and the gradient of the blocks' weights in
// z, dw_i = sum over rows of dz . g_i; with a sequence, of what it asks for as well.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_PREPARE_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_PREPARE_CUH

#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "backward_plan.h"
#include "packing.cuh"

namespace emodna::cuda {

// Loads that a thread has in flight: of the blocks that add something up there are few, and their time is that.
inline constexpr int prepare_batch = 8;

__device__ __forceinline__ void pack_transposed(const BackwardPlan& plan, std::int64_t first, std::int64_t stride) {
  const EncoderPlan& e = plan.encoder;
  const int channels = e.args.channels, features = e.args.features;
  const std::int64_t stream_floats = e.sites * e.packed_site;
  for (std::int64_t i = first; i < e.streams * stream_floats; i += stride) {
    const int stream = static_cast<int>(i / stream_floats), site = static_cast<int>(i % stream_floats / e.packed_site);
    const std::int64_t at = i % e.packed_site;
    const PackedPlace place(e, at, 2, channels, channels);
    const float* weight = e.args.parameters + e.weight_offset(stream, site);
    const std::int64_t pair = static_cast<std::int64_t>(place.input) * channels + place.output;
    e.packed(stream, site, 0)[at] = place.used ? packed_weight(e, weight[2 * pair + place.tap]) : 0.0f;
  }
  if (e.args.dx == nullptr) return;
  const std::int64_t input_floats = plan.dx_tiles * plan.packed_dx_tile();
  for (std::int64_t i = first; i < e.streams * input_floats; i += stride) {
    const int stream = static_cast<int>(i / input_floats);
    const std::int64_t at = i % input_floats;
    const PackedPlace place(e, at, 1, channels, features);
    const float* weight = e.args.parameters + e.weight_offset(stream, input_site);
    const std::int64_t pair = static_cast<std::int64_t>(place.input) * features + place.output;
    plan.packed_dx(stream, 0)[at] = place.used ? packed_weight(e, weight[pair]) : 0.0f;
  }
}

// By one block of threads. scratch: 32 values.
__device__ __forceinline__ void count_frames(const BackwardPlan& plan, int input, long long* scratch) {
  const EncoderPlan& e = plan.encoder;
  const int stream = input * e.encoders_per_input * 2;
  long long counts[2] = {0, 0};
  const int threads = blockDim.x;
  for (int first = threadIdx.x; first < e.args.batch; first += prepare_batch * threads) {
#pragma unroll
    for (int i = 0; i < prepare_batch; ++i) {
      const int row = first + i * threads, frames = row < e.args.batch ? e.frames(stream, row) : 0;
      counts[0] += row < e.first_rows ? frames : 0;
      counts[1] += row < e.first_rows ? 0 : frames;
    }
  }
  for (int domain = 0; domain < 2; ++domain) {
    const long long total = reduce_block<Sum>(counts[domain], scratch);
    if (threadIdx.x == 0) plan.frames(input)[domain] = total;
  }
}

// By one block of threads. scratch: 32 values.
__device__ __forceinline__ void add_block_weight(const BackwardPlan& plan, int encoder, int block, double* scratch) {
  const EncoderPlan& e = plan.encoder;
  const int channels = e.args.channels;
  const std::int64_t count = static_cast<std::int64_t>(e.args.batch) * channels;
  const float* dz = e.args.dz + encoder * count;
  double sum = 0;
  if (e.has_sequence()) {
#pragma unroll 8
    for (int row = threadIdx.x; row < e.args.batch; row += blockDim.x) sum += plan.dots(encoder, row)[block];
  }
  const std::int64_t threads = blockDim.x;
  for (std::int64_t first = threadIdx.x; first < count && e.args.dz != nullptr; first += prepare_batch * threads) {
    int frames[prepare_batch];
    float d[prepare_batch], g[prepare_batch];
#pragma unroll
    for (int i = 0; i < prepare_batch; ++i) {
      const std::int64_t at = first + i * threads;
      const bool there = at < count;
      const int row = there ? static_cast<int>(at / channels) : 0, c = static_cast<int>(at % channels);
      frames[i] = there ? e.frames(2 * encoder, row) : 0;
      d[i] = there ? dz[at] : 0.0f;
      g[i] = there ? e.g(encoder, row)[block * channels + c] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < prepare_batch; ++i) {
      if (frames[i] > 0) sum += static_cast<double>(d[i]) * g[i];
    }
  }
  sum = reduce_block<Sum>(sum, scratch);
  if (threadIdx.x == 0) e.args.dparameters[e.block_weights_offset(encoder) + block] += static_cast<float>(sum);
}

}  // namespace emodna::cuda

#endif
