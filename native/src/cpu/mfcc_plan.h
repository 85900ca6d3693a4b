// Everything about an MFCC dialect that does not depend on the audio.
#ifndef EMODNA_CPU_MFCC_PLAN_H
#define EMODNA_CPU_MFCC_PLAN_H

#include <cstdint>
#include <memory>
#include <vector>

#include "aligned.h"
#include "emodna/audio.h"
#include "fourier_plan.h"
#include "simd/audio_kernels.h"

namespace emodna::cpu {

// Whether arithmetic in float is enough: where top_db hides whatever lies more than 80 dB under the clip's loudest
// band, the rounding of a float32 transform, some 140 dB under it, is not seen. A dialect without top_db (Kaldi) takes
// the logarithm of bands 120 dB under the loudest one of the same frame, which that rounding would bury: it needs
// double.
bool float_is_enough(const emodna_mfcc_dialect& dialect);

template <typename Real>
class MfccPlan {
 public:
  explicit MfccPlan(const emodna_mfcc_dialect& dialect);
  MfccPlan(const MfccPlan&) = delete;
  MfccPlan& operator=(const MfccPlan&) = delete;

  // Points into this plan.
  const MfccTables<Real>& tables() const { return tables_; }

 private:
  void build_window();
  void build_bands();
  void build_cosines();

  emodna_mfcc_dialect dialect_;
  FourierPlan<Real> fourier_;
  MfccTables<Real> tables_{};
  std::vector<Real> window_, band_weights_;
  AlignedArray<Real> cosines_;
  std::vector<MelBand> bands_;
};

// Edges (low, centre, high in Hz) of a dialect's mel bands: mel_bins + 2 values.
std::vector<double> mel_edges(const emodna_mfcc_dialect& dialect);

// Weight of mel band `band` at `hz`, from mel_edges().
double mel_weight(const emodna_mfcc_dialect& dialect, const std::vector<double>& edges, int band, double hz);

}  // namespace emodna::cpu

#endif
