// The gradient of a layer's weights: dW[o, i, 1] = sum of dy[o, t] a[i, t], dW[o, i, 0] = sum of dy[o, t + d] a[i, t]
// over all frames of a part of the rows, for 40 x 40 channels a block of threads.
//
// Every warp has all 40 x 40 x 2 sums, a lane 10 x 5 x 2 of them, and takes every warps-th group of 4 frames: 25 shared
// loads of 16 bytes for 400 FMA. Tiles are [group of 4 frames][41 channels][4], which is free of bank conflicts for the
// copy from planes (lanes along time) and for these loads; lanes are numbered so that of two neighbours one operand's
// addresses agree, and of two next but one the other's, which halves what the loads bring. The warps' sums are added in
// order at the end, and the parts by add_weight_parts() in the next launch.
#ifndef EMODNA_CUDA_ENCODER_WEIGHT_GRADIENT_CUH
#define EMODNA_CUDA_ENCODER_WEIGHT_GRADIENT_CUH

#include <cuda_runtime.h>

#include "../core/shared.cuh"
#include "activation.cuh"
#include "backward_tile.cuh"

namespace emodna::cuda {

inline constexpr int weight_pitch = weight_channels + 1;  // float4s from group to group
inline constexpr int weight_groups = 28;                  // of 4 frames: a tile's 112
inline constexpr int lane_outputs = 10, lane_inputs = 5;

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

__device__ __forceinline__ float4 load_four(const float* from, bool valid) {
  return valid ? *reinterpret_cast<const float4*>(from) : make_float4(0, 0, 0, 0);
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
template <Step step>
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
    float4 four = *reinterpret_cast<const float4*>(from + place);
    if constexpr (step != Step::input) {
      const float4 value = *reinterpret_cast<const float4*>(y + place);
      const BatchNormGradient bn = batch_norm_gradient(terms[c]);
      four = make_float4(gradient_of_y(bn, four.x, value.x), gradient_of_y(bn, four.y, value.y),
                         gradient_of_y(bn, four.z, value.z), gradient_of_y(bn, four.w, value.w));
    }
    to[slot * weight_pitch + c] = cut(four, frame, window.length);
  });
}

// The convolution's input at the tile's own groups.
template <Step step>
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
        reinterpret_cast<float*>(to + group * weight_pitch + f)[lane % 4] = value;
      }
    }
  } else {
    const float* from = (step == Step::second ? e.y(stream, site - 1, row) : e.h(stream, site / 2, row)) +
                        static_cast<std::int64_t>(first) * e.pitch;
    each_channel_and_slot(count, window.groups(), [&](int c, int slot) {
      const int frame = window.frame(slot);
      float4 four = *reinterpret_cast<const float4*>(from + static_cast<std::int64_t>(c) * e.pitch + frame);
      if constexpr (step == Step::second) {
        const Channel channel = channel_of(e, stream, site - 1, row, first + c);
        four = make_float4(
            activated(channel, normalised(channel, four.x)), activated(channel, normalised(channel, four.y)),
            activated(channel, normalised(channel, four.z)), activated(channel, normalised(channel, four.w)));
      }
      to[slot * weight_pitch + c] = cut(four, frame, window.length);
    });
  }
}

// A lane's sums: of tap 0 and tap 1.
struct LaneSums {
  float past[lane_outputs][lane_inputs] = {}, present[lane_outputs][lane_inputs] = {};
};

// Adds x . y to sum, in time's order.
__device__ __forceinline__ void add_product(float& sum, const float4& x, const float4& y) {
  sum = fmaf(x.x, y.x, sum);
  sum = fmaf(x.y, y.y, sum);
  sum = fmaf(x.z, y.z, sum);
  sum = fmaf(x.w, y.w, sum);
}

// Frames f + Shift .. f + Shift + 3 of two neighbouring groups.
template <int Shift>
__device__ __forceinline__ float4 shifted(const float4& group, const float4& next) {
  if constexpr (Shift == 1) return make_float4(group.y, group.z, group.w, next.x);
  if constexpr (Shift == 2) return make_float4(group.z, group.w, next.x, next.y);
  return next;
}

// One group of 4 frames. dy, ahead, in: at the lane's first output and input.
template <int Taps, int Shift>
__device__ __forceinline__ void add_group(const float4* dy, const float4* ahead, const float4* in, LaneSums& sums) {
  float4 a[lane_inputs];
#pragma unroll
  for (int i = 0; i < lane_inputs; ++i) a[i] = in[i];
#pragma unroll
  for (int o = 0; o < lane_outputs; ++o) {
    const float4 group = dy[o];
#pragma unroll
    for (int i = 0; i < lane_inputs; ++i) add_product(sums.present[o][i], group, a[i]);
    if constexpr (Taps == 2) {
      const float4 other = shifted<Shift>(group, ahead[o]);
#pragma unroll
      for (int i = 0; i < lane_inputs; ++i) add_product(sums.past[o][i], other, a[i]);
    }
  }
}

// Where a lane's outputs and inputs begin: lane bits 0 and 2 choose the outputs, 1, 3 and 4 the inputs.
__device__ __forceinline__ int first_output_of(int lane) { return ((lane & 1) | (lane >> 1 & 2)) * lane_outputs; }
__device__ __forceinline__ int first_input_of(int lane) { return ((lane >> 1 & 1) | (lane >> 2 & 6)) * lane_inputs; }

template <int Taps, int Shift>
__device__ __forceinline__ void add_tile(const WeightWindow& window, const float4* dy, const float4* in,
                                         const float4* zeros, LaneSums& sums) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  const int groups = window.groups(), slots = window.slots(), o = first_output_of(lane), i = first_input_of(lane);
