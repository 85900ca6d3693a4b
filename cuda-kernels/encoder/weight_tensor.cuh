// The weight gradient's products on tensor cores (core/mma.cuh), from the tiles of weight_tile.cuh: 16 frames at a
// time, a [16 rows, 16 frames] and b [16 frames, 8 inputs]. Rows r < 8 are tap 0 of outputs 8 j + r, which pairs frame
// t + d of dy with frame t of the input; rows 8 + r are tap 1 of the same outputs.
//
// As in float32 every warp has all 40 x 40 x 2 sums, a lane 100 of them, and takes every warps-th 16 frames: 60 shared
// loads for 25 products, twice as many in TF32.
#ifndef EMODNA_CUDA_ENCODER_WEIGHT_TENSOR_CUH
#define EMODNA_CUDA_ENCODER_WEIGHT_TENSOR_CUH

#include <cuda_runtime.h>

#include "../core/mma.cuh"
#include "weight_tile.cuh"

namespace emodna::cuda {

template <int precision>
struct TensorSums {
  static constexpr int blocks = weight_channels / 8;

  float c[blocks][blocks][4] = {};  // 8 outputs, 8 inputs, fragment

  __device__ static int first_output() { return static_cast<int>(threadIdx.x) % 32 / 4; }
  __device__ static int first_input() { return static_cast<int>(threadIdx.x) % 4 * 2; }
  // Calls visit(output, input, past, present), counted from the lane's first.
  template <typename Visit>
  __device__ __forceinline__ void each(Visit visit) const {
#pragma unroll
    for (int j = 0; j < blocks; ++j) {
#pragma unroll
      for (int n = 0; n < blocks; ++n) {
#pragma unroll
        for (int i = 0; i < 2; ++i) visit(8 * j, 8 * n + i, c[j][n][i], c[j][n][2 + i]);
      }
    }
  }
};

template <int Taps, int precision>
__device__ __forceinline__ void add_tile(const WeightWindow& window, int dilation, const float4* dy, const float4* in,
                                         const float4* zeros, TensorSums<precision>& sums) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32, g = lane / 4, t = lane % 4;
  const int groups = window.groups(), slots = window.slots();
  // Frame t of a group is paired with frame `later` of the slot `hop` on.
  const int hop = dilation < 4 ? (t + dilation) / 4 : window.hop, later = (t + dilation) % 4;
  // A lane's channel in 8, and its frame in a group.
  const auto number = [&](const float4* tile, bool there, int slot, int frame) {
    return reinterpret_cast<const float*>((there ? tile + slot * weight_pitch : zeros) + g) + frame;
  };
#pragma unroll 1
  for (int step = warp; 4 * step < groups; step += warps) {
    const float* past[4];
    const float* present[4];
    const float* from[4];
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      const int slot = 4 * step + k;
      const bool there = slot < groups;
      past[k] = number(dy, Taps == 2 && there && slot + hop < slots, slot + hop, later);
      present[k] = number(dy, there, slot, t);
      from[k] = number(in, there, slot, t);
    }
    Fragment<precision, 2> right[TensorSums<precision>::blocks];
#pragma unroll
    for (int n = 0; n < TensorSums<precision>::blocks; ++n) {
      float b[2][2];
#pragma unroll
      for (int k = 0; k < 4; ++k) b[k / 2][k % 2] = from[k][32 * n];
      right[n].set(b);
    }
#pragma unroll
    for (int j = 0; j < TensorSums<precision>::blocks; ++j) {
      float a[2][4];
#pragma unroll
      for (int k = 0; k < 4; ++k) {
        a[k / 2][k % 2 * 2] = past[k][32 * j];
        a[k / 2][k % 2 * 2 + 1] = present[k][32 * j];
      }
      Fragment<precision, 4> left;
      left.set(a);
#pragma unroll
      for (int n = 0; n < TensorSums<precision>::blocks; ++n) {
        float(&c)[4] = sums.c[j][n];
        multiply(left, right[n], c[0], c[1], c[2], c[3]);
      }
    }
  }
}

}  // namespace emodna::cuda

#endif
