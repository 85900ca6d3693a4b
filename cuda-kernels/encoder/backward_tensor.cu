// The backward pass's kernels on tensor cores; compiled apart, for the compiler's time.
#include "backward_kernel.cuh"

namespace emodna::cuda {

template <Step step>
BackwardKernel tensor_backward_kernel(int precision) {
  if (precision == EMODNA_TF32) return backward_kernel<step, EMODNA_TF32, tensor_outputs>;
  if (precision == EMODNA_TF32X3) return backward_kernel<step, EMODNA_TF32X3, tensor_outputs>;
  return backward_kernel<step, EMODNA_BF16, tensor_outputs>;
}

// It has no product: one kernel serves all.
template <>
BackwardKernel tensor_backward_kernel<Step::gate>(int) {
  return backward_kernel<Step::gate, EMODNA_TF32, tensor_outputs>;
}

template BackwardKernel tensor_backward_kernel<Step::second>(int);
template BackwardKernel tensor_backward_kernel<Step::first>(int);
template BackwardKernel tensor_backward_kernel<Step::bottom>(int);
template BackwardKernel tensor_backward_kernel<Step::input>(int);

}  // namespace emodna::cuda
