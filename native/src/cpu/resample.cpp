#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void resample(Context&, const ResampleArgs&) { throw std::runtime_error("resample: missing"); }

}  // namespace emodna::cpu
