// One block's part of the chain of gradients: a row's time tile and out_tile through one convolution and what lies in
// front of it; the last block of a stream completes BatchNorm's sums.
//
// Of 39 channels a warp has 13 going in and 13 coming out. For the former it waits for memory four times
// (backward_convolve.cuh), for the latter three times, or five where three planes come in; each by itself, that was 26
// times, some 13,000 cycles at 500 each beside the 21,000 of the products' FMA. Arithmetic, nothing measured.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_LAYER_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_LAYER_CUH

#include <cuda_runtime.h>

#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "backward_epilogue.cuh"
#include "backward_statistics.cuh"

namespace emodna::cuda {

template <Step step, typename Frames>
__device__ __forceinline__ GradientSums write_gradient(const BackwardPlan& plan, const GradientTile& g, int c,
                                                       const EpilogueChannel& at, const Frames& frames,
                                                       const float (&values)[tile_positions]) {
  GradientSums sums;
  if constexpr (step == Step::second) epilogue_second(plan, g, c, at.channel, frames, values, sums);
  if constexpr (step == Step::first || step == Step::gate) epilogue_gate<step>(plan, g, c, at, frames, values, sums);
  if constexpr (step == Step::bottom) epilogue_bottom(plan, g, c, frames, values, sums);
  return sums;
}

// index: of the block among those of this role.
template <Step step, int precision, int Outputs>
__device__ __forceinline__ void input_gradient(const BackwardPlan& plan, int site, int depth, int index) {
  const EncoderPlan& e = plan.encoder;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int out_tiles = step == Step::input ? plan.dx_tiles : e.out_tiles;
  GradientTile& g = *shared_memory<GradientTile>();
  if (threadIdx.x == 0) {
    g.site = site;
    g.depth = depth;
    g.out_tile = index % out_tiles;
    g.tile = index / out_tiles % e.time_tiles;
    g.row = index / out_tiles / e.time_tiles % e.args.batch;
    // Both streams of an encoder make up x's gradient.
    g.stream = index / out_tiles / e.time_tiles / e.args.batch * (step == Step::input ? 2 : 1);
    g.length = e.frames(g.stream, g.row);
  }
  __syncthreads();
  const int first_output = g.out_tile * e.tile_outputs() + warp * Outputs;
  const int outputs = step == Step::input ? e.args.features : e.args.channels;
  float values[Outputs][tile_positions] = {};
  if constexpr (step != Step::gate) {
    if (g.start() < g.length) {
      Product<precision> product;
      convolve_gradient<step>(plan, g, behind_gradient_tile<float>(), product, values);
      if constexpr (step == Step::input) {
        __syncthreads();  // the first has been read
        if (threadIdx.x == 0) ++g.stream;
        __syncthreads();
        convolve_gradient<step>(plan, g, behind_gradient_tile<float>(), product, values);
      }
      product.finish(e, g.frames(), outputs - g.out_tile * e.tile_outputs(), behind_gradient_tile<float>(), values);
    }
  }
  constexpr int columns = columns_of(Outputs), lanes = 32 / columns;
  float plain[columns] = {}, centred[columns] = {};
  if constexpr (step == Step::input) {
#pragma unroll
    for (int o = 0; o < Outputs; ++o) {
      if (first_output + o < outputs) epilogue_input(plan, g, first_output + o, values[o]);
    }
    return;
  } else if (g.start() < g.length) {
    constexpr int together = epilogue_channels<step>;
    const int pitch = e.tile_frames_at_most();
    EpilogueChannel mine = {};
    if (lane < Outputs && first_output + lane < outputs) mine = epilogue_channel<step>(plan, g, first_output + lane);
    __syncthreads();  // the tiles, or what finish() left, have been read
#pragma unroll
    for (int begin = 0; begin < Outputs; begin += together) {
#pragma unroll 1
      for (int k = 0; k < together && begin + k < Outputs && first_output + begin + k < outputs; ++k) {
        FramesAtHand<step>(behind_gradient_tile<float>(), pitch, k).bring(plan, g, first_output + begin + k);
      }
      wait_for_copies();
#pragma unroll
      for (int k = 0; k < together; ++k) {
        if (begin + k < Outputs && first_output + begin + k < outputs) {
          const int o = begin + k < Outputs ? begin + k : 0;  // the compiler looks at all k
          const GradientSums sums =
              write_gradient<step>(plan, g, first_output + o, epilogue_channel_of_lane(mine, o),
                                   FramesAtHand<step>(behind_gradient_tile<float>(), pitch, k), values[o]);
          plain[o] = sums.plain;
          centred[o] = sums.centred;
        }
      }
    }
  }

  const float2 total = make_float2(reduce_columns(plain), reduce_columns(centred));
  const int output = first_output + lane / lanes;
  if (lane % lanes == 0 && lane / lanes < Outputs && output < e.args.channels) {
    plan.sums(g.stream, g.row, g.tile)[output] = total;
  }
  __syncthreads();  // the tiles have been read; the flag lies there
  unsigned* ticket = plan.tickets + static_cast<std::int64_t>(g.stream) * e.out_tiles + g.out_tile;
  const unsigned blocks = static_cast<unsigned>(e.args.batch) * e.time_tiles;
  if (!last_block(ticket, blocks, behind_gradient_tile<int>())) return;
  __syncthreads();  // the flag has been read
  const int next = step == Step::gate ? e.sites - 1 : site - 1;
  const int first = g.out_tile * e.tile_outputs();
  finish_statistics(plan, g.stream, next, first, min(e.tile_outputs(), e.args.channels - first),
                    behind_gradient_tile<double2>());
}

}  // namespace emodna::cuda

#endif
