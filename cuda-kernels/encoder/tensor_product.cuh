// The inner product of convolve.cuh on tensor cores (core/mma.cuh), from the same tile in shared memory: frames by
// outputs, with a [16 frames, 16 numbers] and b [16 numbers, 8 outputs]; the 16 numbers are both taps of 8 input
// channels, or 16 features of the input layer.
//
// Warp w has the frames 16 (w + 5 m) .. of a tile, m < 3, and all of the block's up to 40 outputs: 24 + 5 shared loads
// (the latter of 16 bytes) for 15 products, twice as many in TF32. That spreads a tile's time over the warps, while
// what follows a convolution wants a channel's time in one warp; so the sums go through shared memory once at the end.
// Inputs are taken in order, 8 channels (16 features) at a time, so results do not depend on the tiling.
#ifndef EMODNA_CUDA_ENCODER_TENSOR_PRODUCT_CUH
#define EMODNA_CUDA_ENCODER_TENSOR_PRODUCT_CUH

#include <cuda_runtime.h>

#include "../core/mma.cuh"
#include "convolve.cuh"

namespace emodna::cuda {

template <int precision>
class TensorProduct {
 public:
  // before: frames of the tile that have no tap 0. Weights are packed by packing.cuh.
  template <int Taps>
  __device__ __forceinline__ void add(const ConvolutionTile& tile, int before) {
    constexpr int group = tensor_depth / Taps;
    const int lane = threadIdx.x % 32, g = lane / 4, t = lane % 4;
    const float4* weights = reinterpret_cast<const float4*>(tile.weights) + lane;
#pragma unroll 1
    for (int first = 0; first < tile.inputs; first += group, weights += blocks * 32) {
      // [s][half]. Behind the last input the weights are 0: any input's numbers serve.
      const float* from[2][2];
#pragma unroll
      for (int s = 0; s < 2; ++s) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          const int input = min(first + (Taps == 1 ? 8 * s : 0) + 4 * half + t, tile.inputs - 1);
          from[s][half] = tile.activations + input * tile.pitch + g - (Taps == 2 && s == 0 ? tile.shift : 0);
        }
      }
      Fragment<precision, 2> right[blocks];
#pragma unroll
      for (int n = 0; n < blocks; ++n) {
        const float4 four = weights[n * 32];
        const float b[2][2] = {{four.x, four.y}, {four.z, four.w}};
        right[n].set(b);
      }
#pragma unroll
      for (int m = 0; m < rows; ++m) {
        const int frame = first_frame(m);
        if (frame >= tile.frames) continue;
        float a[2][4];
#pragma unroll
        for (int i = 0; i < 8; ++i) {
          const int s = i / 4, at = frame + i % 2 * 8;
          const bool there = Taps == 1 || s == 1 || at + g >= before;
          a[s][i % 4] = there ? from[s][i % 4 / 2][at] : 0.0f;
        }
        Fragment<precision, 4> left;
        left.set(a);
#pragma unroll
        for (int n = 0; n < blocks; ++n) {
          if (n * tensor_outputs >= tile.outputs) continue;
          float(&c)[4] = sums_[m][n];
          multiply(left, right[n], c[0], c[1], c[2], c[3]);
        }
      }
    }
  }

  // Adds the sums to those of convolve.cuh: of warp w outputs 8 w .. at frames 32 i + lane.
  template <int Positions>
  __device__ __forceinline__ void exchange(int frames, int outputs, int pitch, float* shared,
                                           float (&sums)[tensor_outputs][Positions]) const {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, g = lane / 4, t = lane % 4;
    __syncthreads();  // the tile has been read
#pragma unroll
    for (int m = 0; m < rows; ++m) {
      const int frame = first_frame(m);
      if (frame >= frames) continue;
#pragma unroll
      for (int n = 0; n < blocks; ++n) {
        if (n * tensor_outputs >= outputs) continue;
        float* to = shared + (n * tensor_outputs + 2 * t) * pitch + frame + g;
        to[0] = sums_[m][n][0];
        to[pitch] = sums_[m][n][1];
        to[8] = sums_[m][n][2];
        to[pitch + 8] = sums_[m][n][3];
      }
    }
    __syncthreads();
    if (warp * tensor_outputs >= outputs) return;
#pragma unroll
    for (int o = 0; o < tensor_outputs; ++o) {
#pragma unroll
      for (int i = 0; i < Positions; ++i) {
        const int frame = 32 * i + lane;
        if (frame < frames) sums[o][i] += shared[(warp * tensor_outputs + o) * pitch + frame];
      }
    }
  }

 private:
  static constexpr int blocks = 5;                                                   // of 8 outputs
  static constexpr int rows = (tile_frames / 16 + tensor_warps - 1) / tensor_warps;  // of 16 frames, of a warp

  static __device__ __forceinline__ int first_frame(int m) {
    return 16 * (static_cast<int>(threadIdx.x) / 32 + tensor_warps * m);
  }

  float sums_[rows][blocks][4] = {};
};

}  // namespace emodna::cuda

#endif
