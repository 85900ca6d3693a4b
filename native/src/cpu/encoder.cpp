#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

std::size_t encoder_workspace(Context&, const emodna_encoder_args&) {
  throw std::runtime_error("encoder_workspace: missing");
}
void encoder_forward(Context&, const emodna_encoder_args&) { throw std::runtime_error("encoder_forward: missing"); }
void encoder_backward(Context&, const emodna_encoder_args&) { throw std::runtime_error("encoder_backward: missing"); }

}  // namespace emodna::cpu
