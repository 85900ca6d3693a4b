// The encoder's backward pass with cuDNN's convolutions. Each site, from the last one down, has a kernel that lays out
// the convolution's input again and turns the gradient of BatchNorm's output into that of the convolution's, two
// convolutions for each stream (of the weights, of the input), and a kernel with what the fused engine does after its
// own product (backward_epilogue.cuh) and BatchNorm's sums: 2 + 2 streams launches a site.
//
// Floors: the operations are the fused engine's (backward.cu). Beside what cuDNN reads and writes itself, laying out
// moves five planes of all streams a site (three read, two written), what comes after three for a second convolution
// and six for a first: 19 planes a block, where the fused engine's whole pass has 12. At two encoders, 128 rows, 196
// frames and C = 39 a plane has 16 MB, so bandwidth is the floor; it grows with C, the operations with its square.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/reduce.cuh"
#include "backward.h"
#include "backward_layer.cuh"
#include "cudnn_stage.cuh"

namespace emodna::cuda {
namespace {

constexpr const char* name = "encoder_backward";

__global__ void __launch_bounds__(cudnn_threads) stage_kernel(CudnnPlan plan, int site) {
  const EncoderPlan& p = plan.encoder();
  const ChannelRow at(p);
  if (!at.there) return;
  stage_kept(plan, at, site);
  // In place: the gradient of BatchNorm's output is not needed any more.
  float* gradient = plan.backward.gradient(at.stream, site, at.row) + at.offset;
  const float* y = p.y(at.stream, site, at.row) + at.offset;
  const BatchNormGradient bn = batch_norm_gradient(plan.backward.terms(at.stream, site, p.domain_of(at.row))[at.c]);
  const int lane = threadIdx.x % 32;
  for (int start = lane; start < p.pitch; start += tile_frames) {
    float dp[tile_positions], values[tile_positions];
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const int t = start + 32 * i;
      dp[i] = t < at.length ? gradient[t] : 0.0f;
      values[i] = t < at.length ? y[t] : 0.0f;
    }
#pragma unroll
    for (int i = 0; i < tile_positions; ++i) {
      const int t = start + 32 * i;
      if (t < p.pitch) gradient[t] = t < at.length ? gradient_of_y(bn, dp[i], values[i]) : 0.0f;
    }
  }
}

// One row's tile of an out_tile's channels, through what lies in front of the convolution. With a number of blocks left
// open the compiler makes room for four, and spills.
template <Step step>
__global__ void __launch_bounds__(cudnn_threads, step == Step::first ? 2 : 3)
    epilogue_kernel(CudnnPlan plan, int site) {
  const BackwardPlan& b = plan.backward;
  const EncoderPlan& e = b.encoder;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  GradientTile g = {};
  g.site = site;
  g.out_tile = blockIdx.y;
  g.tile = blockIdx.x % e.time_tiles;
  g.row = blockIdx.x / e.time_tiles % e.args.batch;
  g.stream = blockIdx.x / e.time_tiles / e.args.batch;
  g.length = e.frames(g.stream, g.row);
  const int first = g.out_tile * e.tile_outputs(), end = min(first + e.tile_outputs(), e.args.channels);
  const int last = g.length - 1 - g.start() - lane, width = plan.width(site);
  const float* gradients = plan.padded(g.stream, site, g.row) + plan.dilation(site);
  for (int c = first + warp; c < end; c += cudnn_threads / 32) {
    const float* gradient = gradients + static_cast<std::int64_t>(c) * width;
    float values[tile_positions];
#pragma unroll
    for (int p = 0; p < tile_positions; ++p) values[p] = last - 32 * p >= 0 ? gradient[last - 32 * p] : 0.0f;
    GradientSums sums;
    if (g.start() < g.length) {
      sums = write_gradient<step>(b, g, c, epilogue_channel<step>(b, g, c), FramesInMemory<step>{b, g, c}, values);
    }
    const float2 total = make_float2(reduce_warp<Sum>(sums.plain), reduce_warp<Sum>(sums.centred));
    if (lane == 0) b.sums(g.stream, g.row, g.tile)[c] = total;
  }
  unsigned* ticket = b.tickets + static_cast<std::int64_t>(g.stream) * e.out_tiles + g.out_tile;
  const unsigned blocks = static_cast<unsigned>(e.args.batch) * e.time_tiles;
  if (!last_block(ticket, blocks, shared_memory<int>())) return;
  __syncthreads();  // the flag has been read
  finish_statistics(b, g.stream, site - 1, first, end - first, shared_memory<double2>());
}

__global__ void __launch_bounds__(cudnn_threads) add_weights_kernel(CudnnPlan plan) {
  const EncoderPlan& p = plan.encoder();
  const std::int64_t total = static_cast<std::int64_t>(p.streams) * p.sites * plan.filter_floats;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * cudnn_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * cudnn_threads + threadIdx.x; i < total; i += stride) {
    const std::int64_t set = i / plan.filter_floats, at = i % plan.filter_floats;
    const int site = static_cast<int>(set % p.sites), stream = static_cast<int>(set / p.sites);
    if (at < p.weight_count(site)) p.args.dparameters[p.weight_offset(stream, site) + at] += plan.dweights_base[i];
  }
}

