// The layer's kernels on tensor cores; compiled apart, for the compiler's time.
#include "layer_kernel.cuh"

namespace emodna::cuda {

LayerKernel tensor_layer_kernel(int precision, int site) {
  if (precision == EMODNA_TF32) return layer_kernel_of<EMODNA_TF32, tensor_outputs>(site);
  if (precision == EMODNA_TF32X3) return layer_kernel_of<EMODNA_TF32X3, tensor_outputs>(site);
  return layer_kernel_of<EMODNA_BF16, tensor_outputs>(site);
}

}  // namespace emodna::cuda
