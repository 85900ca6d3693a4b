// The inner product of a dilated causal convolution of width 2, from a tile in shared memory into registers.
//
// A warp computes Outputs output channels at frames 32 p + lane, p < Positions: an outer product of Outputs weights,
// which all lanes share (float4 broadcasts), and Positions activations a lane (neighbouring lanes read neighbouring
// frames: no bank conflicts, whatever the dilation). With 13 x 7 that is 91 FMA for 7 + 4 shared loads; the FMA units
// are the limit. Sums run over the inputs in order, tap 0 before tap 1, so results do not depend on the tiling.
//
// Positions that tap 0 reads from before the first frame are left out (4 of 7 at dilation 128): `first` of them.
//
// The gradient with respect to the input, sum over o of w[o, i, 1] dy[o, t] + w[o, i, 0] dy[o, t + d], is the same
// product when dy is staged backwards in time and the weights are packed with inputs and outputs exchanged.
#ifndef EMODNA_CUDA_ENCODER_CONVOLVE_CUH
#define EMODNA_CUDA_ENCODER_CONVOLVE_CUH

#include <cuda_runtime.h>

#include "plan.h"

namespace emodna::cuda {

// Floats of a warp's outputs in the packed weights.
__host__ __device__ constexpr int slots_of(int outputs) { return (outputs + 3) / 4 * 4; }

// What a warp reads. All in shared memory, weights 16-byte aligned and zero in unused slots.
struct ConvolutionTile {
  const float* activations;  // of input 0 at the tile's first frame: [inputs][pitch]
  int pitch;
  int shift;  // tap 0 reads this many floats before tap 1
  int edge;   // lanes of position 0 below this have no tap 0: the dilation in the first tile where < 32, else 0
  const float* weights;  // the block's at input 0: [inputs][taps][width]
  int width;
  int taps;     // 2, or 1 (tap 1 alone) for the input layer
  int inputs;   // how many
  int frames;   // of the tile that are wanted
  int outputs;  // of the block that there are
};

// Positions of a tile, which begins at frame `start`, that have no tap 0 at all.
__device__ __forceinline__ int positions_before(int start, int dilation) {
  const int before = (dilation - start) / 32;
  return before < 0 ? 0 : before < tile_positions ? before : tile_positions;
}

template <int Outputs>
__device__ __forceinline__ void load_weights(const float* from, float (&weights)[slots_of(Outputs)]) {
#pragma unroll
  for (int o = 0; o < slots_of(Outputs); o += 4) {
    const float4 four = *reinterpret_cast<const float4*>(from + o);
    weights[o] = four.x;
    weights[o + 1] = four.y;
    weights[o + 2] = four.z;
    weights[o + 3] = four.w;
  }
}

template <int Outputs, int Positions, int First>
__device__ __forceinline__ void convolve_from(const ConvolutionTile& tile, float (&sums)[Outputs][Positions]) {
  const int lane = threadIdx.x % 32, step = tile.taps * tile.width;
  const float* activations = tile.activations + lane;
  const float* weights = tile.weights + static_cast<int>(threadIdx.x) / 32 * slots_of(Outputs);
  const int last_tap = step - tile.width;
#pragma unroll 1
  for (int i = 0; i < tile.inputs; ++i, activations += tile.pitch, weights += step) {
    float w[slots_of(Outputs)];
    if constexpr (First < Positions) {
      load_weights<Outputs>(weights, w);
#pragma unroll
      for (int p = First; p < Positions; ++p) {
        float a = 0;
        if (p > 0 || lane >= tile.edge) a = activations[32 * p - tile.shift];
#pragma unroll
        for (int o = 0; o < Outputs; ++o) sums[o][p] = fmaf(w[o], a, sums[o][p]);
      }
    }
    load_weights<Outputs>(weights + last_tap, w);
#pragma unroll
    for (int p = 0; p < Positions; ++p) {
      const float a = activations[32 * p];
#pragma unroll
      for (int o = 0; o < Outputs; ++o) sums[o][p] = fmaf(w[o], a, sums[o][p]);
    }
  }
}

// Adds the tile's product to sums. first: positions_before(), or tile_positions to leave tap 0 out. The dilation is a
// power of two and a tile has 7 x 32 frames, so that only 0, 1, 2, 4 and all occur.
template <int Outputs, int Positions>
__device__ __forceinline__ void convolve(const ConvolutionTile& tile, int first, float (&sums)[Outputs][Positions]) {
  if (first >= Positions) {
    convolve_from<Outputs, Positions, Positions>(tile, sums);
    return;
  }
  if constexpr (Positions > 4) {
    if (first == 4) {
      convolve_from<Outputs, Positions, 4>(tile, sums);
      return;
    }
  }
  if constexpr (Positions > 2) {
    if (first == 2) {
      convolve_from<Outputs, Positions, 2>(tile, sums);
      return;
    }
  }
  if constexpr (Positions > 1) {
    if (first == 1) {
      convolve_from<Outputs, Positions, 1>(tile, sums);
      return;
    }
  }
  convolve_from<Outputs, Positions, 0>(tile, sums);
}

// Sums over the warp's lanes of N values at once, in N + log2(32 / N) shuffles instead of 5 N. Lane l gets the sum of
// value l / (32 / N). N: 8 or 16.
template <int N>
__device__ __forceinline__ float reduce_columns(float (&values)[N]) {
  const int lane = threadIdx.x % 32;
#pragma unroll
  for (int half = N / 2, lanes = 16; half > 0; half /= 2, lanes /= 2) {
    const bool upper = (lane & lanes) != 0;
#pragma unroll
    for (int i = 0; i < N / 2; ++i) {
      // A bound that does not change lets the compiler unroll, and keep the values in registers.
      if (i < half) {
        const float mine = upper ? values[i + half] : values[i], other = upper ? values[i] : values[i + half];
        values[i] = mine + __shfl_xor_sync(0xffffffffu, other, lanes);
      }
    }
  }
  float sum = values[0];
#pragma unroll
  for (int lanes = 16 / N; lanes > 0; lanes /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, lanes);
  return sum;
}

}  // namespace emodna::cuda

#endif
