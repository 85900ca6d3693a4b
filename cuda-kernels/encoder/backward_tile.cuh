// The gradient of a convolution's output as both gradients of the layer need it, computed where it is loaded:
//
//   dy = scale dp + offset + slope (y - mean),   scale = gamma / sd, offset = -scale mean(dp),
//                                                slope = -scale mean(dp (y - mean)) / variance
//
// with dp the gradient of BatchNorm's output and means over the valid frames of the row's domain; with running
// statistics offset and slope are 0.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_TILE_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_TILE_CUH

#include <cuda_runtime.h>

#include "backward_plan.h"

namespace emodna::cuda {

// What a kernel of the chain computes of the gradient; also whose weight gradient it computes.
enum class Step {
  gate,    // the last block's gate, from dz alone: no convolution, no weights
  second,  // through a block's second convolution, to the first one's BatchNorm
  first,   // through a block's first convolution and the gate of the block before, to its second BatchNorm
  bottom,  // through block 0's first convolution, to the input layer's output
  input    // through the input layer, to x
};

// Of the step's convolution; 0 for the input layer's.
template <Step step>
__device__ __forceinline__ int dilation_of(const EncoderPlan& encoder, int site) {
  if constexpr (step == Step::input) return 0;
  if constexpr (step == Step::bottom) return 1;
  return encoder.dilation(site);
}

// A float4 of BackwardPlan::terms.
struct BatchNormGradient {
  float scale, offset, slope, mean;
};

__device__ __forceinline__ BatchNormGradient batch_norm_gradient(const float4& terms) {
  return {terms.x, terms.y, terms.z, terms.w};
}

// That of another lane, from where it has been loaded.
__device__ __forceinline__ BatchNormGradient gradient_of_lane(const BatchNormGradient& mine, int lane) {
  constexpr unsigned all = 0xffffffffu;
  return {__shfl_sync(all, mine.scale, lane), __shfl_sync(all, mine.offset, lane), __shfl_sync(all, mine.slope, lane),
          __shfl_sync(all, mine.mean, lane)};
}

__device__ __forceinline__ float gradient_of_y(const BatchNormGradient& bn, float dp, float y) {
  return __fmaf_rn(bn.scale, dp, __fmaf_rn(bn.slope, __fadd_rn(y, -bn.mean), bn.offset));
}

}  // namespace emodna::cuda

#endif
