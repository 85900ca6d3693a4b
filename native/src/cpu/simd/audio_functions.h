// Declares the kernels that audio_kernels.h lists, in the namespace of the instruction set being compiled for.
#ifndef EMODNA_CPU_SIMD_AUDIO_FUNCTIONS_H
#define EMODNA_CPU_SIMD_AUDIO_FUNCTIONS_H

#include "audio_kernels.h"

namespace emodna::cpu::EMODNA_ISA {

template <typename Real>
float log_mel(const MfccTables<Real>& tables, const float* clip, std::int64_t samples, std::int64_t first,
              std::int64_t count, float* log_mel, float* level, Real* scratch);
template <typename Real>
void cepstrum(const MfccTables<Real>& tables, const float* log_mel, std::int64_t count, float lowest, float* mfcc);
void polyphase(const PolyphaseTables& tables, const float* x, std::int64_t runs, float* scratch, float* out,
               std::int64_t count);
void fractional(const FractionTables& tables, const float* x, const FractionOutput* outputs, std::int64_t count,
                float* out);

}  // namespace emodna::cpu::EMODNA_ISA

#endif
