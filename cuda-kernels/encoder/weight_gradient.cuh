// The gradient of a layer's weights: dW[o, i, 1] = sum of dy[o, t] a[i, t], dW[o, i, 0] = sum of dy[o, t + d] a[i, t]
// over all frames of a part of the rows, for 40 x 40 channels a block of threads.
//
// Every warp has all 40 x 40 x 2 sums, a lane 10 x 5 x 2 of them, and takes every warps-th group of 4 frames: 25 shared
// loads of 16 bytes for 400 FMA; lanes are numbered so that of two neighbours one operand's
// addresses agree, and of two next but one the other's, which halves what the loads bring. The warps' sums are added in
// order at the end, and the parts by add_weight_parts() in the next launch. A tile of 112 frames waits for memory three
// times (weight_tile.cuh); at 128 rows a block has four tiles.
#ifndef EMODNA_CUDA_ENCODER_WEIGHT_GRADIENT_CUH
#define EMODNA_CUDA_ENCODER_WEIGHT_GRADIENT_CUH

#include <cuda_runtime.h>

#include <type_traits>

#include "../core/shared.cuh"
#include "weight_tensor.cuh"
#include "weight_tile.cuh"

namespace emodna::cuda {

inline constexpr int lane_outputs = 10, lane_inputs = 5;
// Tiles of 112 frames that a block adds before the part takes what its registers have come to, so that none adds up
// more than 1,792 frames, those of a block with one warp. What parts take, and parts, are few: a part of 256 rows of
// 196 frames takes 32 times. Registers have no room for sums of two floats, and shared memory holds the tiles.
inline constexpr int chain_tiles = 16;

// A block's share of the weights and of the rows. In front of all else in its shared memory, so that none of it takes a
// register from the sums.
struct alignas(16) WeightBlock {
  int stream, part;
  int first_row, last_row;
  int first_input, inputs, first_output, outputs;
};

// The shared memory behind it.
template <typename T>
__device__ __forceinline__ T* behind_weight_block() {
  return reinterpret_cast<T*>(shared_memory<WeightBlock>(1));
}

// A lane's sums: of tap 0 and tap 1.
struct LaneSums {
  float past[lane_outputs][lane_inputs] = {}, present[lane_outputs][lane_inputs] = {};

