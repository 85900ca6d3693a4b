// The inner loops of pitch and voice, compiled once for each set of vector instructions; rules as in audio_kernels.h.
#ifndef EMODNA_CPU_SIMD_SPEECH_KERNELS_H
#define EMODNA_CPU_SIMD_SPEECH_KERNELS_H

#include <cstdint>

#include "audio_kernels.h"

namespace emodna::cpu {

// A windowed autocorrelation as tables (see PitchPlan, which owns them). Frame i reads the samples from i * hop +
// window_offset on; samples outside the clip are zero.
struct CorrelationTables {
  FourierTables<float> fourier;
  std::int32_t hop, window_length, window_offset;
  std::int32_t mean_reach;  // the mean of so many samples on either side of the centre is subtracted; 0 = none
  std::int32_t peak_reach;  // the peak of the windowed frame is sought so many samples on either side of the centre
  std::int32_t lags;
  const float* window;    // [window_length]
  const float* unwindow;  // [lags] 1 / the window's own normalised autocorrelation
};

// The search for a frame's pitch candidates.
struct CandidateTables {
  std::int32_t least_lag, greatest_lag;  // maxima lie between them
  std::int32_t most;                     // candidates that are kept
  float sample_rate, floor_hz, ceiling_hz;
  float threshold;    // least r of a maximum
  float octave_cost;  // by which those that are kept are chosen
  const float* sinc;  // [kSincPhases, 2 kSincDepth] weights of the lags around phase / kSincPhases
};

struct Candidate {
  float hz, strength;
};

// Half the width of the windowed sinc that interpolates the autocorrelation, in lags, and its positions a lag.
constexpr std::int32_t kSincDepth = 32;
constexpr std::int32_t kSincPhases = 32;

struct SpeechKernels {
  // Autocorrelation, normalised and divided by the window's, of frames first .. first + count of a clip into r [count,
  // lags], and the peak of each windowed frame into peak [count]. A frame of zeros has r = 0. scratch is 64-byte
  // aligned.
  void (*correlate)(const CorrelationTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
                    std::int64_t count, float* r, float* peak, float* scratch);
  // Maxima of r as candidates [most]; returns how many there are. `mirrored` is r with the kSincDepth lags before 0; r
  // is there up to kSincDepth + 1 lags after the greatest.
  std::int32_t (*candidates)(const CandidateTables& tables, const float* mirrored, Candidate* candidates);
};

// Floats of scratch that correlate() needs.
inline std::int64_t correlate_scratch(const CorrelationTables& t) {
  constexpr std::int64_t kMostLanes = 16;
  return kMostLanes * (2 * t.fourier.length + 16 + (t.window_length + 15) / 16 * 16);
}

namespace portable {
extern const SpeechKernels speech_kernels;
}
namespace avx2 {
extern const SpeechKernels speech_kernels;
}
namespace avx512 {
extern const SpeechKernels speech_kernels;
}

}  // namespace emodna::cpu

#endif
