// The encoder's sequence y_t = sum_i w_i (forward_(i, t) + backward_(i, t')), [T, C], and what its gradient dy asks for
// before the chain: dy as planes [C][pitch], which epilogue_gate adds, and dw_i = sum of dy times block i's output.
//
// The layer-wise kernels have left every block's output but the last one's, which is computed here once more. Both
// directions read the planes of all blocks and streams once, with lanes along time, and turn 32 frames by 32 channels
// round in shared memory. At two encoders, 128 rows, 196 frames, C = 39, n = 8 these are 9 tensors of 16 MB: bandwidth
// is the floor, and little beside the layers'.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "activation.cuh"
#include "backward.h"
#include "forward.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256, warps = threads / 32;
// A tile of 32 channels by 32 frames; a frame more, so that both ways through it meet other banks.
constexpr int tile_width = 33;
constexpr std::size_t tile_bytes = 32 * tile_width * sizeof(float);

// A channel of a row in one stream: the output of its blocks.
struct BlockOutputs {
  const float* h;  // output of block i at h + i * step
  std::int64_t step;
  const float* carried;  // input of the last block
  const float* y;        // of its last site
  Channel channel;

  __device__ BlockOutputs(const EncoderPlan& p, int stream, int row, int c) {
    const int last = p.args.blocks - 1;
    const std::int64_t at = static_cast<std::int64_t>(c) * p.pitch;
    step = p.args.batch * p.plane();
    h = p.h(stream, 0, row) + step + at;
    carried = p.h(stream, last, row) + at;
    y = p.y(stream, p.sites - 1, row) + at;
    channel = channel_of(p, stream, p.sites - 1, row, c);
  }
  __device__ __forceinline__ float at(int block, int last, int t) const {
    return block < last ? h[block * step + t] : gated(channel, carried[t], y[t]);
  }
};

__global__ void __launch_bounds__(threads) sequence_kernel(EncoderPlan p) {
  const int channels = p.args.channels, blocks = p.args.blocks, tiles = (p.args.frames + 31) / 32;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  float* tile = shared_memory<float>();
  const std::int64_t items = static_cast<std::int64_t>(p.args.groups) * p.args.batch * tiles;
  for (std::int64_t item = blockIdx.x; item < items; item += gridDim.x) {
    const std::int64_t number = item / tiles;
    const int encoder = static_cast<int>(number / p.args.batch), row = static_cast<int>(number % p.args.batch);
    const int start = static_cast<int>(item % tiles) * 32, length = p.frames(2 * encoder, row), t = start + lane;
    const float* weights = p.args.parameters + p.block_weights_offset(encoder);
    for (int first = 0; first < channels; first += 32) {
      for (int c = first + warp; c < min(first + 32, channels); c += warps) {
        float sum = 0;
        if (t < length) {
          const BlockOutputs forward(p, 2 * encoder, row, c), backward(p, 2 * encoder + 1, row, c);
          const int other = p.sequence_frame(2 * encoder + 1, t, length);
#pragma unroll 2
          for (int block = 0; block < blocks; ++block) {
            sum = fmaf(weights[block], forward.at(block, blocks - 1, t) + backward.at(block, blocks - 1, other), sum);
          }
        }
        tile[(c - first) * tile_width + lane] = sum;
      }
      __syncthreads();
      for (int frame = warp; frame < 32 && start + frame < p.args.frames; frame += warps) {
        if (first + lane < channels) {
          p.args.y[(number * p.args.frames + start + frame) * channels + first + lane] =
              tile[lane * tile_width + frame];
        }
      }
      __syncthreads();  // before the tile is written again
    }
  }
}

// dy of one row to its plane.
__device__ __forceinline__ void turn_round(const BackwardPlan& plan, int encoder, int row, int length, float* tile) {
  const EncoderPlan& p = plan.encoder;
  const int channels = p.args.channels, lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const float* dy = p.args.dy + (static_cast<std::int64_t>(encoder) * p.args.batch + row) * p.args.frames * channels;
  float* plane = plan.sequence(encoder, row);
  for (int start = 0; start < length; start += 32) {
    for (int first = 0; first < channels; first += 32) {
      for (int frame = warp; frame < 32 && start + frame < length; frame += warps) {
        if (first + lane < channels) {
          tile[lane * tile_width + frame] = dy[static_cast<std::int64_t>(start + frame) * channels + first + lane];
        }
      }
      __syncthreads();
      for (int c = first + warp; c < min(first + 32, channels); c += warps) {
        if (start + lane < length) {
          plane[static_cast<std::int64_t>(c) * p.pitch + start + lane] = tile[(c - first) * tile_width + lane];
        }
      }
      __syncthreads();  // before the tile is written again; at last, the plane is there
    }
  }
}

__global__ void __launch_bounds__(threads) sequence_gradient_kernel(BackwardPlan plan) {
  const EncoderPlan& p = plan.encoder;
  const int channels = p.args.channels, blocks = p.args.blocks, lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const std::int64_t rows = static_cast<std::int64_t>(p.args.groups) * p.args.batch;
  for (std::int64_t item = blockIdx.x; item < rows; item += gridDim.x) {
    const int encoder = static_cast<int>(item / p.args.batch), row = static_cast<int>(item % p.args.batch);
    const int length = p.frames(2 * encoder, row);
    turn_round(plan, encoder, row, length, shared_memory<float>());
    const float* plane = plan.sequence(encoder, row);
    for (int block = 0; block < blocks; ++block) {
      double total = 0;
      for (int c = warp; c < channels; c += warps) {
        const BlockOutputs forward(p, 2 * encoder, row, c), backward(p, 2 * encoder + 1, row, c);
        const float* dy = plane + static_cast<std::int64_t>(c) * p.pitch;
        float sum = 0;
#pragma unroll 2
        for (int t = lane; t < length; t += 32) {
          const int other = p.sequence_frame(2 * encoder + 1, t, length);
          sum = fmaf(dy[t], forward.at(block, blocks - 1, t) + backward.at(block, blocks - 1, other), sum);
        }
        total += sum;
      }
      total = reduce_block<Sum>(total, shared_memory<double>());
      if (threadIdx.x == 0) plan.dots(encoder, row)[block] = total;
    }
  }
}

}  // namespace

emodna_status encoder_sequence(Stream& stream, const EncoderPlan& p) {
  const std::int64_t items = static_cast<std::int64_t>(p.args.groups) * p.args.batch * ceil_div(p.args.frames, 32);
  Launch where;
  where.grid = grid_of(std::min<std::int64_t>(items, most_blocks));
  where.block = dim3(threads);
  where.shared_bytes = tile_bytes;
  return launch(stream, "encoder_forward", sequence_kernel, where, p);
}

emodna_status sequence_gradient(Stream& stream, const BackwardPlan& plan) {
  const emodna_encoder_args& a = plan.encoder.args;
  const std::int64_t rows = static_cast<std::int64_t>(a.groups) * a.batch;
  Launch where;
  where.grid = grid_of(std::min<std::int64_t>(rows, most_blocks));
  where.block = dim3(threads);
  where.shared_bytes = tile_bytes;
  return launch(stream, "encoder_backward", sequence_gradient_kernel, where, plan);
}

}  // namespace emodna::cuda
