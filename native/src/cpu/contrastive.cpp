#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

std::size_t contrastive_workspace(Context&, const emodna_contrastive_args&) {
  throw std::runtime_error("contrastive_workspace: missing");
}
void contrastive(Context&, const emodna_contrastive_args&) { throw std::runtime_error("contrastive: missing"); }

}  // namespace emodna::cpu
