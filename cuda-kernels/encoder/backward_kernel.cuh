// The kernel of the backward pass's chain: each block of threads takes one of three roles (backward.cu).
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_KERNEL_CUH
#define EMODNA_CUDA_ENCODER_BACKWARD_KERNEL_CUH

#include <cuda_runtime.h>

#include "backward_layer.cuh"
#include "weight_gradient.cuh"

namespace emodna::cuda {

// Blocks of each role, in the order in which they are numbered.
struct Roles {
  int weights = 0, gradient = 0, parts = 0;
  int depth = 0;  // channels that a gradient block has in shared memory at a time
};

template <Step step, int precision, int Outputs>
__global__ void __launch_bounds__(precision != EMODNA_FLOAT32 || Outputs == 13 ? 160 : 256,
                                  precision != EMODNA_FLOAT32 || Outputs == 13 ? 2 : 1)
    backward_kernel(BackwardPlan plan, Roles roles, int site) {
  int block = static_cast<int>(blockIdx.x);
  if constexpr (step != Step::gate) {
    if (block < roles.weights) {
      weight_gradient<step, precision>(plan, site, block);
      return;
    }
    block -= roles.weights;
  }
  if (block < roles.gradient) {
    input_gradient<step, precision, Outputs>(plan, site, roles.depth, block);
    return;
  }
  // The launch before had the site above.
  add_weight_parts(plan, site + 1, block - roles.gradient);
}

using BackwardKernel = void (*)(BackwardPlan, Roles, int);

// Of a precision on tensor cores (backward_tensor.cu).
template <Step step>
BackwardKernel tensor_backward_kernel(int precision);

}  // namespace emodna::cuda

#endif
