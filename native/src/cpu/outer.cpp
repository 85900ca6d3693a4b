#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void outer_forward(Context&, const emodna_outer_args&) { throw std::runtime_error("outer_forward: missing"); }
void outer_backward(Context&, const emodna_outer_args&) { throw std::runtime_error("outer_backward: missing"); }

}  // namespace emodna::cpu
