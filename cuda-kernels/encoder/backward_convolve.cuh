// The gradient with respect to a convolution's input: the product of product.cuh with dy staged backwards in time
// (position r is frame length - 1 - r) and inputs and outputs exchanged. Tiles are cut from the row's last frame, so
// that the dilation looks back, as in the forward pass, and T beyond the length changes nothing.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_CONVOLVE_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_CONVOLVE_CUH

#include <cuda_runtime.h>

#include "../core/shared.cuh"
#include "backward_tile.cuh"
#include "product.cuh"
#include "staging.cuh"

namespace emodna::cuda {

// One block's share: outputs of one out_tile at positions start .. start + tile_frames of a row. In front of all else
// in its shared memory, so that none of it takes a register from the sums.
struct alignas(16) GradientTile {
  int stream, row, tile, out_tile;
  int length;  // the row's frames
  int depth;   // channels of dy in shared memory at a time
  int site;    // input_site: the input layer

  __device__ int start() const { return tile * tile_frames; }
  __device__ int frames() const { return min(length - start(), tile_frames); }
};

// The shared memory behind it.
template <typename T>
__device__ __forceinline__ T* behind_gradient_tile() {
  return reinterpret_cast<T*>(shared_memory<GradientTile>(1));
}

// Channels first .. first + count of dy into shared memory, [count][pitch]; carried,
// [warps][carried_channels()][pitch], is for y, of which it is computed. As in the forward pass (layer_kernel.cuh) a
// warp waits for memory once for several channels, and every lane for the frames that it brings itself.
template <Step step, int precision>
__device__ __forceinline__ void stage_gradient(const BackwardPlan& plan, const GradientTile& g, int first, int count,
                                               float* to, float* carried) {
  const EncoderPlan& e = plan.encoder;
  constexpr bool plain = step == Step::input;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  const int pitch = e.tile_pitch(g.site), start = g.start();
  const LaneFrames frames = {g.frames(), plain ? 0 : e.halo(g.site)};
  // Position r is frame origin + direction * r; the input layer's forward stream has x's own time.
  const bool backwards = !plain || g.stream % 2 == 1;
  const int origin = backwards ? g.length - 1 : 0, direction = backwards ? -1 : 1;
  const float* plane = (plain ? plan.skip(g.stream, g.row) : plan.gradient(g.stream, g.site, g.row)) + origin;
  const float* values = plain ? nullptr : e.y(g.stream, g.site, g.row) + origin;
  const int most = plain ? count : e.carried_channels();
  carried += plain ? 0 : warp * most * pitch;
#pragma unroll 1
  for (int base = warp; base < count; base += warps * most) {
    const int channels = min(most, (count - base + warps - 1) / warps);
#pragma unroll 1
    for (int k = 0; k < channels; ++k) {
      const int o = base + k * warps;
      const std::int64_t at = static_cast<std::int64_t>(first + o) * e.pitch;
      const auto bring = [&](int place, int t) {
        const std::int64_t from = at + direction * (start + t);
        copy_async(to + o * pitch + place, plane + from);
        if constexpr (!plain) copy_async(carried + k * pitch + place, values + from);
      };
      frames.template each<tile_positions, 1>(bring);
    }
    BatchNormGradient mine = {};
    if (!plain && lane < channels) {
      mine = batch_norm_gradient(plan.terms(g.stream, g.site, e.domain_of(g.row))[first + base + lane * warps]);
    }
    wait_for_copies();
    if (plain && precision != EMODNA_TF32) continue;
#pragma unroll 1
    for (int k = 0; k < channels; ++k) {
      const BatchNormGradient bn = gradient_of_lane(mine, k);
      float* own = to + (base + k * warps) * pitch;
      const float* y = carried + k * pitch;
      const auto finish = [&](int place, int) {
        own[place] = operand<precision>(plain ? own[place] : gradient_of_y(bn, own[place], y[place]));
      };
      frames.template each<tile_positions, 4>(finish);
    }
  }
}

// Frames of the halo, of rows longer than a tile: each from memory at once.
template <Step step, int precision>
__device__ __forceinline__ void stage_gradient_halo(const BackwardPlan& plan, const GradientTile& g, int first,
                                                    int count, float* to) {
  const EncoderPlan& e = plan.encoder;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  const int behind = g.start() - e.dilation(g.site), halo = e.halo(g.site), pitch = e.tile_pitch(g.site);
  const float* plane = plan.gradient(g.stream, g.site, g.row);
  const float* values = e.y(g.stream, g.site, g.row);
#pragma unroll 1
  for (int o = warp; o < count; o += warps) {
    const std::int64_t at = static_cast<std::int64_t>(first + o) * e.pitch + g.length - 1 - behind;
    const BatchNormGradient bn = batch_norm_gradient(plan.terms(g.stream, g.site, e.domain_of(g.row))[first + o]);
#pragma unroll 1
    for (int j = max(0, -behind) + lane; j < halo; j += 32) {
      to[o * pitch + j] = operand<precision>(gradient_of_y(bn, plane[at - j], values[at - j]));
    }
  }
}

// Adds the tile's product to sums. shared: depth * (taps * width) floats, then depth * tile_pitch() and
// floats_behind(); or, if that is more, the plan's exchange_bytes().
template <Step step, int precision, int Outputs>
__device__ __forceinline__ void convolve_gradient(const BackwardPlan& plan, const GradientTile& g, float* shared,
                                                  Product<precision>& product, float (&sums)[Outputs][tile_positions]) {
  const EncoderPlan& e = plan.encoder;
  constexpr int taps = step == Step::input ? 1 : 2;
  const int start = g.start();
  const int dilation = dilation_of<step>(e, g.site), halo = e.halo(g.site);
  const float* packed =
      step == Step::input ? plan.packed_dx(g.stream, g.out_tile) : e.packed(g.stream, g.site, g.out_tile);
  float* activations = shared + g.depth * taps * e.width;

  ConvolutionTile tile;
  tile.activations = activations + halo;
  tile.pitch = e.tile_pitch(g.site);
  tile.shift = halo > 0 ? halo : dilation;
  tile.edge = start == 0 && dilation < 32 ? dilation : 0;
  tile.weights = shared;
  tile.width = e.width;
  tile.taps = taps;
  tile.frames = g.frames();
  tile.outputs = (step == Step::input ? e.args.features : e.args.channels) - g.out_tile * e.tile_outputs();
  const int before = step == Step::input    ? tile_positions
                     : step == Step::bottom ? 0
                                            : positions_before(start, dilation);
  for (int first = 0; first < e.args.channels; first += g.depth) {
    tile.inputs = min(g.depth, e.args.channels - first);
    __syncthreads();
    stage_weights(packed + static_cast<std::int64_t>(first) * taps * e.width,
                  e.padded_inputs(tile.inputs, taps) * taps * e.width, shared);
    stage_gradient<step, precision>(plan, g, first, tile.inputs, activations,
                                    activations + g.depth * e.tile_pitch(g.site));
    wait_for_copies();
    if (step != Step::input && start > 0) {
      stage_gradient_halo<step, precision>(plan, g, first, tile.inputs, activations);
    }
    __syncthreads();
    product.template add<taps>(tile, before, sums);
  }
}

}  // namespace emodna::cuda

#endif
