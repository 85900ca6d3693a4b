// The encoder's backward pass (native/include/emodna/encoder.h).
//
// The chain of gradients runs from the last block down, two launches a block, for all encoders, streams and rows at
// once: a launch takes the gradient dp of one BatchNorm's output through that BatchNorm and its convolution, and
// through what lies in front of the convolution, to the BatchNorm before. BatchNorm's sums are the only thing that
// crosses utterances; the last block of a stream completes them. Blocks of threads have one of three roles, so that
// each launch fills the GPU though its parts differ in size, and so that what two roles read is in the L2 cache:
//   weights   dW of this convolution, over a part of the rows (weight_gradient.cuh); first, as they are the longest;
//   gradient  one row's tile of the chain (backward_layer.cuh);
//   parts     dW of the launch before, its parts added.
// With 2 n + 4 launches in all: what the chain needs (backward_prepare.cuh), the last block's gate, 2 n, the input
// layer, and its parts; with a sequence one more, the first (sequence.cu).
//
// Floors at two encoders, 128 rows, 196 frames, C = 39, n = 8: each convolution has 0.61 GFLOP for its input's gradient
// and as many for its weights', together 19.5 GFLOP, less the 8 % of tap 0 that lie outside the row. Planes of all
// streams have 16 MB: a second convolution reads dp, y2 and y1 and writes dp; a first reads dp, y1, h, what went round,
// and the gate's h and y2, and writes two: 12 planes a block, 1.5 GB, of which the L2 cache serves a part. Arithmetic
// and bandwidth are about equally far away, so both roles hold some hundred sums a thread and several blocks a
// multiprocessor overlap one's loads with another's arithmetic.
#include <cuda_runtime.h>

#include <algorithm>

#include "../core/launch.h"
#include "../core/operations.h"
#include "backward.h"
#include "backward_kernel.cuh"
#include "backward_prepare.cuh"
#include "cudnn_plan.h"

