#include "encoder_backward.h"
#include "encoder_forward.h"
#include "operations.h"

namespace emodna::cpu {

std::size_t encoder_workspace(Context& context, const emodna_encoder_args& args) {
  return EncoderPlan(args, context).bytes;
}

void encoder_forward(Context& context, const emodna_encoder_args& args) {
  EncoderForward(EncoderPlan(args, context), context.pool).run();
}

void encoder_backward(Context& context, const emodna_encoder_args& args) {
  EncoderBackward(EncoderPlan(args, context), context.pool).run();
}

}  // namespace emodna::cpu
