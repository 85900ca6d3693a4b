// Resampling by a filter of the caller's choice, for other operations.
#ifndef EMODNA_CUDA_AUDIO_RESAMPLE_H
#define EMODNA_CUDA_AUDIO_RESAMPLE_H

#include "../../native/src/cpu/sinc.h"
#include "../core/context.h"
#include "emodna/status.h"

namespace emodna::cuda {

// As operations.h's resample(), which takes cpu::kBestFilter.
emodna_status resample_by(Stream& stream, const cpu::SincFilter& filter, const float* samples, std::int64_t count,
                          std::int32_t from_rate, std::int32_t to_rate, float* out, std::int64_t out_count);

}  // namespace emodna::cuda

#endif
