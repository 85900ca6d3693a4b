// From a launch to its threads.
#ifndef EMODNA_EMULATION_BLOCKS_H
#define EMODNA_EMULATION_BLOCKS_H

#include <cstdint>
#include <functional>

#include "runtime.h"

namespace emulation {

// Runs thread() for every thread of a launch; false where a block can't go on.
bool run_launch(const cudaLaunchConfig_t& config, const std::function<void()>& thread);

}  // namespace emulation

#endif
