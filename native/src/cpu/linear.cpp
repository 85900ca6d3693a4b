#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void linear_forward(Context&, const emodna_linear_args&) { throw std::runtime_error("linear_forward: missing"); }
void linear_backward(Context&, const emodna_linear_args&) { throw std::runtime_error("linear_backward: missing"); }

}  // namespace emodna::cpu
