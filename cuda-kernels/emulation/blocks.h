// From a launch to its threads.
#ifndef EMODNA_EMULATION_BLOCKS_H
#define EMODNA_EMULATION_BLOCKS_H

#include <cstdint>
#include <functional>

#include "runtime.h"

namespace emulation {

// Of this thread's launches from now on only the blocks that `chosen` (given a block's number, x fastest) agrees to
// run, so that a program can replay a few blocks of a launch that would take days; nullptr: all run again.
void choose_blocks(std::function<bool(std::uint64_t)> chosen);

// The next of this thread's random numbers, by EMODNA_EMULATION_SEED.
std::uint64_t next_random();

// Runs thread() for every thread of a launch; false where a block can't go on.
bool run_launch(const cudaLaunchConfig_t& config, const std::function<void()>& thread);

}  // namespace emulation

#endif