namespace emodna::cuda {
namespace {

constexpr const char* name = "encoder_backward";
constexpr int prepare_threads = 256;
// Four blocks of 96 threads then share a multiprocessor.
constexpr std::size_t tile_bytes = 52 << 10;

__global__ void __launch_bounds__(prepare_threads) prepare_kernel(BackwardPlan plan, int packing) {
  const int block = static_cast<int>(blockIdx.x) - packing, inputs = plan.encoder.args.inputs;
  if (block < 0) {
    const EncoderPlan& e = plan.encoder;
    for (int i = static_cast<int>(blockIdx.x) * prepare_threads + static_cast<int>(threadIdx.x);
         i < e.streams * e.out_tiles; i += packing * prepare_threads) {
      plan.tickets[i] = 0;
    }
    pack_transposed(plan, static_cast<std::int64_t>(blockIdx.x) * prepare_threads + threadIdx.x,
                    static_cast<std::int64_t>(packing) * prepare_threads);
  } else if (block < inputs) {
    count_frames(plan, block, shared_memory<long long>());
  } else {
    const int blocks = plan.encoder.args.blocks;
    add_block_weight(plan, (block - inputs) / blocks, (block - inputs) % blocks, shared_memory<double>());
  }
}

__global__ void __launch_bounds__(prepare_threads) parts_kernel(BackwardPlan plan, int site) {
  add_weight_parts(plan, site, static_cast<int>(blockIdx.x));
}

template <Step step>
emodna_status run(Stream& stream, const BackwardPlan& plan, int site) {
  const EncoderPlan& e = plan.encoder;
  const emodna_encoder_args& a = e.args;
  constexpr bool input = step == Step::input;
  Launch where;
  where.block = dim3(static_cast<unsigned>(32 * e.warps));
  where.shared_bytes = 32 * where.block.x;  // of finish_statistics(), 2 double2 a thread
  const RoleBlocks blocks = count_blocks(plan, site);
  where.grid = grid_of(blocks.weights + blocks.gradient + blocks.parts);
  // launch() refuses what does not fit.
  Roles roles = {static_cast<int>(blocks.weights), static_cast<int>(blocks.gradient), static_cast<int>(blocks.parts)};
  if constexpr (!input) {
    where.shared_bytes =
        std::max(where.shared_bytes, FramesAtHand<step>::floats(e.warps, e.tile_frames_at_most()) * sizeof(float));
  }
  if (step != Step::gate) {
    const int taps = input ? 1 : 2, floats = e.tile_pitch(site) + taps * e.width;
    const int fit = std::max(1, static_cast<int>(tile_bytes / sizeof(float)) / floats);
    const int group = e.tensor() ? tensor_depth / taps : 1;
    const int depth = e.tensor() ? fit : ceil_div(a.channels, ceil_div(a.channels, fit));
    roles.depth = std::min(std::max(depth / group, 1) * group, e.padded_inputs(a.channels, taps));
    const std::size_t tile =
        (static_cast<std::size_t>(roles.depth) * floats + e.floats_behind(site, !input)) * sizeof(float);
    const std::size_t weights = weight_gradient_bytes(a.frames, input ? 0 : e.dilation(site));
    where.shared_bytes = std::max({where.shared_bytes, tile, e.exchange_bytes(), weights});
  }
  where.shared_bytes += sizeof(GradientTile);
  const BackwardKernel kernel = e.tensor()        ? tensor_backward_kernel<step>(a.precision)
                                : e.outputs == 13 ? backward_kernel<step, EMODNA_FLOAT32, 13>
                                                  : backward_kernel<step, EMODNA_FLOAT32, 8>;
  return launch(stream, name, kernel, where, plan, roles, site);
}

emodna_status prepare(Stream& stream, const BackwardPlan& plan) {
  const EncoderPlan& e = plan.encoder;
  const std::int64_t packed = ceil_div<std::int64_t>(e.streams * e.packed_stream, prepare_threads);
  const int packing = static_cast<int>(std::min<std::int64_t>(packed, 8LL * stream.context->multiprocessors));
  Launch where;
  where.grid = grid_of(packing + e.args.inputs + std::int64_t{e.args.groups} * e.args.blocks);
  where.block = dim3(prepare_threads);
  where.shared_bytes = 32 * sizeof(double);
  return launch(stream, name, prepare_kernel, where, plan, packing);
}

}  // namespace

emodna_status backward_begin(Stream& stream, const BackwardPlan& plan) {
  emodna_status status = plan.encoder.has_sequence() ? sequence_gradient(stream, plan) : EMODNA_OK;
  if (status == EMODNA_OK) status = prepare(stream, plan);
  return status == EMODNA_OK ? run<Step::gate>(stream, plan, plan.encoder.sites) : status;
}

emodna_status backward_end(Stream& stream, const BackwardPlan& plan) {
  const EncoderPlan& encoder = plan.encoder;
  const emodna_status status = run<Step::input>(stream, plan, input_site);
  if (status != EMODNA_OK) return status;
  const std::int64_t blocks = ceil_div<std::int64_t>(encoder.weight_count(input_site), prepare_threads);
  return launch(stream, name, parts_kernel, {grid_of(blocks * encoder.streams), dim3(prepare_threads)}, plan,
                input_site);
}

emodna_status encoder_backward(Stream& stream, const emodna_encoder_args& args) {
  if (args.engine == EMODNA_ENGINE_CUDNN) return cudnn_backward(stream, args);
  const EncoderPlan encoder = plan_encoder(*stream.context, args);
  const BackwardPlan plan = plan_backward(encoder, static_cast<char*>(args.workspace) + encoder.bytes);
  emodna_status status = backward_begin(stream, plan);
  for (int site = encoder.sites - 1; site >= 0 && status == EMODNA_OK; --site) {
    status = site % 2 == 1 ? run<Step::second>(stream, plan, site)
             : site > 0    ? run<Step::first>(stream, plan, site)
                           : run<Step::bottom>(stream, plan, site);
  }
  return status == EMODNA_OK ? backward_end(stream, plan) : status;
}

}  // namespace emodna::cuda
