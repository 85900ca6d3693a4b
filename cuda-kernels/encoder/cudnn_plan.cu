#include "cudnn_plan.h"

#include <algorithm>

#include "../core/launch.h"
#include "workspace.h"

namespace emodna::cuda {
namespace {

constexpr std::int64_t filter_alignment = 4;  // floats: 16 bytes

emodna_status check_precision(const emodna_encoder_args& args) {
  if (args.precision == EMODNA_FLOAT32 || args.precision == EMODNA_TF32) return EMODNA_OK;
  return fail(EMODNA_UNAVAILABLE,
              "encoder: engine cudnn computes in float32 or tf32; set encoder.precision to one of them, or "
              "encoder.engine to fused");
}

}  // namespace

emodna_status plan_cudnn(Context& context, const emodna_encoder_args& args, CudnnEncoder* planned) {
  emodna_status status = check_precision(args);
  if (status != EMODNA_OK) return status;
  emodna_encoder_args own = args;  // of the kernels that are not cuDNN's
  own.precision = EMODNA_FLOAT32;
  const EncoderPlan encoder = plan_encoder(context, own);
  const bool mapped = args.workspace != nullptr;
  char* base = static_cast<char*>(args.workspace);
  CudnnPlan& plan = planned->plan;
  plan = {};
  plan.backward = plan_backward(encoder, mapped ? base + encoder.bytes : nullptr);
  const std::size_t before = encoder.bytes + (args.keep ? plan.backward.bytes : 0);

  std::size_t library_bytes = 0;
  for (int block = 0; block < args.blocks; ++block) {
    const CausalConvolution shape = {args.batch, args.channels, encoder.pitch, plan.dilation(2 * block),
                                     args.precision == EMODNA_TF32};
    const CudnnConvolution*& convolution = planned->convolutions[block];
    status = context.cudnn.find(shape, context.housekeeping, &convolution);
    if (status != EMODNA_OK) return status;
    library_bytes = std::max({library_bytes, convolution->forward_bytes, args.keep ? convolution->backward_bytes : 0});
  }

  plan.filter_floats =
      ceil_div(2 * static_cast<std::int64_t>(args.channels) * args.channels, filter_alignment) * filter_alignment;
  const std::int64_t filters = static_cast<std::int64_t>(encoder.streams) * encoder.sites * plan.filter_floats;
  Workspace workspace(mapped ? base + before : nullptr);
  plan.padded_base = workspace.take<float>(encoder.streams * plan.stream_floats(encoder.sites - 1));
  plan.weights_base = workspace.take<float>(filters);
  plan.dweights_base = workspace.take<float>(args.keep ? filters : 0);
  planned->workspace = workspace.take<char>(static_cast<std::int64_t>(library_bytes));
  planned->bytes = before + workspace.bytes();
  return EMODNA_OK;
}

emodna_status cudnn_workspace(Context& context, const emodna_encoder_args& args, std::size_t* bytes) {
  // cuDNN's handle belongs to the device that is the thread's when it is made.
  const emodna_status status = attempt("cudaSetDevice", [&] { return cudaSetDevice(context.device); });
  if (status != EMODNA_OK) return status;
  CudnnEncoder planned;
  const emodna_status found = plan_cudnn(context, args, &planned);
  if (found == EMODNA_OK) *bytes = planned.bytes;
  return found;
}

}  // namespace emodna::cuda
