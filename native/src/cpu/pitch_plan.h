// Everything about a pitch recipe that does not depend on the audio.
#ifndef EMODNA_CPU_PITCH_PLAN_H
#define EMODNA_CPU_PITCH_PLAN_H

#include <cstdint>
#include <vector>

#include "emodna/speech.h"
#include "fourier_plan.h"
#include "simd/speech_kernels.h"

namespace emodna::cpu {

// How a recipe's window and lags lie, in samples.
struct PitchGeometry {
  explicit PitchGeometry(const emodna_pitch_recipe& recipe);

  std::int32_t window_length, window_offset, mean_reach, peak_reach;
  std::int32_t least_lag, greatest_lag;  // FRAME_WISE: both are candidates; PATH: the maxima lie between them
  std::int32_t lags;                     // that are computed: PATH interpolates beyond the greatest
  std::int32_t fft_length;
};

// [kSincPhases, 2 kSincDepth] for CandidateTables.
std::vector<float> sinc_weights();

class PitchPlan {
 public:
  explicit PitchPlan(const emodna_pitch_recipe& recipe);
  PitchPlan(const PitchPlan&) = delete;
  PitchPlan& operator=(const PitchPlan&) = delete;

  const PitchGeometry& geometry() const { return geometry_; }
  // Points into this plan.
  const CorrelationTables& tables() const { return tables_; }
  // PATH.
  const CandidateTables& candidates() const { return candidates_; }

 private:
  PitchGeometry geometry_;
  FourierPlan<float> fourier_;
  std::vector<float> window_, unwindow_, cost_, sinc_;
  CorrelationTables tables_{};
  CandidateTables candidates_{};
};

}  // namespace emodna::cpu

#endif
