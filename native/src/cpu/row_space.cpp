#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void row_space_forward(Context&, const emodna_row_space_args&) {
  throw std::runtime_error("row_space_forward: missing");
}
void row_space_backward(Context&, const emodna_row_space_args&) {
  throw std::runtime_error("row_space_backward: missing");
}

}  // namespace emodna::cpu
