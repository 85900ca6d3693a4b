// Lays out a convolution's input as cuDNN reads it (CudnnPlan::padded), in both passes alike, with explicit FMA as
// everywhere: what the backward pass computes again has the forward pass's bits.
#ifndef EMODNA_CUDA_ENCODER_CUDNN_STAGE_CUH
#define EMODNA_CUDA_ENCODER_CUDNN_STAGE_CUH

#include <cuda_runtime.h>

#include "activation.cuh"
#include "cudnn_plan.h"

namespace emodna::cuda {

inline constexpr int cudnn_threads = 256;

// A channel of a row of a stream: a warp's share of the kernels that go element by element.
struct ChannelRow {
  int stream, row, c, length;
  bool there;
  std::int64_t offset;  // of the channel in a plane

  __device__ explicit ChannelRow(const EncoderPlan& p) {
    const std::int64_t item = static_cast<std::int64_t>(blockIdx.x) * (cudnn_threads / 32) + threadIdx.x / 32;
    c = static_cast<int>(item % p.args.channels);
    row = static_cast<int>(item / p.args.channels % p.args.batch);
    stream = static_cast<int>(item / p.args.channels / p.args.batch);
    there = stream < p.streams;
    length = there ? p.frames(stream, row) : 0;
    offset = static_cast<std::int64_t>(c) * p.pitch;
  }
};

// Blocks of cudnn_threads that have a warp for each.
inline std::int64_t channel_row_blocks(const EncoderPlan& p) {
  const std::int64_t rows = static_cast<std::int64_t>(p.streams) * p.args.batch * p.args.channels;
  return ceil_div<std::int64_t>(rows, cudnn_threads / 32);
}

// value(t, load(t)) of frame t < length, lanes along time; after each tile_frames frames end_tile(sum of the lane's,
// tile), by the whole warp. A tile's loads come before the stores, which could else be to where they read.
template <typename Load, typename Value, typename End>
__device__ __forceinline__ void stage_padded(const CudnnPlan& plan, const ChannelRow& at, int site, Load load,
                                             Value value, End end_tile) {
  const int lane = threadIdx.x % 32, dilation = plan.dilation(site), pitch = plan.encoder().pitch;
  float* to = plan.padded(at.stream, site, at.row) + static_cast<std::int64_t>(at.c) * plan.width(site);
  for (int t = lane; t < dilation; t += 32) to[t] = 0;
  to += dilation;
  for (int start = 0; start < pitch; start += tile_frames) {
    decltype(load(0)) loaded[tile_positions];
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const int t = start + 32 * i + lane;
      loaded[i] = t < at.length ? load(t) : decltype(load(0))();
    }
    float sum = 0;
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const int t = start + 32 * i + lane;
      const float v = t < at.length ? value(t, loaded[i]) : 0.0f;
      if (t < pitch) to[t] = v;
      sum += v;
    }
    end_tile(sum, start / tile_frames);
  }
}

// What lies before a site's convolution, from what the forward pass keeps: h of a block, or the activation of its first
// convolution.
__device__ __forceinline__ void stage_kept(const CudnnPlan& plan, const ChannelRow& at, int site) {
  const EncoderPlan& p = plan.encoder();
  const auto nothing = [](float, int) {};
  if (site % 2 == 0) {
    const float* h = p.h(at.stream, site / 2, at.row) + at.offset;
    stage_padded(
        plan, at, site, [&](int t) { return h[t]; }, [](int, float loaded) { return loaded; }, nothing);
  } else {
    const Channel channel = channel_of(p, at.stream, site - 1, at.row, at.c);
    const float* y = p.y(at.stream, site - 1, at.row) + at.offset;
    stage_padded(
        plan, at, site, [&](int t) { return y[t]; },
        [&](int, float loaded) { return activated(channel, normalised(channel, loaded)); }, nothing);
  }
}

}  // namespace emodna::cuda

#endif
