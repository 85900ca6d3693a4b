// What follows a convolution's gradient in registers: the way back through what the forward pass did in front of the
// convolution. Each writes a gradient plane and leaves, for every channel, its sums over the tile.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_EPILOGUE_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_EPILOGUE_CUH

#include <cuda_runtime.h>

#include "../core/async_copy.cuh"
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

// What an epilogue reads of a channel beside its frames. mean: gradient of a block's time mean, in each of its frames.
struct EpilogueChannel {
  Channel channel;
  float mean;
};

// The planes that an epilogue reads: a site's output, a block's input, and the gradient that goes round.
enum Plane { plane_y, plane_h, plane_round };

template <Step step>
__device__ __forceinline__ constexpr bool reads(Plane plane) {
  return plane == plane_y   ? step == Step::second || step == Step::first || step == Step::gate
         : plane == plane_h ? step == Step::first || step == Step::gate
                            : step == Step::first || step == Step::bottom;
}

// The site in front of the step's convolution, of the block in front of it.
template <Step step>
__device__ __forceinline__ int site_in_front(const BackwardPlan& plan, int site) {
  return step == Step::gate ? plan.encoder.sites - 1 : site - 1;
}

template <Step step>
__device__ __forceinline__ EpilogueChannel epilogue_channel(const BackwardPlan& plan, const GradientTile& g, int c) {
  const EncoderPlan& e = plan.encoder;
  const int site = site_in_front<step>(plan, g.site), block = site / 2, encoder = g.stream / 2;
  EpilogueChannel found = {};
  if constexpr (reads<step>(plane_y)) found.channel = channel_of(e, g.stream, site, g.row, c);
  if (reads<step>(plane_h) && e.args.dz != nullptr) {
    const float weight = e.args.parameters[e.block_weights_offset(encoder) + block] / static_cast<float>(g.length);
    found.mean = weight * e.args.dz[(static_cast<std::int64_t>(encoder) * e.args.batch + g.row) * e.args.channels + c];
  }
  return found;
}

// Of another lane, which has loaded it.
__device__ __forceinline__ EpilogueChannel epilogue_channel_of_lane(const EpilogueChannel& mine, int lane) {
  return {channel_of_lane(mine.channel, lane), __shfl_sync(0xffffffffu, mine.mean, lane)};
}

// A plane's channel.
template <Step step>
__device__ __forceinline__ const float* epilogue_plane(const BackwardPlan& plan, const GradientTile& g, Plane plane,
                                                       int c) {
  const EncoderPlan& e = plan.encoder;
  const int site = site_in_front<step>(plan, g.site);
  const float* from = plane == plane_y   ? e.y(g.stream, site, g.row)
                      : plane == plane_h ? e.h(g.stream, site / 2, g.row)
                                         : plan.skip(g.stream, g.row);
  return from + static_cast<std::int64_t>(c) * e.pitch;
}

// A lane's frames of a channel in those planes, from where they lie.
template <Step step>
struct FramesInMemory {
  const BackwardPlan& plan;
  const GradientTile& g;
  int c;

  __device__ __forceinline__ void load(Plane plane, float (&to)[tile_positions]) const {
    const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
    const float* from = epilogue_plane<step>(plan, g, plane, c);
#pragma unroll
    for (int p = 0; p < tile_positions; ++p) to[p] = last - 32 * p >= 0 ? from[last - 32 * p] : 0.0f;
  }
};

// Channels that a warp brings into shared memory at a time, so that it waits for memory that much less often, with
// registers that are full of the product.
template <Step step>
inline constexpr int epilogue_channels = step == Step::first ? 3 : 5;

// The same from shared memory: [channels at a time][planes][frames of a tile] of each warp.
template <Step step>
struct FramesAtHand {
  float* from;
  int pitch;

  static constexpr int planes =
      (reads<step>(plane_y) ? 1 : 0) + (reads<step>(plane_h) ? 1 : 0) + (reads<step>(plane_round) ? 1 : 0);

  static __host__ __device__ int floats(int warps, int pitch) {
    return warps * epilogue_channels<step> * planes * pitch;
  }
  __device__ FramesAtHand(float* shared, int pitch_, int number)
      : from(shared + (static_cast<int>(threadIdx.x) / 32 * epilogue_channels<step> + number) * planes * pitch_ +
             threadIdx.x % 32),
        pitch(pitch_) {}