emodna_status backward_site(Stream& stream, const CudnnEncoder& encoder, int site) {
  const CudnnPlan& plan = encoder.plan;
  const EncoderPlan& p = plan.encoder();
  const CudnnConvolution& convolution = *encoder.convolutions[site / 2];
  Cudnn& cudnn = stream.context->cudnn;
  const dim3 threads(cudnn_threads);
  emodna_status status = launch(stream, name, stage_kernel, {grid_of(channel_row_blocks(p)), threads}, plan, site);
  for (int s = 0; s < p.streams && status == EMODNA_OK; ++s) {
    float* padded = plan.padded(s, site, 0);
    const float* gradient = plan.backward.gradient(s, site, 0);
    status = cudnn.backward_weights(stream.cuda, convolution, padded, gradient, encoder.workspace,
                                    plan.dweights_base + plan.filter(s, site));
    if (status != EMODNA_OK) break;
    status = cudnn.backward_data(stream.cuda, convolution, plan.weights_base + plan.filter(s, site), gradient,
                                 encoder.workspace, padded);
  }
  if (status != EMODNA_OK) return status;
  const dim3 grid = grid_of(std::int64_t{p.streams} * p.args.batch * p.time_tiles, p.out_tiles);
  const auto kernel = site % 2 == 1 ? epilogue_kernel<Step::second>
                      : site > 0    ? epilogue_kernel<Step::first>
                                    : epilogue_kernel<Step::bottom>;
  // Of finish_statistics(): 2 double2 a thread.
  return launch(stream, name, kernel, {grid, threads, cudnn_threads * 2 * sizeof(double2)}, plan, site);
}

}  // namespace

emodna_status cudnn_backward(Stream& stream, const emodna_encoder_args& args) {
  CudnnEncoder encoder;
  emodna_status status = plan_cudnn(*stream.context, args, &encoder);
  if (status != EMODNA_OK) return status;
  const BackwardPlan& plan = encoder.plan.backward;
  status = backward_begin(stream, plan);
  for (int site = plan.encoder.sites - 1; site >= 0 && status == EMODNA_OK; --site) {
    status = backward_site(stream, encoder, site);
  }
  if (status == EMODNA_OK) {
    const int blocks = 8 * stream.context->multiprocessors;
    status = launch(stream, name, add_weights_kernel, {grid_of(blocks), dim3(cudnn_threads)}, encoder.plan);
  }
  return status == EMODNA_OK ? backward_end(stream, plan) : status;
}

}  // namespace emodna::cuda
