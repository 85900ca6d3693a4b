#include "sinc.h"

#include <cmath>
#include <numeric>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;
// resampy's "kaiser_best".
constexpr double kRolloff = 0.9475937167399596;
constexpr double kBeta = 14.769656459379492;
constexpr int kSteps = 512;
constexpr std::int64_t kMostWeights = 1 << 20;

// Modified Bessel function of order 0, by its power series: all terms are positive, so nothing cancels.
double bessel_i0(double x) {
  const double quarter = x * x / 4;
  double term = 1, sum = 1;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= quarter / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

constexpr std::int64_t kLine = 16;  // floats

bool can_align(const SincGeometry& geometry) { return geometry.advance % kLine == 0; }

// Filters are padded with zeros to whole vectors.
std::int64_t padded_taps(const SincGeometry& geometry) {
  const std::int64_t longest_lead = can_align(geometry) ? kLine - 1 : 0;
  return (2 * geometry.reach + longest_lead + kLine - 1) / kLine * kLine;
}

}  // namespace

SincTable::SincTable() {
  // One value before 0 and two behind the end, which the interpolation reads.
  const int count = static_cast<int>(kSincCrossings) * kSteps + 4;
  values_.resize(count);
  const double whole = bessel_i0(kBeta);
  for (int i = 0; i < count; ++i) {
    const double u = static_cast<double>(i - 1) / kSteps;
    const double share = u / kSincCrossings;
    // The window goes on smoothly a little behind its end (I0 of an imaginary number is J0), so that the cubic through
    // the last step is as exact as the others.
    const double inside = 1 - share * share;
    const double window =
        (inside >= 0 ? bessel_i0(kBeta * std::sqrt(inside)) : std::cyl_bessel_j(0, kBeta * std::sqrt(-inside))) / whole;
    const double angle = kPi * u;
    values_[i] = window * (i == 1 ? 1 : std::sin(angle) / angle);
  }
}

double SincTable::at(double u) const {
  const double position = std::fabs(u) * kSteps;
  if (!(position <= kSincCrossings * kSteps)) return 0;
  const auto index = static_cast<std::size_t>(position);
  const double f = position - static_cast<double>(index);
  const double* y = values_.data() + index;
  // Lagrange's cubic through y[0..3] at -1, 0, 1, 2.
  const double a = f + 1, b = f - 1, c = f - 2;
  return (-f * b * c * y[0] + 3 * a * b * c * y[1] - 3 * a * f * c * y[2] + a * f * b * y[3]) / 6;
}

SincGeometry::SincGeometry(std::int32_t from_rate, std::int32_t to_rate) {
  const std::int64_t divisor = std::gcd(from_rate, to_rate);
  phases = to_rate / divisor;
  advance = from_rate / divisor;
  scale = kRolloff * (to_rate < from_rate ? static_cast<double>(to_rate) / from_rate : 1.0);
  reach = static_cast<std::int64_t>(std::ceil(kSincCrossings / scale)) + 1;
}

bool PolyphaseTable::fits(const SincGeometry& geometry) {
  return padded_taps(geometry) <= kMostWeights / geometry.phases;
}

PolyphaseTable::PolyphaseTable(const SincGeometry& geometry, const SincTable& table)
    : aligned_(can_align(geometry)),
      taps_(static_cast<std::int32_t>(padded_taps(geometry))),
      weights_(aligned_array<float>(geometry.phases * padded_taps(geometry))) {
  for (std::int64_t i = 0; i < geometry.phases; ++i) {
    const std::int64_t index = i * geometry.advance / geometry.phases;
    const std::int64_t phase = i * geometry.advance % geometry.phases;
    const std::int64_t lead = aligned_ ? index % kLine : 0;
    const double fraction = static_cast<double>(phase) / static_cast<double>(geometry.phases);
    float* row = weights_.get() + phase * taps_;
    for (std::int64_t k = 0; k < taps_; ++k) {
      const double distance = fraction - static_cast<double>(k - lead - geometry.reach + 1);
      row[k] = k < lead ? 0.0F : static_cast<float>(geometry.weight(table, distance));
    }
  }
}

}  // namespace emodna::cpu
