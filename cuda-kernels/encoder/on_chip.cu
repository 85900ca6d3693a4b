// Inference: every layer of a stream and row in one block of threads, which keeps its two activations (a block's input
// h; what lies between its convolutions, or x) in shared memory; nothing but time sums leaves the multiprocessor. Takes
// part where the shape fits (plan.cu): up to 224 frames and, at 227 KB a block, some 64 channels. The same arithmetic
// in the same order as the layer-wise kernels.
//
// Floors a row and stream at 196 frames, C = 39, n = 8: 20 MFLOP; 31 KB of x and, from the L2 cache, 200 KB of packed
// weights. So arithmetic is the floor. A warp computes 8 channels: 56 FMA for 7 + 2 shared loads; 75 KB a block, three
// blocks on a multiprocessor hide one another's loading of weights.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "../core/shared.cuh"
#include "activation.cuh"
#include "convolve.cuh"
#include "forward.h"
#include "staging.cuh"

namespace emodna::cuda {
namespace {

constexpr int outputs = 8;

struct OnChip {
  float* weights;
  float* h;
  float* inner;  // what lies between the convolutions of a block; x at the beginning
  int pitch;
};

// A layer's product for the warp's outputs. Behind it every warp may still be reading activations and weights.
template <int Positions>
__device__ __forceinline__ void product(const EncoderPlan& p, const OnChip& chip, const float* activations, int stream,
                                        int site, float (&sums)[outputs][Positions]) {
  const int warp = threadIdx.x / 32, channels = p.channels();
  const bool input = site == input_site;
  const int dilation = input ? 0 : p.dilation(site);
  const float* bias = p.args.parameters + p.bias_offset(stream, site);
#pragma unroll
  for (int o = 0; o < outputs; ++o) {
    const int c = warp * outputs + o;
    const float start = c < channels ? bias[c] : 0.0f;
#pragma unroll
    for (int i = 0; i < Positions; ++i) sums[o][i] = start;
  }
  ConvolutionTile tile;
  tile.activations = activations;
  tile.pitch = chip.pitch;
  tile.shift = dilation;
  tile.edge = dilation < 32 ? dilation : 0;
  tile.weights = chip.weights;
  tile.width = p.width;
  tile.taps = input ? 1 : 2;
  tile.inputs = input ? p.args.features : channels;
  stage_weights(p.packed(stream, site, 0), tile.inputs * tile.taps * p.width, chip.weights);
  wait_for_copies();  // and, in the input layer, for x
  __syncthreads();
  convolve(tile, input ? tile_positions : positions_before(0, dilation), sums);
}

template <int Positions>
__device__ __forceinline__ void run_row(const EncoderPlan& p, const OnChip& chip, int stream, int row, int frames) {
  const int lane = threadIdx.x % 32, first = threadIdx.x / 32 * outputs, channels = p.channels();
  float sums[outputs][Positions];
  stage_x(p.x(stream, row), p.args.features, 0, p.args.features, stream % 2 == 1 ? frames - 1 : 0,
          stream % 2 == 1 ? -1 : 1, frames, chip.inner, chip.pitch);
  product(p, chip, chip.inner, stream, input_site, sums);
#pragma unroll
  for (int o = 0; o < outputs; ++o) {
#pragma unroll
    for (int i = 0; i < Positions; ++i) {
      const int t = 32 * i + lane;
      if (first + o < channels && t < frames) chip.h[(first + o) * chip.pitch + t] = sums[o][i];
    }
  }
  for (int block = 0; block < p.args.blocks; ++block) {
    __syncthreads();  // h is complete; the weights, and what lay in inner, have been read
    product(p, chip, chip.h, stream, 2 * block, sums);
#pragma unroll
    for (int o = 0; o < outputs; ++o) {
      if (first + o < channels) {
        const Channel channel = channel_of(p, stream, 2 * block, row, first + o);
#pragma unroll
        for (int i = 0; i < Positions; ++i) {
          const int t = 32 * i + lane;
          if (t < frames) {
            chip.inner[(first + o) * chip.pitch + t] = activated(channel, normalised(channel, sums[o][i]));
          }
        }
      }
    }
    __syncthreads();  // inner is complete; the weights have been read
    product(p, chip, chip.inner, stream, 2 * block + 1, sums);
    float means[outputs];
#pragma unroll
    for (int o = 0; o < outputs; ++o) {
      means[o] = 0;
      if (first + o < channels) {
        const Channel channel = channel_of(p, stream, 2 * block + 1, row, first + o);
#pragma unroll
        for (int i = 0; i < Positions; ++i) {
          const int t = 32 * i + lane;
          if (t < frames) {
            float* h = chip.h + (first + o) * chip.pitch + t;
            const float value = gated(channel, *h, sums[o][i]);
            *h = value;
            means[o] += value;
          }
        }
      }
    }
    const float sum = reduce_columns(means);
    const int c = first + lane / (32 / outputs);
    if (lane % (32 / outputs) == 0 && c < channels) p.time_sums(stream, row, block, 0)[c] = sum;
  }
  __syncthreads();  // before another row's x and weights come
}

__global__ void __launch_bounds__(512, 1) on_chip_kernel(EncoderPlan p) {
  OnChip chip;
  chip.pitch = p.args.frames | 1;
  chip.weights = shared_memory<float>();
  chip.h = chip.weights + max(2 * p.args.channels, p.args.features) * p.width;
  chip.inner = chip.h + p.args.channels * chip.pitch;
  const std::int64_t items = static_cast<std::int64_t>(p.streams) * p.args.batch;
  for (std::int64_t item = blockIdx.x; item < items; item += gridDim.x) {
    const int stream = static_cast<int>(item / p.args.batch), row = static_cast<int>(item % p.args.batch);
    const int frames = p.frames(stream, row);
    if (frames > 128) {
      run_row<tile_positions>(p, chip, stream, row, frames);
    } else if (frames > 64) {
      run_row<4>(p, chip, stream, row, frames);
    } else if (frames > 32) {
      run_row<2>(p, chip, stream, row, frames);
    } else if (frames > 0) {
      run_row<1>(p, chip, stream, row, frames);
    }
  }
}

}  // namespace

emodna_status encoder_on_chip(Stream& stream, const EncoderPlan& p) {
  const std::int64_t items = static_cast<std::int64_t>(p.streams) * p.args.batch;
  Launch where;
  where.grid = grid_of(std::min<std::int64_t>(items, most_blocks));
  where.block = dim3(static_cast<unsigned>(32 * p.warps));
  where.shared_bytes = p.bytes_on_chip();
  return launch(stream, "encoder_forward", on_chip_kernel, where, p);
}

}  // namespace emodna::cuda
