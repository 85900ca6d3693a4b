// The encoder's forward pass with cuDNN's convolutions. Each site has a kernel that lays out the convolution's input
// (with the gate or activation before it), a convolution for each stream, and a kernel that adds the bias and takes the
// batch statistics: (2 + streams) launches a site. What the fused engine keeps for the backward pass is kept here too,
// in the same planes.
//
// Beside cuDNN's own traffic a site moves five planes of all streams (two read, two written, one of them again): the
// price of a convolution that knows nothing of what lies around it. It is small where channels are many, since a
// convolution's operations grow with their square.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "cudnn_stage.cuh"
#include "forward.h"
#include "moments.cuh"

namespace emodna::cuda {
namespace {

constexpr const char* name = "encoder_forward";

__global__ void __launch_bounds__(cudnn_threads) copy_weights_kernel(CudnnPlan plan) {
  const EncoderPlan& p = plan.encoder();
  const std::int64_t total = static_cast<std::int64_t>(p.streams) * p.sites * plan.filter_floats;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * cudnn_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * cudnn_threads + threadIdx.x; i < total; i += stride) {
    const std::int64_t set = i / plan.filter_floats, at = i % plan.filter_floats;
    const int site = static_cast<int>(set % p.sites), stream = static_cast<int>(set / p.sites);
    plan.weights_base[i] = at < p.weight_count(site) ? p.args.parameters[p.weight_offset(stream, site) + at] : 0.0f;
  }
}

// A block's input is the gate of the block before, which is kept and summed over time.
__device__ __forceinline__ void stage_gate(const CudnnPlan& plan, const ChannelRow& at, int site) {
  const EncoderPlan& p = plan.encoder();
  const int block = site / 2;
  const Channel channel = channel_of(p, at.stream, site - 1, at.row, at.c);
  const float* h = p.h(at.stream, block - 1, at.row) + at.offset;
  const float* y = p.y(at.stream, site - 1, at.row) + at.offset;
  float* out = p.h(at.stream, block, at.row) + at.offset;
  const auto load = [&](int t) { return make_float2(h[t], y[t]); };
  const auto value = [&](int t, const float2& loaded) {
    const float v = gated(channel, loaded.x, loaded.y);
    out[t] = v;
    return v;
  };
  stage_padded(plan, at, site, load, value, [&](float sum, int tile) {
    sum = reduce_warp<Sum>(sum);
    if (threadIdx.x % 32 == 0) p.time_sums(at.stream, at.row, block - 1, tile)[at.c] = sum;
  });
}

__global__ void __launch_bounds__(cudnn_threads) stage_kernel(CudnnPlan plan, int site) {
  const ChannelRow at(plan.encoder());
  if (!at.there) return;
  if (site % 2 == 0 && site > 0) {
    stage_gate(plan, at, site);
  } else {
    stage_kept(plan, at, site);
  }
}

// One channel's mean and sum of squares about it over the frames of a chunk's rows in a time tile, and the bias on each
// of its values. Two passes over the registers, as in moments.cuh.
struct ChannelMoments {
  float count = 0, mean = 0, squares = 0;

  __device__ __forceinline__ void add(float (&values)[tile_positions], int valid) {
    const int lane = threadIdx.x % 32;
    const float frames = static_cast<float>(valid), total = count + frames;
    float sum = 0;
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) sum += values[i];
    const float centre = reduce_warp<Sum>(sum) / frames;
    sum = 0;
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const float difference = 32 * i + lane < valid ? values[i] - centre : 0.0f;
      sum = fmaf(difference, difference, sum);
    }
    const float about = reduce_warp<Sum>(sum), difference = centre - mean;
    mean += difference * (frames / total);
    squares += about + difference * difference * (count * frames / total);
    count = total;
  }
};

