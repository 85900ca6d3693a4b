// What lies between two convolutions, element by element: BatchNorm, ReLU, SpatialDropout, and the gate. Written with
// explicit FMA, so that every kernel that computes one of these again gets the same bits.
#ifndef EMODNA_CUDA_ENCODER_ACTIVATION_CUH
#define EMODNA_CUDA_ENCODER_ACTIVATION_CUH

#include <cuda_runtime.h>

#include "../core/philox.cuh"
#include "plan.h"

namespace emodna::cuda {

// A channel of a row at one site. keep: 0 where dropped, else 1 / (1 - rate).
struct alignas(16) Channel {
  float mean, scale, beta, keep;
};

__device__ __forceinline__ Channel channel_of(const EncoderPlan& plan, int stream, int site, int row, int c) {
  const int domain = plan.domain_of(row);
  Channel channel;
  channel.mean = plan.mean(stream, site, domain)[c];
  channel.scale = plan.scale(stream, site, domain)[c];
  channel.beta = plan.args.parameters[plan.beta_offset(stream, site) + c];
  channel.keep = plan.dropout ? plan.keep(stream, site, row)[c] : 1.0f;
  return channel;
}

// That of another lane, from where it has been loaded.
__device__ __forceinline__ Channel channel_of_lane(const Channel& mine, int lane) {
  constexpr unsigned all = 0xffffffffu;
  return {__shfl_sync(all, mine.mean, lane), __shfl_sync(all, mine.scale, lane), __shfl_sync(all, mine.beta, lane),
          __shfl_sync(all, mine.keep, lane)};
}

// u = BatchNorm(y).
__device__ __forceinline__ float normalised(const Channel& channel, float y) {
  return __fmaf_rn(__fadd_rn(y, -channel.mean), channel.scale, channel.beta);
}

// r = SpatialDropout(ReLU(u)).
__device__ __forceinline__ float activated(const Channel& channel, float u) {
  return __fmul_rn(u > 0 ? u : 0.0f, channel.keep);
}

// sigmoid(r) for r >= 0: the exponential is at most 1.
__device__ __forceinline__ float sigmoid_of(float r) { return __fdividef(1.0f, __fadd_rn(1.0f, __expf(-r))); }

// Output of a temporal-aware block, h * sigmoid(r).
__device__ __forceinline__ float gated(const Channel& channel, float h, float y) {
  return __fmul_rn(h, sigmoid_of(activated(channel, normalised(channel, y))));
}

// keep of channels 4 quad .. 4 quad + 3, by the counter of native/include/emodna/encoder.h.
__device__ __forceinline__ float4 draw_keep(const EncoderPlan& plan, int stream, int site, int row, int quad) {
  const std::uint64_t step = static_cast<std::uint64_t>(*plan.args.step);
  const unsigned encoder = static_cast<unsigned>(stream / 2 % plan.encoders_per_input);
  const unsigned place = encoder << 16 | static_cast<unsigned>(stream % 2 * plan.sites + site);
  const uint4 counter = make_uint4(static_cast<unsigned>(step), static_cast<unsigned>(step >> 32), place,
                                   static_cast<unsigned>(row) << 12 | static_cast<unsigned>(quad));
  const uint4 words = philox(counter, plan.args.seeds[plan.input_of(stream)]);
  return make_float4(
      words.x >= plan.threshold ? plan.keep_scale : 0.0f, words.y >= plan.threshold ? plan.keep_scale : 0.0f,
      words.z >= plan.threshold ? plan.keep_scale : 0.0f, words.w >= plan.threshold ? plan.keep_scale : 0.0f);
}

}  // namespace emodna::cuda

#endif
