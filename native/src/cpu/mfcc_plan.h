// Everything about an MFCC dialect that does not depend on the audio.
#ifndef EMODNA_CPU_MFCC_PLAN_H
#define EMODNA_CPU_MFCC_PLAN_H

#include <cstdint>
#include <memory>
#include <vector>

#include "aligned.h"
#include "emodna/audio.h"
#include "simd/audio_kernels.h"

namespace emodna::cpu {

// All arithmetic is in double: a dialect without top_db (Kaldi) takes the logarithm of bands 120 dB under the loudest
// one of the same frame, which the rounding of a float32 transform would bury.
class MfccPlan {
 public:
  explicit MfccPlan(const emodna_mfcc_dialect& dialect);
  MfccPlan(const MfccPlan&) = delete;
  MfccPlan& operator=(const MfccPlan&) = delete;

  const emodna_mfcc_dialect& dialect() const { return dialect_; }
  // Points into this plan.
  const MfccTables& tables() const { return tables_; }

 private:
  void build_window();
  void build_transform();
  void build_bands();
  void build_cosines();

  emodna_mfcc_dialect dialect_;
  MfccTables tables_{};
  std::vector<double> window_, twiddles_, split_, band_weights_;
  AlignedArray<double> cosines_;
  std::vector<std::int32_t> positions_;
  std::vector<MelBand> bands_;
};

// Edges (low, centre, high in Hz) of a dialect's mel bands: mel_bins + 2 values.
std::vector<double> mel_edges(const emodna_mfcc_dialect& dialect);

// Weight of mel band `band` at `hz`, from mel_edges().
double mel_weight(const emodna_mfcc_dialect& dialect, const std::vector<double>& edges, int band, double hz);

}  // namespace emodna::cpu

#endif