  static __device__ __forceinline__ int place(Plane plane) {
    return plane == plane_y ? 0 : plane == plane_h ? 1 : planes - 1;
  }
  __device__ __forceinline__ void bring(const BackwardPlan& plan, const GradientTile& g, int c) const {
    const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
    for (Plane plane : {plane_y, plane_h, plane_round}) {
      if (!reads<step>(plane)) continue;
      const float* at = epilogue_plane<step>(plan, g, plane, c);
#pragma unroll 1
      for (int p = 0; p < tile_positions && last - 32 * p >= 0; ++p) {
        copy_async(from + place(plane) * pitch + 32 * p, at + last - 32 * p);
      }
    }
  }
  // What lies behind the row's first frame is anything.
  __device__ __forceinline__ void load(Plane plane, float (&to)[tile_positions]) const {
#pragma unroll
    for (int p = 0; p < tile_positions; ++p)
      to[p] = 32 * p + static_cast<int>(threadIdx.x % 32) < pitch ? from[place(plane) * pitch + 32 * p] : 0.0f;
  }
};

// r = drop(relu(bn(y1))) was the input: to the gradient of bn(y1).
template <typename Frames>
__device__ __forceinline__ void epilogue_second(const BackwardPlan& plan, const GradientTile& g, int c,
                                                const Channel& channel, const Frames& frames,
                                                const float (&values)[tile_positions], GradientSums& sums) {
  const EncoderPlan& e = plan.encoder;
  const int site = g.site - 1, last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
  float* out = plan.gradient(g.stream, site, g.row) + static_cast<std::int64_t>(c) * e.pitch;
  float before[tile_positions];
  frames.load(plane_y, before);
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    if (last - 32 * p < 0) continue;
    const float dp = through_activation(channel, normalised(channel, before[p]), values[p]);
    out[last - 32 * p] = dp;
    sums.plain += dp;
    sums.centred = fmaf(dp, before[p] - channel.mean, sums.centred);
  }
}

// Adds the gradient that a block's frames have from the sequence. Reads all it needs once more, so that nothing waits
// for it in registers.
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
// gradient that went round, that of the block's time mean in z, and that of its frames in the sequence, to the
// gradients of bn(y2) and of h.
template <Step step, typename Frames>
__device__ __forceinline__ void epilogue_gate(const BackwardPlan& plan, const GradientTile& g, int c,
                                              const EpilogueChannel& at, const Frames& frames,
                                              const float (&values)[tile_positions], GradientSums& sums) {
  const EncoderPlan& e = plan.encoder;
  const int site = site_in_front<step>(plan, g.site), block = site / 2;
  const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
  const std::int64_t offset = static_cast<std::int64_t>(c) * e.pitch;
  const Channel& channel = at.channel;
  float* skip = plan.skip(g.stream, g.row) + offset;
  float* out = plan.gradient(g.stream, site, g.row) + offset;
  float before[tile_positions], carried[tile_positions], round[tile_positions] = {};
  frames.load(plane_y, before);
  frames.load(plane_h, carried);
  if constexpr (reads<step>(plane_round)) frames.load(plane_round, round);
  if (e.has_sequence()) add_sequence_gradient(plan, g, block, c, round);
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    const int t = last - 32 * p;
    if (t < 0) continue;
    const float d = values[p] + round[p] + at.mean;
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
template <typename Frames>
__device__ __forceinline__ void epilogue_bottom(const BackwardPlan& plan, const GradientTile& g, int c,
                                                const Frames& frames, const float (&values)[tile_positions],
                                                GradientSums& sums) {
  const int last = g.length - 1 - g.start() - static_cast<int>(threadIdx.x % 32);
  float* skip = plan.skip(g.stream, g.row) + static_cast<std::int64_t>(c) * plan.encoder.pitch;
  float round[tile_positions];
  frames.load(plane_round, round);
#pragma unroll
  for (int p = 0; p < tile_positions; ++p) {
    if (last - 32 * p < 0) continue;
    const float d = values[p] + round[p];
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
