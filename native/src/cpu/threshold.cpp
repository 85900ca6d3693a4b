#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void threshold(Context&, const emodna_threshold_args&) { throw std::runtime_error("threshold: missing"); }

}  // namespace emodna::cpu
