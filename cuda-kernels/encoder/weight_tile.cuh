// What the gradient of a layer's weights is computed from, in shared memory: 112 frames of the convolution's input, and
// of its output's gradient the same frames and those that tap 0 pairs with them, of 40 channels each. Tiles are [group
// of 4 frames][41 channels][4], which is free of bank conflicts for the copy from planes (lanes along time), for reads
// of 4 frames a channel (weight_gradient.cuh) and for those of 8 channels at 4 frames (weight_tensor.cuh).
#ifndef EMODNA_CUDA_ENCODER_WEIGHT_TILE_CUH
#define EMODNA_CUDA_ENCODER_WEIGHT_TILE_CUH

#include <cuda_runtime.h>

#include "../core/async_copy.cuh"
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

// Half a warp has every so manyth channel, at most 16 of them. Calls begin(number) for each, by all lanes of the warp
// together, and visit(channel, slot) where there is such a channel, lanes along the slots.
template <typename Begin, typename Visit>
__device__ __forceinline__ void each_channel_and_slot(int channels, int first_slot, int last_slot, Begin begin,
                                                      Visit visit) {
  const int half = threadIdx.x / 16, halves = blockDim.x / 16;
#pragma unroll 1
  for (int number = 0; number * halves < channels; ++number) {
    const int c = number * halves + half;
    begin(number);
    if (c >= channels) continue;
#pragma unroll 2
    for (int slot = first_slot + static_cast<int>(threadIdx.x % 16); slot < last_slot; slot += 16) visit(c, slot);
  }
}

// Brings slots [first, last) of a plane's channels to [slot - first][channel], with zeros behind the row's last frame.
// plane: at the tile's first channel.
__device__ __forceinline__ void bring_slots(const WeightWindow& window, const float* plane, int pitch, int channels,
                                            int first, int last, float4* to) {
  each_channel_and_slot(
      channels, first, last, [](int) {},
      [&](int c, int slot) {
        const int frame = window.frame(slot);
        const float* from = plane + static_cast<std::int64_t>(c) * pitch + frame;
        copy_async(to + (slot - first) * weight_pitch + c, reinterpret_cast<const float4*>(from),
                   window.length - frame);
      });
}

// dy of the window; of the input layer, its output's gradient as it is. aside: room for weight_groups slots of the
// convolution's output, of which dy is computed. A half warp works on what it brought itself, with all of that under
// way at once: a thread waits for memory a few times, not once a slot.
template <Step step, int precision>
__device__ __forceinline__ void stage_output_gradient(const BackwardPlan& plan, int stream, int site, int row,
                                                      int first, int count, const WeightWindow& window, float4* aside,
                                                      float4* to) {
  const EncoderPlan& e = plan.encoder;
  const std::int64_t at = static_cast<std::int64_t>(first) * e.pitch;
  const int slots = window.slots(), lane = threadIdx.x % 32;
  bring_slots(window, (step == Step::input ? plan.skip(stream, row) : plan.gradient(stream, site, row)) + at, e.pitch,
              count, 0, slots, to);
  if constexpr (step == Step::input) {
    wait_for_copies();
    if constexpr (precision == EMODNA_TF32) {
      each_channel_and_slot(
          count, 0, slots, [](int) {},
          [&](int c, int slot) { to[slot * weight_pitch + c] = operand<precision>(to[slot * weight_pitch + c]); });
    }
    return;
  }
  const float* y = e.y(stream, site, row) + at;
  // A lane of each half warp has one of its channels.
  BatchNormGradient mine = {};
  const int own = static_cast<int>(threadIdx.x % 16 * (blockDim.x / 16) + threadIdx.x / 16);
  if (own < count) mine = batch_norm_gradient(plan.terms(stream, site, e.domain_of(row))[first + own]);
#pragma unroll 1
  for (int begin = 0; begin < slots; begin += weight_groups) {
    const int end = min(begin + weight_groups, slots);
    bring_slots(window, y, e.pitch, count, begin, end, aside);
    wait_for_copies();
    __syncwarp();
    BatchNormGradient bn = {};
    each_channel_and_slot(
        count, begin, end, [&](int number) { bn = gradient_of_lane(mine, number + lane / 16 * 16); },
        [&](int c, int slot) {
          float4* place = to + slot * weight_pitch + c;
          const float4 dp = *place, value = aside[(slot - begin) * weight_pitch + c];
          const float4 four = make_float4(gradient_of_y(bn, dp.x, value.x), gradient_of_y(bn, dp.y, value.y),
                                          gradient_of_y(bn, dp.z, value.z), gradient_of_y(bn, dp.w, value.w));
          *place = operand<precision>(cut(four, window.frame(slot), window.length));
        });
  }
}

// The convolution's input at the tile's own groups.
template <Step step, int precision>
__device__ __forceinline__ void stage_input(const BackwardPlan& plan, int stream, int site, int row, int first,
                                            int count, const WeightWindow& window, float4* to) {
  const EncoderPlan& e = plan.encoder;
  const int lane = threadIdx.x % 32;
  if constexpr (step == Step::input) {
    // x is [T, F]: eight features of four frames a warp, so that reads are whole sectors and writes meet no bank twice.
    const float* x = e.x(stream, row);
    const int warp = threadIdx.x / 32, warps = blockDim.x / 32;
    const auto each = [&](auto visit) {
#pragma unroll 1
      for (int group = warp; group < window.groups(); group += warps) {
        const int frame = window.start + 4 * group + lane % 4;
        const int t = stream % 2 == 1 ? window.length - 1 - frame : frame;
        for (int f = lane / 4; f < count; f += 8) {
          visit(reinterpret_cast<float*>(to + group * weight_pitch + f) + lane % 4, frame < window.length, t, f);
        }
      }
    };
    each([&](float* place, bool there, int t, int f) {
      if (there) {
        copy_async(place, x + static_cast<std::int64_t>(t) * e.args.features + first + f);
      } else {
        *place = 0;
      }
    });
    wait_for_copies();
    if constexpr (precision == EMODNA_TF32) {
      each([&](float* place, bool, int, int) { *place = operand<precision>(*place); });
    }
  } else {
    const float* from = (step == Step::second ? e.y(stream, site - 1, row) : e.h(stream, site / 2, row)) +
                        static_cast<std::int64_t>(first) * e.pitch;
    const int groups = window.groups();
    bring_slots(window, from, e.pitch, count, 0, groups, to);
    Channel mine = {};
    const int own = static_cast<int>(threadIdx.x % 16 * (blockDim.x / 16) + threadIdx.x / 16);
    if (step == Step::second && own < count) mine = channel_of(e, stream, site - 1, row, first + own);
    wait_for_copies();
    if constexpr (step != Step::second && precision != EMODNA_TF32) return;
    Channel channel = {};
    each_channel_and_slot(
        count, 0, groups,
        [&](int number) {
          if constexpr (step == Step::second) channel = channel_of_lane(mine, number + lane / 16 * 16);
        },
        [&](int c, int slot) {
          float4* place = to + slot * weight_pitch + c;
          float4 four = *place;
          if constexpr (step == Step::second) {
            four = make_float4(
                activated(channel, normalised(channel, four.x)), activated(channel, normalised(channel, four.y)),
                activated(channel, normalised(channel, four.z)), activated(channel, normalised(channel, four.w)));
          }
          *place = operand<precision>(cut(four, window.frame(slot), window.length));
        });
  }
}

}  // namespace emodna::cuda

#endif
