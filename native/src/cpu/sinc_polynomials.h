// The resampler's filter between the phases of a table, for ratios that would need too many.
#ifndef EMODNA_CPU_SINC_POLYNOMIALS_H
#define EMODNA_CPU_SINC_POLYNOMIALS_H

#include <cstdint>

#include "aligned.h"
#include "simd/audio_kernels.h"
#include "sinc.h"

namespace emodna::cpu {

// The filter of every fraction of an input sample, as a polynomial of second degree for each tap and each of a few
// hundred bins of the fraction. The polynomials go through Chebyshev's nodes of their bin, so that they leave the
// filter by at most (pi scale / bins)^3 / 192 of its peak: 1e-8, less than rounding the weights to float. The table
// depends on the filter's scale alone, and has some 0.4 MB whatever that is. Immutable.
class SincPolynomials {
 public:
  // Bins, and taps rounded up to a multiple of 16, with zeros after the last.
  static std::int64_t bins(const SincGeometry& geometry);
  static std::int64_t taps(const SincGeometry& geometry);

  SincPolynomials(const SincGeometry& geometry, const SincTable& table);

  // Points into this object.
  const FractionTables& tables() const { return tables_; }

 private:
  FractionTables tables_{};
  AlignedArray<float> coefficients_;
};

}  // namespace emodna::cpu

#endif