// Of few registers, since what it does most is to read and write; so is the merge, which has six slices here.
__global__ void __launch_bounds__(cudnn_threads, 3) statistics_kernel(EncoderPlan p, int site) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int tile = blockIdx.x % p.time_tiles, chunk = blockIdx.x / p.time_tiles % p.chunks;
  const int stream = blockIdx.x / p.time_tiles / p.chunks, out_tile = blockIdx.y, start = tile * tile_frames;
  const RowChunk rows = p.chunk(chunk);
  const int first = out_tile * p.tile_outputs(), end = min(first + p.tile_outputs(), p.channels());
  for (int c = first + warp; c < end; c += cudnn_threads / 32) {
    const float bias = p.args.parameters[p.bias_offset(stream, site) + c];
    ChannelMoments moments;
    for (int row = rows.first; row < rows.last; ++row) {
      const int valid = min(p.frames(stream, row) - start, tile_frames);
      if (valid <= 0) continue;
      float* y = p.y(stream, site, row) + static_cast<std::int64_t>(c) * p.pitch + start;
      float values[tile_positions];
#pragma unroll
      for (int i = 0; i < tile_positions; ++i) {
        const int t = 32 * i + lane;
        values[i] = t < valid ? y[t] + bias : 0.0f;
      }
#pragma unroll
      for (int i = 0; i < tile_positions; ++i) {
        if (32 * i + lane < valid) y[32 * i + lane] = values[i];
      }
      if (p.args.train) moments.add(values, valid);
    }
    if (lane == 0 && p.args.train) {
      p.partials(stream, tile, chunk)[c] = make_float2(moments.mean, moments.squares);
      if (c == first) *p.chunk_frames(stream, tile, chunk, out_tile) = moments.count;
    }
  }
  if (!p.args.train) return;
  const int blocks = (rows.domain == 0 ? p.first_chunks : p.chunks - p.first_chunks) * p.time_tiles;
  if (last_block(p.ticket(stream, rows.domain, out_tile), blocks, shared_memory<int>())) {
    __syncthreads();  // the flag has been read
    merge_moments<merge_batch / 4>(p, stream, site, rows.domain, out_tile, shared_memory<MomentSums>());
  }
}

emodna_status forward_site(Stream& stream, const CudnnEncoder& e, int site) {
  const CudnnPlan& plan = e.plan;
  const EncoderPlan& p = plan.encoder();
  const dim3 threads(cudnn_threads);
  emodna_status status = launch(stream, name, stage_kernel, {grid_of(channel_row_blocks(p)), threads}, plan, site);
  for (int s = 0; s < p.streams && status == EMODNA_OK; ++s) {
    status = stream.context->cudnn.forward(stream.cuda, *e.convolutions[site / 2], plan.padded(s, site, 0),
                                           plan.weights_base + plan.filter(s, site), e.workspace, p.y(s, site, 0));
  }
  if (status != EMODNA_OK) return status;
  const dim3 grid = grid_of(p.layer_blocks(), p.out_tiles);
  return launch(stream, name, statistics_kernel, {grid, threads, cudnn_threads * sizeof(MomentSums)}, p, site);
}

}  // namespace

emodna_status cudnn_forward(Stream& stream, const emodna_encoder_args& args) {
  CudnnEncoder e;
  emodna_status status = plan_cudnn(*stream.context, args, &e);
  if (status != EMODNA_OK) return status;
  const EncoderPlan& p = e.plan.encoder();
  status = prepare_encoder(stream, p);
  if (status == EMODNA_OK) {
    const int blocks = 8 * stream.context->multiprocessors;
    status = launch(stream, name, copy_weights_kernel, {grid_of(blocks), dim3(cudnn_threads)}, e.plan);
  }
  if (status == EMODNA_OK) status = encoder_layer(stream, p, input_site);
  for (int site = 0; site < p.sites && status == EMODNA_OK; ++site) status = forward_site(stream, e, site);
  if (status == EMODNA_OK) status = encoder_output(stream, p);
  return status == EMODNA_OK && p.has_sequence() ? encoder_sequence(stream, p) : status;
}

}  // namespace emodna::cuda
