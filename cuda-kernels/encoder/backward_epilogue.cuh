// What follows a convolution's gradient in registers: the way back through what the forward pass did in front of the
// convolution. Each writes a gradient plane and leaves, for every channel, its sums over the tile.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_EPILOGUE_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_EPILOGUE_CUH

#include <cuda_runtime.h>

#include "activation.cuh"
#include "backward_convolve.cuh"
#include "moments.cuh"

namespace emodna::cuda {

// Gradient of u = BatchNorm(y) from that of r = SpatialDropout(ReLU(u)).
__device__ __forceinline__ float through_activation(const Channel& channel, float u, float dr) {
  return u > 0 ? __fmul_rn(dr, channel.keep) : 0.0f;
}

// Sums over a lane's frames of one channel: of what it wrote, and of that times y - mean.
struct GradientSums {
  float plain = 0, centred = 0;
};

// r = drop(relu(bn(y1))) was the input: to the gradient of bn(y1).
__device__ __forceinline__ void epilogue_second(const BackwardPlan& plan, const GradientTile& g, int c,
                                                const float (&values)[tile_positions], GradientSums& sums) {
  const EncoderPlan& e = plan.encoder;
  const int site = g.site - 1, last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
  const std::int64_t at = static_cast<std::int64_t>(c) * e.pitch;
  const Channel channel = channel_of(e, g.stream, site, g.row, c);
  const float* y = e.y(g.stream, site, g.row) + at;
  float* out = plan.gradient(g.stream, site, g.row) + at;
  float before[tile_positions];
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) before[p] = last - 32 * p >= 0 ? y[last - 32 * p] : 0.0f;
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    if (last - 32 * p < 0) continue;
    const float dp = through_activation(channel, normalised(channel, before[p]), values[p]);
    out[last - 32 * p] = dp;
    sums.plain += dp;
    sums.centred = fmaf(dp, before[p] - channel.mean, sums.centred);
  }
}

// Adds the gradient that a block's frames have from the sequence. Reads all it needs once more, so that nothing waits for
// it in registers.
__device__ __forceinline__ void add_sequence_gradient(const BackwardPlan& plan, const GradientTile& g, int block, int c,
                                                      float (&to)[tile_positions]) {
  const EncoderPlan& e = plan.encoder;
  const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32), encoder = g.stream / 2;
  const float weight = e.args.parameters[e.block_weights_offset(encoder) + block];
  const float* sequence = plan.sequence(encoder, g.row) + static_cast<std::int64_t>(c) * e.pitch;
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    const int t = last - 32 * p;
    if (t >= 0) to[p] = fmaf(weight, sequence[e.sequence_frame(g.stream, t, g.length)], to[p]);
  }
}

// h sigmoid(drop(relu(bn(y2)))) of block `block` was the input, or, at the top of the chain, went into z: with the
// gradient that went round, that of the block's time mean in z, and that of its frames in the sequence, to the gradients of bn(y2) and of h.
template <Step step>
__device__ __forceinline__ void epilogue_gate(const BackwardPlan& plan, const GradientTile& g, int c,
                                              const float (&values)[tile_positions], GradientSums& sums) {
  const EncoderPlan& e = plan.encoder;
  const int block = step == Step::gate ? e.args.blocks - 1 : g.site / 2 - 1, site = 2 * block + 1;
  const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32), encoder = g.stream / 2;
  const std::int64_t at = static_cast<std::int64_t>(c) * e.pitch;
  const Channel channel = channel_of(e, g.stream, site, g.row, c);
  float mean = 0;
  if (e.args.dz != nullptr) {
    const float weight = e.args.parameters[e.block_weights_offset(encoder) + block] / static_cast<float>(g.length);
    mean = weight * e.args.dz[(static_cast<std::int64_t>(encoder) * e.args.batch + g.row) * e.args.channels + c];
  }
  const float* h = e.h(g.stream, block, g.row) + at;
  const float* y = e.y(g.stream, site, g.row) + at;
  float* skip = plan.skip(g.stream, g.row) + at;
  float* out = plan.gradient(g.stream, site, g.row) + at;
  float before[tile_positions], carried[tile_positions], round[tile_positions];
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    const int t = last - 32 * p;
    before[p] = t >= 0 ? y[t] : 0.0f;
    carried[p] = t >= 0 ? h[t] : 0.0f;
    round[p] = step != Step::gate && t >= 0 ? skip[t] : 0.0f;
  }
  if (e.has_sequence()) add_sequence_gradient(plan, g, block, c, round);
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    const int t = last - 32 * p;
    if (t < 0) continue;
    const float d = values[p] + round[p] + mean;
    const float u = normalised(channel, before[p]), gate = sigmoid_of(activated(channel, u));
    const float through = d * gate;
    const float dp = through_activation(channel, u, through * carried[p] * (1.0f - gate));
    skip[t] = through;
    out[t] = dp;
    sums.plain += dp;
    sums.centred = fmaf(dp, before[p] - channel.mean, sums.centred);
  }
}

// The input layer's output was the input: its gradient is complete.
__device__ __forceinline__ void epilogue_bottom(const BackwardPlan& plan, const GradientTile& g, int c,
                                                const float (&values)[tile_positions], GradientSums& sums) {
  const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
  float* skip = plan.skip(g.stream, g.row) + static_cast<std::int64_t>(c) * plan.encoder.pitch;
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    if (last - 32 * p < 0) continue;
    const float d = values[p] + skip[last - 32 * p];
    skip[last - 32 * p] = d;
    sums.plain += d;
  }
}

// Feature f of x, [T, F] and in x's own time; 0 after the row's length.
__device__ __forceinline__ void epilogue_input(const BackwardPlan& plan, const GradientTile& g, int f,
                                               const float (&values)[tile_positions]) {
  const emodna_encoder_args& a = plan.encoder.args;
  float* dx = a.dx + (static_cast<std::int64_t>(g.stream / 2) * a.batch + g.row) * a.frames * a.features + f;
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    const int t = g.start() + 32 * p + static_cast<int>(threadIdx.x % 32);
    if (t < a.frames) dx[static_cast<std::int64_t>(t) * a.features] = t < g.length ? values[p] : 0.0f;
  }
}

}  // namespace emodna::cuda

#endif
