#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

std::size_t alignment_workspace(Context&, const emodna_alignment_args&) {
  throw std::runtime_error("alignment_workspace: missing");
}
void alignment(Context&, const emodna_alignment_args&) { throw std::runtime_error("alignment: missing"); }

}  // namespace emodna::cpu
