// What the gradient of a layer's weights is computed from, in shared memory: 112 frames of the convolution's input, and
// of its output's gradient the same frames and those that tap 0 pairs with them, of 40 channels each. Tiles are [group
// of 4 frames][41 channels][4], which is free of bank conflicts for the copy from planes (lanes along time), for reads
// of 4 frames a channel (weight_gradient.cuh) and for those of 8 channels at 4 frames (weight_tensor.cuh).
#ifndef EMODNA_CUDA_ENCODER_WEIGHT_TILE_CUH
#define EMODNA_CUDA_ENCODER_WEIGHT_TILE_CUH

#include <cuda_runtime.h>

#include "../core/mma.cuh"
#include "activation.cuh"
#include "backward_tile.cuh"

namespace emodna::cuda {

inline constexpr int weight_pitch = weight_channels + 1;  // float4s from group to group
inline constexpr int weight_groups = 28;                  // of 4 frames: a tile's 112

// The groups of dy that a tile needs: its own, and those `dilation` frames on. Where the two overlap they are stored
// once.
struct WeightWindow {
  int start, length;  // the tile's first frame; frames of the row
  int hop;            // slots from a group to the one that tap 0 pairs with it (the next one, where dilation < 4)
  int jump;           // frames between the own groups and the others, where they do not overlap

  __host__ __device__ WeightWindow(int start_, int length_, int dilation) : start(start_), length(length_) {
    const int groups = dilation / 4;
    hop = dilation == 0 ? 0 : dilation < 4 ? 1 : groups < weight_groups ? groups : weight_groups;
    jump = dilation < 4 ? 0 : dilation - 4 * hop;
  }
  __host__ __device__ int frame(int slot) const { return start + 4 * slot + (slot < weight_groups ? 0 : jump); }
  __host__ __device__ int groups() const { return at_most(weight_groups, (length - start + 3) / 4); }
  // Slots that hold frames of the row.
  __host__ __device__ int slots() const {
    const int own = groups();
    if (own < weight_groups) return own;
    const int others = (length - start - jump + 3) / 4 - weight_groups;
    return weight_groups + (others < 0 ? 0 : at_most(hop, others));
  }

 private:
  __host__ __device__ static int at_most(int most, int value) { return value < most ? value : most; }
};

// Four frames of a plane from `frame` on; those from `length` on have not been written.
__device__ __forceinline__ float4 load_frames(const float* at, int frame, int length) {
  if (frame + 3 < length) return *reinterpret_cast<const float4*>(at);
  return make_float4(at[0], frame + 1 < length ? at[1] : 0.0f, frame + 2 < length ? at[2] : 0.0f, 0.0f);
}

// What of `four`, which begins at `frame`, lies before `length`.
__device__ __forceinline__ float4 cut(float4 four, int frame, int length) {
  if (frame + 1 >= length) four.y = 0;
  if (frame + 2 >= length) four.z = 0;
  if (frame + 3 >= length) four.w = 0;
  return four;
}

template <int precision>
__device__ __forceinline__ float4 operand(const float4& four) {
  return make_float4(operand<precision>(four.x), operand<precision>(four.y), operand<precision>(four.z),
                     operand<precision>(four.w));
}

// Calls visit(channel, slot) with half a warp's lanes along the slots.
template <typename Visit>
__device__ __forceinline__ void each_channel_and_slot(int channels, int slots, Visit visit) {
  const int half = threadIdx.x / 16, halves = blockDim.x / 16;
#pragma unroll 2
  for (int c = half; c < channels; c += halves) {
#pragma unroll 2
    for (int slot = threadIdx.x % 16; slot < slots; slot += 16) visit(c, slot);
  }
}

// dy of the window; of the input layer, its output's gradient as it is.
template <Step step, int precision>
__device__ __forceinline__ void stage_output_gradient(const BackwardPlan& plan, int stream, int site, int row,
                                                      int first, int count, const WeightWindow& window, float4* to) {
  const EncoderPlan& e = plan.encoder;
  const std::int64_t at = static_cast<std::int64_t>(first) * e.pitch;
  const float* from = (step == Step::input ? plan.skip(stream, row) : plan.gradient(stream, site, row)) + at;
  const float* y = step == Step::input ? nullptr : e.y(stream, site, row) + at;
  const float4* terms = step == Step::input ? nullptr : plan.terms(stream, site, e.domain_of(row)) + first;
  each_channel_and_slot(count, window.slots(), [&](int c, int slot) {
    const int frame = window.frame(slot);
    const std::int64_t place = static_cast<std::int64_t>(c) * e.pitch + frame;
    float4 four = load_frames(from + place, frame, window.length);
    if constexpr (step != Step::input) {
      const float4 value = load_frames(y + place, frame, window.length);
      const BatchNormGradient bn = batch_norm_gradient(terms[c]);
      four = make_float4(gradient_of_y(bn, four.x, value.x), gradient_of_y(bn, four.y, value.y),
                         gradient_of_y(bn, four.z, value.z), gradient_of_y(bn, four.w, value.w));
    }
    to[slot * weight_pitch + c] = operand<precision>(cut(four, frame, window.length));
  });
}

// The convolution's input at the tile's own groups.
template <Step step, int precision>
__device__ __forceinline__ void stage_input(const BackwardPlan& plan, int stream, int site, int row, int first,
                                            int count, const WeightWindow& window, float4* to) {
  const EncoderPlan& e = plan.encoder;
  if constexpr (step == Step::input) {
    // x is [T, F]: eight features of four frames a warp, so that reads are whole sectors and writes meet no bank twice.
    const float* x = e.x(stream, row);
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
    for (int group = warp; group < window.groups(); group += warps) {
      const int frame = window.start + 4 * group + lane % 4;
      const int t = stream % 2 == 1 ? window.length - 1 - frame : frame;
      for (int f = lane / 4; f < count; f += 8) {
        const float value =
            frame < window.length ? x[static_cast<std::int64_t>(t) * e.args.features + first + f] : 0.0f;
        reinterpret_cast<float*>(to + group * weight_pitch + f)[lane % 4] = operand<precision>(value);
      }
    }
  } else {
    const float* from = (step == Step::second ? e.y(stream, site - 1, row) : e.h(stream, site / 2, row)) +
                        static_cast<std::int64_t>(first) * e.pitch;
    each_channel_and_slot(count, window.groups(), [&](int c, int slot) {
      const int frame = window.frame(slot);
      float4 four = load_frames(from + static_cast<std::int64_t>(c) * e.pitch + frame, frame, window.length);
      if constexpr (step == Step::second) {
        const Channel channel = channel_of(e, stream, site - 1, row, first + c);
        four = make_float4(
            activated(channel, normalised(channel, four.x)), activated(channel, normalised(channel, four.y)),
            activated(channel, normalised(channel, four.z)), activated(channel, normalised(channel, four.w)));
      }
      to[slot * weight_pitch + c] = operand<precision>(cut(four, frame, window.length));
    });
  }
}

}  // namespace emodna::cuda

#endif
