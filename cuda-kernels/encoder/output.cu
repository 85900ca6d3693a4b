// The encoder's outputs: g_i = time mean of both streams' outputs of block i, z = sum_i w_i g_i. After the layer-wise
// kernels this also computes the last block's gate, of which nothing but its time mean is wanted.
//
// Reads two tensors of all streams (32 MB at two encoders, 128 rows, 196 x 39): bandwidth is the floor. One block of
// threads for a row of an encoder, one warp a channel, lanes along time.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "../core/reduce.cuh"
#include "activation.cuh"
#include "forward.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

// Sum over time of the last block's output in both streams of an encoder, each in the order of the layers' sums of the
// other blocks, with the loads of both under way together.
__device__ __forceinline__ float gate_sums(const EncoderPlan& p, int forward, int row, int c, int frames) {
  const int site = p.sites - 1, lane = threadIdx.x % 32;
  const Channel channels[2] = {channel_of(p, forward, site, row, c), channel_of(p, forward + 1, site, row, c)};
  const std::int64_t offset = static_cast<std::int64_t>(c) * p.pitch;
  float total[2] = {};
  for (int start = 0; start < frames; start += tile_frames) {
    float values[2][tile_positions], carried[2][tile_positions];
#pragma unroll
    for (int s = 0; s < 2; ++s) {
      const float* y = p.y(forward + s, site, row) + offset;
      const float* h = p.h(forward + s, p.args.blocks - 1, row) + offset;
#pragma unroll
      for (int i = 0; i < tile_positions; ++i) {
        const int t = start + 32 * i + lane;
        values[s][i] = t < frames ? y[t] : 0.0f;
        carried[s][i] = t < frames ? h[t] : 0.0f;
      }
    }
#pragma unroll
    for (int s = 0; s < 2; ++s) {
      float sum = 0;
#pragma unroll
      for (int i = 0; i < tile_positions; ++i) sum += gated(channels[s], carried[s][i], values[s][i]);
      total[s] += reduce_warp<Sum>(sum);
    }
  }
  return total[0] + total[1];
}

__device__ __forceinline__ float kept_sum(const EncoderPlan& p, int stream, int row, int block, int c, int frames) {
  float total = 0;
  for (int tile = 0; tile * tile_frames < frames; ++tile) total += p.time_sums(stream, row, block, tile)[c];
  return total;
}

__global__ void __launch_bounds__(threads) output_kernel(EncoderPlan p) {
  const int channels = p.args.channels, blocks = p.args.blocks;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  const std::int64_t rows = static_cast<std::int64_t>(p.args.groups) * p.args.batch;
  for (std::int64_t item = blockIdx.x; item < rows; item += gridDim.x) {
    const int encoder = static_cast<int>(item / p.args.batch), row = static_cast<int>(item % p.args.batch);
    const int forward = 2 * encoder, backward = forward + 1, frames = p.frames(forward, row);
    const float weight = lane < blocks ? p.args.parameters[p.block_weights_offset(encoder) + lane] : 0.0f;
    for (int c = warp; c < channels; c += warps) {
      const bool gates = !p.on_chip && frames > 0;
      const float last = gates ? gate_sums(p, forward, row, c, frames) : 0.0f;
      // Lane i has block i.
      float g = 0;
      if (lane < blocks && frames > 0) {
        const bool known = p.on_chip || lane < blocks - 1;
        const float sum =
            known ? kept_sum(p, forward, row, lane, c, frames) + kept_sum(p, backward, row, lane, c, frames) : last;
        g = sum / static_cast<float>(frames);
      }
      if (lane < blocks) {
        if (p.args.g != nullptr) p.args.g[(item * blocks + lane) * channels + c] = g;
        if (p.args.keep) p.g(encoder, row)[lane * channels + c] = g;
      }
      const float z = reduce_warp<Sum>(weight * g);
      if (lane == 0 && p.args.z != nullptr) p.args.z[item * channels + c] = z;
    }
  }
}

}  // namespace

emodna_status encoder_output(Stream& stream, const EncoderPlan& p) {
  const std::int64_t rows = static_cast<std::int64_t>(p.args.groups) * p.args.batch;
  const int warps = std::min(threads / 32, p.args.channels);
  return launch(stream, "encoder_forward", output_kernel,
                {grid_of(std::min<std::int64_t>(rows, most_blocks)), dim3(32 * warps)}, p);
}

}  // namespace emodna::cuda
