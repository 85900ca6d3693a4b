// Branches of a stream, as the table of the contract has them: CUDA streams of their own between two events, in a
// capture as well as outside.
#ifndef EMODNA_CUDA_CORE_BRANCHES_H
#define EMODNA_CUDA_CORE_BRANCHES_H

#include <cstdint>

#include "context.h"
#include "emodna/status.h"

namespace emodna::cuda {

emodna_status stream_fork(void* stream, std::int32_t branches);
emodna_status stream_branch(void* stream, std::int32_t branch);
// Where it fails, the stream has no branches either.
emodna_status stream_join(void* stream);

// Gives back what the stream has for branches, when their work is done.
void destroy_branches(Stream& stream);

}  // namespace emodna::cuda

#endif
