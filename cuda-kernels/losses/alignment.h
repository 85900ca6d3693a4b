// The parts of the alignment distances: each queues its kernels on the stream.
#ifndef EMODNA_CUDA_LOSSES_ALIGNMENT_H
#define EMODNA_CUDA_LOSSES_ALIGNMENT_H

#include "../core/operations.h"
#include "alignment_plan.h"

namespace emodna::cuda {

// All in one launch, for p.small.
emodna_status align_small(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
// Which rows enter, their means, sigma, classes: the headers and what lies around them.
emodna_status align_statistics(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
// The records.
emodna_status align_pack(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
// From the records to sums and totals: for p.fast, what is left of it where p.chunk_blocks > 0, and for any width.
emodna_status align_pairs(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
emodna_status align_symmetric(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
emodna_status align_wide_pairs(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
// From those to the loss and the gradients.
emodna_status align_finish(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);
emodna_status coral(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p);

}  // namespace emodna::cuda

#endif
