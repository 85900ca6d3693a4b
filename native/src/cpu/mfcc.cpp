#include <stdexcept>

#include "operations.h"

namespace emodna::cpu {

void mfcc(Context&, const emodna_mfcc_args&) { throw std::runtime_error("mfcc: missing"); }

}  // namespace emodna::cpu
