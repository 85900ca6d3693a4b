// Where a weight lies in the packed weights that the kernels' products read (plan.h). For float32 a layer is [output
// tile][input][tap][slot], a warp's outputs side by side. On tensor cores it is [output tile][16 numbers][8
// outputs][lane 4 g + t][4]: what lane takes of b [16, 8] (core/mma.cuh), with k = 8 s + j being tap s of the eight
// inputs' j-th, or feature 8 s + j of the sixteen.
#ifndef EMODNA_CUDA_ENCODER_PACKING_CUH
#define EMODNA_CUDA_ENCODER_PACKING_CUH

#include <cuda_runtime.h>

#include "../core/mma.cuh"
#include "plan.h"

namespace emodna::cuda {

// What a packed element is: of which tap, input and output of the product.
struct PackedPlace {
  int tap, input, output;
  bool used;  // the layer has such an input and output

  // at: in a packed layer of so many taps, inputs and outputs.
  __device__ PackedPlace(const EncoderPlan& p, std::int64_t at, int taps, int inputs, int outputs) {
    if (p.tensor()) {
      const int number = static_cast<int>(at % (tensor_depth * p.width)),
                groups = p.padded_inputs(inputs, taps) * taps / tensor_depth;
      const int rest = static_cast<int>(at / (tensor_depth * p.width)), group = rest % groups;
      const int lane = number / 4 % 32, step = number / 2 % 2, within = lane % 4 + number % 2 * 4;
      tap = taps == 2 ? step : 0;
      input = taps == 2 ? 8 * group + within : 16 * group + 8 * step + within;
      output = rest / groups * p.tile_outputs() + number / 128 * tensor_outputs + lane / 4;
    } else {
      const int slot = static_cast<int>(at % p.width), within = slot % p.slots;
      const int rest = static_cast<int>(at / p.width);
      tap = rest % taps;
      input = rest / taps % inputs;
      output =
          within < p.outputs ? rest / taps / inputs * p.tile_outputs() + slot / p.slots * p.outputs + within : outputs;
    }
    used = input < inputs && output < outputs;
  }
};

// As the products take it.
__device__ __forceinline__ float packed_weight(const EncoderPlan& p, float weight) {
  return p.args.precision == EMODNA_TF32 ? operand<EMODNA_TF32>(weight) : weight;
}

}  // namespace emodna::cuda

#endif
