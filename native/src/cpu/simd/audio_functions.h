// Declares the kernels that audio_kernels.h lists, in the namespace of the instruction set being compiled for.
#ifndef EMODNA_CPU_SIMD_AUDIO_FUNCTIONS_H
#define EMODNA_CPU_SIMD_AUDIO_FUNCTIONS_H

#include "audio_kernels.h"

namespace emodna::cpu::EMODNA_ISA {

float log_mel(const MfccTables& tables, const float* clip, std::int64_t samples, std::int64_t first, std::int64_t count,
              float* log_mel, float* level, double* scratch);
void cepstrum(const MfccTables& tables, const float* log_mel, std::int64_t count, float lowest, float* mfcc);
void polyphase(const float* table, std::int32_t taps, bool aligned, std::int64_t phases, std::int64_t advance,
               const float* x, float* out, std::int64_t count);

}  // namespace emodna::cpu::EMODNA_ISA

#endif