#pragma unroll 1
  for (int group = warp; group < groups; group += warps) {
    const float4* own = dy + group * weight_pitch + o;
    const float4* from = in + group * weight_pitch + i;
    const bool paired = group + window.hop < slots;
    if (Taps == 2 && (Shift > 0 || paired)) {
      // A group that is the row's last is followed by zeros.
      add_group<2, Shift>(own, paired ? own + window.hop * weight_pitch : zeros, from, sums);
    } else {
      add_group<1, 0>(own, nullptr, from, sums);
    }
  }
}

// The warps' sums together, in order, into the part, which is [outputs, inputs, taps].
template <int Taps>
__device__ __forceinline__ void write_part(const LaneSums& sums, int outputs, int inputs, std::int64_t pitch,
                                           float* part) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  const int o = first_output_of(lane), i = first_input_of(lane);
  float2* total = shared_memory<float2>();
  for (int turn = 0; turn < warps; ++turn) {
    __syncthreads();
    if (turn != warp) continue;
#pragma unroll
    for (int k = 0; k < lane_outputs; ++k) {
#pragma unroll
      for (int j = 0; j < lane_inputs; ++j) {
        float2* at = total + (o + k) * weight_pitch + i + j;
        const float2 before = turn > 0 ? *at : make_float2(0, 0);
        *at = make_float2(before.x + sums.past[k][j], before.y + sums.present[k][j]);
      }
    }
  }
  __syncthreads();
  for (int k = warp; k < outputs; k += warps) {
    const float* from = reinterpret_cast<const float*>(total + k * weight_pitch);
    for (int j = lane; j < inputs * Taps; j += 32) part[k * pitch + j] = from[Taps == 2 ? j : 2 * j + 1];
  }
}

// Bytes of shared memory that a block needs where rows have up to `frames` frames.
inline std::size_t weight_gradient_bytes(int frames, int dilation) {
  const WeightWindow window(0, frames, dilation);
  const int tiles = 1 + window.slots() + window.groups();
  const std::size_t tile = tiles * weight_pitch * sizeof(float4);
  const std::size_t sums = weight_channels * weight_pitch * sizeof(float2);
  return tile > sums ? tile : sums;
}

// index: of the block among those of this role.
template <Step step>
__device__ __forceinline__ void weight_gradient(const BackwardPlan& plan, int site, int index) {
  constexpr int taps = step == Step::input ? 1 : 2;
  const EncoderPlan& e = plan.encoder;
  const int channels = e.args.channels, inputs = step == Step::input ? e.args.features : channels;
  const int input_tiles = (inputs + weight_channels - 1) / weight_channels;
  const int first_input = index % input_tiles * weight_channels;
  const int first_output = index / input_tiles % plan.output_tiles * weight_channels;
  const int part = index / input_tiles / plan.output_tiles % plan.parts;
  const int stream = index / input_tiles / plan.output_tiles / plan.parts;
  const int input_count = min(weight_channels, inputs - first_input);
  const int output_count = min(weight_channels, channels - first_output);
  const int dilation = dilation_of<step>(e, site);

  float4* zeros = shared_memory<float4>();
  float4* in = zeros + weight_pitch;
  float4* dy = in + WeightWindow(0, e.args.frames, dilation).groups() * weight_pitch;
  for (int i = threadIdx.x; i < weight_pitch; i += blockDim.x) zeros[i] = make_float4(0, 0, 0, 0);
  LaneSums sums;
  const int first_row = part * plan.part_rows, last_row = min(first_row + plan.part_rows, e.args.batch);
  for (int row = first_row; row < last_row; ++row) {
    const int length = e.frames(stream, row);
    for (int start = 0; start < length; start += 4 * weight_groups) {
      const WeightWindow window(start, length, dilation);
      __syncthreads();  // the tiles before have been read
      stage_output_gradient<step>(plan, stream, site, row, first_output, output_count, window, dy);
      stage_input<step>(plan, stream, site, row, first_input, input_count, window, in);
      __syncthreads();
      if constexpr (step == Step::input) {
        add_tile<1, 0>(window, dy, in, zeros, sums);
      } else if (step != Step::first && dilation == 1) {  // block 0 has no Step::first
        add_tile<2, 1>(window, dy, in, zeros, sums);
      } else if (dilation == 2) {
        add_tile<2, 2>(window, dy, in, zeros, sums);
      } else {
        add_tile<2, 0>(window, dy, in, zeros, sums);
      }
    }
  }
  const std::int64_t pitch = static_cast<std::int64_t>(inputs) * taps;
  write_part<taps>(sums, output_count, input_count, pitch,
                   plan.weight_part(stream, site, part) + first_output * pitch + first_input * taps);
}

// Adds the parts of a site's weight gradient to dparameters, in order; a thread has one weight. index: of the block
// among those of this role.
__device__ __forceinline__ void add_weight_parts(const BackwardPlan& plan, int site, int index) {
  const EncoderPlan& e = plan.encoder;
  const std::int64_t weights = e.weight_count(site);
  const int blocks = static_cast<int>((weights + blockDim.x - 1) / blockDim.x), stream = index / blocks;
  const std::int64_t weight = static_cast<std::int64_t>(index % blocks) * blockDim.x + threadIdx.x;
  if (weight >= weights) return;
  const float* from = plan.weight_part(stream, site, 0) + weight;
  float total = 0;
#pragma unroll 16
  for (int part = 0; part < plan.parts; ++part) total += from[part * plan.largest_weight];
  e.args.dparameters[e.weight_offset(stream, site) + weight] += total;
}

}  // namespace emodna::cuda

#endif
