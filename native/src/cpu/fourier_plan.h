// Tables of the real Fourier transform of simd/spectrum.h.
#ifndef EMODNA_CPU_FOURIER_PLAN_H
#define EMODNA_CPU_FOURIER_PLAN_H

#include <cstdint>
#include <vector>

#include "simd/audio_kernels.h"

namespace emodna::cpu {

template <typename Real>
class FourierPlan {
 public:
  // length: a power of two, at least 2.
  explicit FourierPlan(std::int32_t length);
  FourierPlan(const FourierPlan&) = delete;
  FourierPlan& operator=(const FourierPlan&) = delete;

  // Points into this plan.
  const FourierTables<Real>& tables() const { return tables_; }

 private:
  FourierTables<Real> tables_{};
  std::vector<Real> twiddles_, split_;
  std::vector<std::int32_t> positions_;
};

}  // namespace emodna::cpu

#endif
