// The encoder with engine EMODNA_ENGINE_CUDNN: what it has in the workspace beside the fused engine's plan, on which it
// builds. The fused kernels' own part stays (input layer, last gate, outputs); cuDNN computes the sites' convolutions,
// one call for each stream, since streams have weights of their own and lie one after another.
//
// A convolution is causal because its input has `dilation` zeros in front: cuDNN pads both ends alike or none. Frames
// from a row's length to the pitch are zeros too, so that nothing of them enters a gradient.
#ifndef EMODNA_CUDA_ENCODER_CUDNN_PLAN_H
#define EMODNA_CUDA_ENCODER_CUDNN_PLAN_H

#include "backward_plan.h"

namespace emodna::cuda {

// What the kernels see of it.
struct CudnnPlan {
  BackwardPlan backward;

  float* padded_base;    // [streams][stream_floats of the site]: a convolution's input, later the gradient of that
  float* weights_base;   // [streams, sites, filter_floats]: in the parameters' order, but aligned
  float* dweights_base;  // the same, of their gradients; NULL without keep
  std::int64_t filter_floats;

  __host__ __device__ const EncoderPlan& encoder() const { return backward.encoder; }

  // More zeros than frames change nothing: tap 0 then reads zeros alone.
  __host__ __device__ int dilation(int site) const {
    const int wanted = encoder().dilation(site);
    return wanted < encoder().pitch ? wanted : encoder().pitch;
  }
  // Floats from channel to channel of the padded input.
  __host__ __device__ int width(int site) const { return dilation(site) + encoder().pitch; }
  __host__ __device__ std::int64_t stream_floats(int site) const {
    const std::int64_t floats = static_cast<std::int64_t>(encoder().args.batch) * encoder().args.channels * width(site);
    return (floats + 3) / 4 * 4;  // cuDNN wants its tensors 16-byte aligned
  }
  // [C][width]
  __host__ __device__ float* padded(int stream, int site, int row) const {
    return padded_base + stream * stream_floats(site) +
           static_cast<std::int64_t>(row) * encoder().args.channels * width(site);
  }
  __host__ __device__ std::int64_t filter(int stream, int site) const {
    return (static_cast<std::int64_t>(stream) * encoder().sites + site) * filter_floats;
  }
};

// What the host has beside that.
struct CudnnEncoder {
  CudnnPlan plan;
  const CudnnConvolution* convolutions[16];  // of each block: its two have one dilation
  void* workspace;                           // cuDNN's
  std::size_t bytes;                         // of the whole workspace
};

// Asks cuDNN for descriptors and workspace sizes where the context does not have them yet.
emodna_status plan_cudnn(Context& context, const emodna_encoder_args& args, CudnnEncoder* planned);

// The contract's three calls for this engine; plan.cu, forward.cu and backward.cu lead here.
emodna_status cudnn_workspace(Context& context, const emodna_encoder_args& args, std::size_t* bytes);
emodna_status cudnn_forward(Stream& stream, const emodna_encoder_args& args);
emodna_status cudnn_backward(Stream& stream, const emodna_encoder_args& args);

}  // namespace emodna::cuda

#endif