  // Lane bits 0 and 2 choose the outputs, 1, 3 and 4 the inputs.
  __device__ static int first_output() {
    const int lane = threadIdx.x % 32;
    return ((lane & 1) | (lane >> 1 & 2)) * lane_outputs;
  }
  __device__ static int first_input() {
    const int lane = threadIdx.x % 32;
    return ((lane >> 1 & 1) | (lane >> 2 & 6)) * lane_inputs;
  }
  // Calls visit(output, input, past, present), counted from the lane's first.
  template <typename Visit>
  __device__ __forceinline__ void each(Visit visit) const {
#pragma unroll
    for (int o = 0; o < lane_outputs; ++o) {
#pragma unroll
      for (int i = 0; i < lane_inputs; ++i) visit(o, i, past[o][i], present[o][i]);
    }
  }
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

template <int Taps, int Shift>
__device__ __forceinline__ void add_shifted(const WeightWindow& window, const float4* dy, const float4* in,
                                            const float4* zeros, LaneSums& sums) {
  const int warp = threadIdx.x / 32, warps = blockDim.x / 32, groups = window.groups(), slots = window.slots();
  const int o = LaneSums::first_output(), i = LaneSums::first_input();
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

template <int Taps>
__device__ __forceinline__ void add_tile(const WeightWindow& window, int dilation, const float4* dy, const float4* in,
                                         const float4* zeros, LaneSums& sums) {
  if constexpr (Taps == 1) {
    add_shifted<1, 0>(window, dy, in, zeros, sums);
  } else if (dilation == 1) {
    add_shifted<2, 1>(window, dy, in, zeros, sums);
  } else if (dilation == 2) {
    add_shifted<2, 2>(window, dy, in, zeros, sums);
  } else {
    add_shifted<2, 0>(window, dy, in, zeros, sums);
  }
}

// The warps' sums together, in order, into the part, which is [outputs, inputs, taps]; where the part has
// begun, added to what is there.
template <int Taps, typename Sums>
__device__ __forceinline__ void write_part(const Sums& sums, bool begun, int outputs, int inputs, std::int64_t pitch,
                                           float* part) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
  float2* total = behind_weight_block<float2>();
  float2* own = total + Sums::first_output() * weight_pitch + Sums::first_input();
  for (int turn = 0; turn < warps; ++turn) {
    __syncthreads();
    if (turn != warp) continue;
    sums.each([&](int output, int input, float past, float present) {
      float2* at = own + output * weight_pitch + input;
      // Not one sum with a 0 in the first turn: the compiler would make all of them before, and has no registers for
      // it.
      if (turn == 0) {
        *at = make_float2(past, present);
      } else {
        *at = make_float2(at->x + past, at->y + present);
      }
    });
  }
  __syncthreads();
  for (int k = warp; k < outputs; k += warps) {
    const float* from = reinterpret_cast<const float*>(total + k * weight_pitch);
    float* to = part + k * pitch;
    for (int j = lane; j < inputs * Taps; j += 32) {
      const float sum = from[Taps == 2 ? j : 2 * j + 1];
      to[j] = begun ? to[j] + sum : sum;
    }
  }
}

// Bytes of shared memory that a block needs where rows have up to `frames` frames.
inline std::size_t weight_gradient_bytes(int frames, int dilation) {
  const WeightWindow window(0, frames, dilation);
  const int tiles = 1 + window.slots() + window.groups();
  const std::size_t tile = tiles * weight_pitch * sizeof(float4);
  const std::size_t sums = weight_channels * weight_pitch * sizeof(float2);
  return sizeof(WeightBlock) + (tile > sums ? tile : sums);
}

// index: of the block among those of this role.
template <Step step, int precision>
__device__ __forceinline__ void weight_gradient(const BackwardPlan& plan, int site, int index) {
  constexpr int taps = step == Step::input ? 1 : 2;
  const EncoderPlan& e = plan.encoder;
  const int channels = e.args.channels, inputs = step == Step::input ? e.args.features : channels;
  const int input_tiles = (inputs + weight_channels - 1) / weight_channels;
  WeightBlock& block = *shared_memory<WeightBlock>();
  if (threadIdx.x == 0) {
    block.first_input = index % input_tiles * weight_channels;
    block.inputs = min(weight_channels, inputs - block.first_input);
    block.first_output = index / input_tiles % plan.output_tiles * weight_channels;
    block.outputs = min(weight_channels, channels - block.first_output);
    block.part = index / input_tiles / plan.output_tiles % plan.parts;
    block.first_row = block.part * plan.part_rows;
    block.last_row = min(block.first_row + plan.part_rows, e.args.batch);
    block.stream = index / input_tiles / plan.output_tiles / plan.parts;
  }
  __syncthreads();
  const int dilation = dilation_of<step>(e, site);

  float4* zeros = behind_weight_block<float4>();
  float4* in = zeros + weight_pitch;
  float4* dy = in + WeightWindow(0, e.args.frames, dilation).groups() * weight_pitch;
  int row = block.first_row, start = 0, length = e.frames(block.stream, row), tiles = 0;
  const auto go_on = [&] {  // to the next row that has frames, where this one has no more
    while (start >= length && ++row < block.last_row) {
      start = 0;
      length = e.frames(block.stream, row);
    }
  };
  go_on();
  do {
    std::conditional_t<precision == EMODNA_FLOAT32, LaneSums, TensorSums<precision>> sums;
    while (row < block.last_row) {
      const WeightWindow window(start, length, dilation);
      __syncthreads();  // the tiles before have been read
      // Again with each chain, since the sums of the one before have lain there.
      if (tiles % chain_tiles == 0) {
        for (int i = threadIdx.x; i < weight_pitch; i += blockDim.x) zeros[i] = make_float4(0, 0, 0, 0);
      }
      stage_output_gradient<step, precision>(plan, block.stream, site, row, block.first_output, block.outputs, window,
                                             in, dy);
      stage_input<step, precision>(plan, block.stream, site, row, block.first_input, block.inputs, window, in);
      __syncthreads();
      add_tile<taps>(window, dilation, dy, in, zeros, sums);
      start += 4 * weight_groups;
      go_on();
      if (++tiles % chain_tiles == 0) break;
    }
    const std::int64_t pitch = static_cast<std::int64_t>(inputs) * taps;
    write_part<taps>(
        sums, tiles > chain_tiles, block.outputs, block.inputs, pitch,
        plan.weight_part(block.stream, site, block.part) + block.first_output * pitch + block.first_input * taps);
  } while (row < block.last_row);
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
