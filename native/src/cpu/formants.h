// Formants from the roots of a predictor.
#ifndef EMODNA_CPU_FORMANTS_H
#define EMODNA_CPU_FORMANTS_H

#include <cstdint>

#include "simd/speech_kernels.h"

namespace emodna::cpu {

constexpr std::int32_t kFormants = 3;

// The lowest formants of a frame: frequencies and bandwidths in Hz, [kFormants] each. False if there are fewer.
bool formants_of(const Root* roots, std::int32_t count, double sample_rate, float* hz, float* bandwidths);

}  // namespace emodna::cpu

#endif
