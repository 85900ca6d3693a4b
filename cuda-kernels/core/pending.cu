// Operations that have no kernel yet. A definition elsewhere takes the place of the one here.
#include "attempt.h"
#include "operations.h"

namespace emodna::cuda {

#define EMODNA_PENDING(operation, ...)                                     \
  __attribute__((weak)) emodna_status operation(__VA_ARGS__) {             \
    return fail(EMODNA_UNAVAILABLE, #operation " has no CUDA kernel yet"); \
  }

EMODNA_PENDING(resample, Stream&, const float*, std::int64_t, std::int32_t, std::int32_t, float*, std::int64_t)
EMODNA_PENDING(mfcc, Stream&, const emodna_mfcc_args&)
EMODNA_PENDING(encoder_workspace, Context&, const emodna_encoder_args&, std::size_t*)
EMODNA_PENDING(encoder_forward, Stream&, const emodna_encoder_args&)
EMODNA_PENDING(encoder_backward, Stream&, const emodna_encoder_args&)
EMODNA_PENDING(linear_forward, Stream&, const emodna_linear_args&)
EMODNA_PENDING(linear_backward, Stream&, const emodna_linear_args&)
EMODNA_PENDING(row_space_forward, Stream&, const emodna_row_space_args&)
EMODNA_PENDING(row_space_backward, Stream&, const emodna_row_space_args&)
EMODNA_PENDING(cross_entropy, Stream&, const emodna_cross_entropy_args&)
EMODNA_PENDING(outer_forward, Stream&, const emodna_outer_args&)
EMODNA_PENDING(outer_backward, Stream&, const emodna_outer_args&)
EMODNA_PENDING(contrastive_workspace, Context&, const emodna_contrastive_args&, std::size_t*)
EMODNA_PENDING(contrastive, Stream&, const emodna_contrastive_args&)
EMODNA_PENDING(alignment_workspace, Context&, const emodna_alignment_args&, std::size_t*)
EMODNA_PENDING(alignment, Stream&, const emodna_alignment_args&)
EMODNA_PENDING(threshold, Stream&, const emodna_threshold_args&)
EMODNA_PENDING(gather, Stream&, const emodna_gather_args&)
EMODNA_PENDING(ramp, Stream&, const emodna_ramp_args&)
EMODNA_PENDING(step, Stream&, const emodna_step_args&)

}  // namespace emodna::cuda
