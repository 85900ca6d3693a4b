// The best path through the pitch candidates of a clip.
#ifndef EMODNA_CPU_PITCH_PATH_H
#define EMODNA_CPU_PITCH_PATH_H

#include <cstdint>

#include "emodna/speech.h"
#include "simd/speech_kernels.h"

namespace emodna::cpu {

// Candidates of a clip's frames, "unvoiced" not among them.
struct PitchCandidates {
  const Candidate* values;     // [frames, most]
  const std::int32_t* counts;  // [frames]
  const float* peaks;          // [frames] of the windowed frame
  std::int32_t most;
};

// f0 [frames] and strength [frames] of the path whose strengths, less the costs of its changes, have the greatest sum
// (Boersma 1993, equations 23 to 27). clip_peak: peak_of() the
// clip's extent. from [frames, most + 1] is scratch: where the path
// to each choice comes from.
void choose_path(const emodna_pitch_recipe& recipe, const PitchCandidates& candidates, std::int64_t frames,
                 float clip_peak, std::uint8_t* from, float* f0, float* strength);

}  // namespace emodna::cpu

#endif
