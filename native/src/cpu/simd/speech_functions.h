// Declares the kernels that speech_kernels.h lists, in the namespace of the instruction set being compiled for.
#ifndef EMODNA_CPU_SIMD_SPEECH_FUNCTIONS_H
#define EMODNA_CPU_SIMD_SPEECH_FUNCTIONS_H

#include "speech_kernels.h"

namespace emodna::cpu::EMODNA_ISA {

void correlate(const CorrelationTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
               std::int64_t count, float* r, float* peak, float* scratch);
std::int32_t candidates(const CandidateTables& tables, const float* mirrored, Candidate* candidates);
void harmonicity(const HarmonicityTables& tables, const float* samples, const std::int64_t* starts, std::int64_t count,
                 float* r, float* scratch);
void predict(const PredictionTables& tables, const float* samples, const std::int64_t* starts, std::int64_t count,
             Root* roots, double* scratch);
void shape(const ShapeTables& tables, const float* samples, const std::int64_t* starts, std::int64_t count,
           float* values, float* scratch);
void match(const float* a, const float* b, std::int64_t length, std::int64_t shifts, float* r);
void best_lags(const CorrelationTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
               std::int64_t count, float* lags, float* r, float* scratch);
double sum(const float* samples, std::int64_t count);
Range range(const float* samples, std::int64_t count);

}  // namespace emodna::cpu::EMODNA_ISA

#endif
