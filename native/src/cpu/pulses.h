// Glottal pulses of a clip, and how regular they are.
#ifndef EMODNA_CPU_PULSES_H
#define EMODNA_CPU_PULSES_H

#include <cstdint>
#include <vector>

#include "emodna/speech.h"
#include "simd/speech_kernels.h"

namespace emodna::cpu {

// A clip with zeros on either side.
struct PaddedClip {
  const float* samples;  // the first zero
  std::int64_t margin, length;
  float peak;  // greatest magnitude
};

// F0 of a clip's frames; 0 = unvoiced.
struct PitchContour {
  const float* f0;
  std::int64_t frames;
  double hop, sample_rate;
};

// Times of the pulses in samples of the clip, sample i lying at i + 1/2. From the middle of each voiced stretch, where
// the greatest extremum of a period is the first pulse, the next ones are sought on both sides where the signal best
// matches that around the one before, from 0.8 to 1.25 periods away (Praat: Sound & Pitch, To PointProcess (cc)).
std::vector<double> find_pulses(const SpeechKernels& kernels, const PaddedClip& clip, const PitchContour& pitch);

// Two neighbouring periods, and the amplitude of the pulse between them.
struct PeriodPair {
  double time;           // of the pulse, in seconds
  double first, second;  // periods in seconds
  double amplitude;      // root mean square around the pulse
};

// The pairs whose periods are within the recipe's range and alike, in order.
std::vector<PeriodPair> period_pairs(const emodna_voice_recipe& recipe, const PaddedClip& clip,
                                     const std::vector<double>& pulses);

struct Perturbation {
  double jitter, shimmer;
  bool has_jitter, has_shimmer;
};

// Of the whole clip, as Praat's jitter (local) and shimmer (local).
Perturbation clip_perturbation(const emodna_voice_recipe& recipe, const std::vector<double>& pulses,
                               const std::vector<PeriodPair>& pairs);

// Of the pairs within half the recipe's window of a time in seconds. `first` is the first pair that may be within; it
// is moved on for the next, later time.
Perturbation running_perturbation(const emodna_voice_recipe& recipe, const std::vector<PeriodPair>& pairs, double time,
                                  std::size_t* first);

}  // namespace emodna::cpu

#endif
