// The encoder's sequence y_t = sum_i w_i (forward_(i, t) + backward_(i, t')), [T, C], and what its gradient dy asks for
// before the chain: dy as planes [C][pitch], which epilogue_gate adds, and dw_i = sum of dy times block i's output.
//
// The layer-wise kernels have left every block's output but the last one's, which is computed here once more. Both
// directions read the planes of all blocks and streams once, with lanes along time, and turn 32 frames by 32 channels
// round in shared memory. At two encoders, 128 rows, 196 frames, C = 39, n = 8 these are 9 tensors of 16 MB: bandwidth
// is the floor, and little beside the layers'.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/async_copy.cuh"
#include "../core/launch.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "activation.cuh"
#include "backward.h"
#include "forward.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256, warps = threads / 32;
// A tile of 32 channels by 32 frames; a frame more, so that both ways through it meet other banks. On the way back by
// all frames of a time tile.
constexpr int tile_width = 33, turned_width = tile_frames + 1;
// Blocks whose outputs a thread has in flight, in both streams.
constexpr int block_batch = 4;

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
  __device__ __forceinline__ float last(int t) const { return gated(channel, carried[t], y[t]); }
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
          const int other = p.sequence_frame(2 * encoder + 1, t, length), last = blocks - 1;
          const float newest = forward.last(t) + backward.last(other);
          for (int block = 0; block < last; block += block_batch) {
            float weight[block_batch], values[block_batch][2];
#pragma unroll
            for (int i = 0; i < block_batch; ++i) {
              const bool there = block + i < last;
              weight[i] = there ? weights[block + i] : 0.0f;
              values[i][0] = there ? forward.h[(block + i) * forward.step + t] : 0.0f;
              values[i][1] = there ? backward.h[(block + i) * backward.step + other] : 0.0f;
            }
#pragma unroll
            for (int i = 0; i < block_batch; ++i) sum = fmaf(weight[i], values[i][0] + values[i][1], sum);
          }
          sum = fmaf(weights[last], newest, sum);
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

// dy of one row to its plane, 32 channels at all frames of a time tile at a time.
__device__ __forceinline__ void turn_round(const BackwardPlan& plan, int encoder, int row, int length, float* tile) {
  const EncoderPlan& p = plan.encoder;
  const int channels = p.args.channels, lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const float* dy = p.args.dy + (static_cast<std::int64_t>(encoder) * p.args.batch + row) * p.args.frames * channels;
  float* plane = plan.sequence(encoder, row);
  for (int start = 0; start < length; start += tile_frames) {
    const int frames = min(length - start, tile_frames);
    for (int first = 0; first < channels; first += 32) {
      for (int frame = warp; frame < frames; frame += warps) {
        if (first + lane < channels) {
          copy_async(tile + lane * turned_width + frame,
                     dy + static_cast<std::int64_t>(start + frame) * channels + first + lane);
        }
      }
      wait_for_copies();
      __syncthreads();
      for (int c = first + warp; c < min(first + 32, channels); c += warps) {
        for (int frame = lane; frame < frames; frame += 32) {
          plane[static_cast<std::int64_t>(c) * p.pitch + start + frame] = tile[(c - first) * turned_width + frame];
        }
      }
      __syncthreads();  // before the tile is written again; at last, the plane is there
    }
  }
}

// A lane's frames of a channel's dy times a block's output, with all loads of a time tile under way together.
__device__ __forceinline__ float dot_of_channel(const BackwardPlan& plan, int encoder, int row, int block, int c,
                                                int length) {
  const EncoderPlan& p = plan.encoder;
  const int last = p.args.blocks - 1, lane = threadIdx.x % 32;
  const BlockOutputs forward(p, 2 * encoder, row, c), backward(p, 2 * encoder + 1, row, c);
  const float* dy = plan.sequence(encoder, row) + static_cast<std::int64_t>(c) * p.pitch;
  const auto other = [&](int t) { return p.sequence_frame(2 * encoder + 1, t, length); };
  float sum = 0;
  for (int start = lane; start < length; start += tile_frames) {
    float gradients[tile_positions], values[tile_positions];
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const int t = start + 32 * i;
      const bool there = t < length;
      gradients[i] = there ? dy[t] : 0.0f;
      if (block < last) {
        values[i] = there ? forward.h[block * forward.step + t] + backward.h[block * backward.step + other(t)] : 0.0f;
      } else {
        values[i] = there ? forward.last(t) + backward.last(other(t)) : 0.0f;
      }
    }
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) sum = fmaf(gradients[i], values[i], sum);
  }
  return sum;
}

// Two blocks on a multiprocessor: then all of 128 rows of two encoders are on an H200 at once.
__global__ void __launch_bounds__(threads, 2) sequence_gradient_kernel(BackwardPlan plan) {
  const EncoderPlan& p = plan.encoder;
  const int warp = threadIdx.x / 32;
  const std::int64_t rows = static_cast<std::int64_t>(p.args.groups) * p.args.batch;
  for (std::int64_t item = blockIdx.x; item < rows; item += gridDim.x) {
    const int encoder = static_cast<int>(item / p.args.batch), row = static_cast<int>(item % p.args.batch);
    const int length = p.frames(2 * encoder, row);
    turn_round(plan, encoder, row, length, shared_memory<float>());
    for (int block = 0; block < p.args.blocks; ++block) {
      double total = 0;
      for (int c = warp; c < p.args.channels; c += warps) {
        total += dot_of_channel(plan, encoder, row, block, c, length);
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
  where.shared_bytes = 32 * tile_width * sizeof(float);
  return launch(stream, "encoder_forward", sequence_kernel, where, p);
}

emodna_status sequence_gradient(Stream& stream, const BackwardPlan& plan) {
  const emodna_encoder_args& a = plan.encoder.args;
  const std::int64_t rows = static_cast<std::int64_t>(a.groups) * a.batch;
  Launch where;
  where.grid = grid_of(std::min<std::int64_t>(rows, most_blocks));
  where.block = dim3(threads);
  where.shared_bytes = 32 * turned_width * sizeof(float);
  return launch(stream, "encoder_backward", sequence_gradient_kernel, where, plan);
}

}  // namespace emodna::cuda
