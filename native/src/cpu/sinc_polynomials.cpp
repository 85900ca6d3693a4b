#include "sinc_polynomials.h"

#include <algorithm>
#include <cmath>

namespace emodna::cpu {

namespace {

// Bins for a filter of scale 1.
constexpr double kBins = 256;
constexpr std::int64_t kTapUnit = 16;

}  // namespace

std::int64_t SincPolynomials::bins(const SincGeometry& geometry) {
  return static_cast<std::int64_t>(std::ceil(kBins * geometry.scale));
}

std::int64_t SincPolynomials::taps(const SincGeometry& geometry) {
  return (2 * geometry.reach + kTapUnit - 1) / kTapUnit * kTapUnit;
}

SincPolynomials::SincPolynomials(const SincGeometry& geometry, const SincTable& table) {
  tables_.bins = bins(geometry);
  tables_.taps = taps(geometry);
  coefficients_ = aligned_array<float>(tables_.bins * kFractionTerms * tables_.taps);
  tables_.coefficients = coefficients_.get();
  std::fill_n(coefficients_.get(), tables_.bins * kFractionTerms * tables_.taps, 0.0F);
  // Chebyshev's nodes of [-1/2, 1/2]: the middle and this far on either side.
  const double node = std::sqrt(3.0) / 4;
  const auto bins = static_cast<double>(tables_.bins);
  for (std::int64_t bin = 0; bin < tables_.bins; ++bin) {
    const double middle = static_cast<double>(bin) + 0.5;
    float* const constant = coefficients_.get() + bin * kFractionTerms * tables_.taps;
    float* const linear = constant + tables_.taps;
    float* const square = linear + tables_.taps;
    for (std::int64_t k = 0; k < 2 * geometry.reach; ++k) {
      const auto sample = static_cast<double>(k - geometry.reach + 1);
      const double before = geometry.weight(table, (middle - node) / bins - sample);
      const double centre = geometry.weight(table, middle / bins - sample);
      const double behind = geometry.weight(table, (middle + node) / bins - sample);
      constant[k] = static_cast<float>(centre);
      linear[k] = static_cast<float>((behind - before) / (2 * node));
      square[k] = static_cast<float>((before - 2 * centre + behind) / (2 * node * node));
    }
  }
}

}  // namespace emodna::cpu
