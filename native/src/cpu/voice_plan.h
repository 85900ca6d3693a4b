// Everything about a voice recipe that does not depend on the audio.
#ifndef EMODNA_CPU_VOICE_PLAN_H
#define EMODNA_CPU_VOICE_PLAN_H

#include <cstdint>
#include <vector>

#include "emodna/speech.h"
#include "fourier_plan.h"
#include "simd/speech_kernels.h"

namespace emodna::cpu {

class VoicePlan {
 public:
  explicit VoicePlan(const emodna_voice_recipe& recipe);
  VoicePlan(const VoicePlan&) = delete;
  VoicePlan& operator=(const VoicePlan&) = delete;

  // These point into this plan.
  const HarmonicityTables& harmonicity() const { return harmonicity_; }
  const CandidateTables& candidates() const { return candidates_; }
  const PredictionTables& prediction() const { return prediction_; }
  const ShapeTables& shape() const { return shape_; }

  // First sample of the harmonicity's and the spectrum's frame, relative to the frame's centre.
  std::int64_t harmonicity_offset() const { return harmonicity_offset_; }
  std::int64_t shape_offset() const { return -static_cast<std::int64_t>(shape_.fourier.length / 2); }
  // First sample of the frame of linear prediction in the resampled clip, where the frame's centre is sample `centre`.
  std::int64_t prediction_start(std::int64_t centre) const;
  // Rate at which formants are sought in Hz, and the pre-emphasis there: x[n] - emphasis x[n - 1].
  std::int32_t formant_rate() const { return formant_rate_; }
  double emphasis() const { return emphasis_; }
  // F0 outside of this range is unvoiced.
  float least_f0() const { return least_f0_; }
  float greatest_f0() const { return greatest_f0_; }
  // Zeros that a clip needs on either side so that no operation reads outside; those of the resampled clip.
  std::int64_t margin() const { return margin_; }
  std::int64_t formant_margin() const { return prediction_.window + 16; }

 private:
  void build_harmonicity(const emodna_voice_recipe& recipe);
  void build_prediction(const emodna_voice_recipe& recipe);
  void build_shape(const emodna_voice_recipe& recipe);
  void build_bands(double bin_hz);

  std::int32_t sample_rate_, formant_rate_;
  double emphasis_;
  float least_f0_, greatest_f0_;
  std::int64_t harmonicity_offset_ = 0, margin_ = 0;
  FourierPlan<float> fourier_;
  std::vector<float> sinc_, window_, band_weights_, slope_;
  std::vector<double> gauss_;
  std::vector<std::int32_t> firsts_, counts_;
  HarmonicityTables harmonicity_{};
  CandidateTables candidates_{};
  PredictionTables prediction_{};
  ShapeTables shape_{};
};

}  // namespace emodna::cpu

#endif
