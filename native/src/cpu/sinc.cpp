#include "sinc.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kSteps = 512;
constexpr std::int64_t kMostWeights = 1 << 20, kMostTaps = 1 << 14;
constexpr std::int64_t kWantedRun = 96;

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

// Taps of a group of outputs: those of a filter, and how much later the last of the group begins.
std::int64_t group_taps(const SincGeometry& g) {
  return 2 * g.reach + ((kPolyphaseGroup - 1) * g.advance + g.phases - 1) / g.phases;
}

std::int64_t group_count(std::int64_t outputs) { return (outputs + kPolyphaseGroup - 1) / kPolyphaseGroup; }

}  // namespace

SincTable::SincTable(const SincFilter& filter) : crossings_(filter.crossings) {
  // One value before 0 and two after the end, which the interpolation reads.
  const int count = static_cast<int>(crossings_) * kSteps + 4;
  values_.resize(count);
  const double whole = bessel_i0(filter.beta);
  for (int i = 0; i < count; ++i) {
    const double u = static_cast<double>(i - 1) / kSteps;
    const double share = u / crossings_;
    // The window goes on smoothly a little past its end (I0 of an imaginary number is J0), so that the cubic through
    // the last step is as exact as the others.
    const double inside = 1 - share * share;
    const double window = (inside >= 0 ? bessel_i0(filter.beta * std::sqrt(inside))
                                       : std::cyl_bessel_j(0, filter.beta * std::sqrt(-inside))) /
                          whole;
    const double angle = kPi * u;
    values_[i] = window * (i == 1 ? 1 : std::sin(angle) / angle);
  }
}

double SincTable::at(double u) const {
  const double position = std::fabs(u) * kSteps;
  if (!(position <= crossings_ * kSteps)) return 0;
  const auto index = static_cast<std::size_t>(position);
  const double f = position - static_cast<double>(index);
  const double* y = values_.data() + index;
  // Lagrange's cubic through y[0..3] at -1, 0, 1, 2.
  const double a = f + 1, b = f - 1, c = f - 2;
  return (-f * b * c * y[0] + 3 * a * b * c * y[1] - 3 * a * f * c * y[2] + a * f * b * y[3]) / 6;
}

SincGeometry::SincGeometry(std::int32_t from_rate, std::int32_t to_rate, const SincFilter& filter) {
  const std::int64_t divisor = std::gcd(from_rate, to_rate);
  phases = to_rate / divisor;
  advance = from_rate / divisor;
  scale = filter.rolloff * (to_rate < from_rate ? static_cast<double>(to_rate) / from_rate : 1.0);
  reach = static_cast<std::int64_t>(std::ceil(filter.crossings / scale)) + 1;
}

bool PolyphaseTable::fits(const SincGeometry& geometry) {
  const std::int64_t taps = group_taps(geometry);
  return taps <= kMostTaps && group_count(geometry.phases) <= kMostWeights / (taps * kPolyphaseGroup);
}

PolyphaseTable::PolyphaseTable(const SincGeometry& geometry, const SincTable& table) {
  const std::int64_t taps = group_taps(geometry);
  const std::int64_t most = kMostWeights / (taps * kPolyphaseGroup) * kPolyphaseGroup / geometry.phases;
  const std::int64_t periods =
      std::max<std::int64_t>(1, std::min((kWantedRun + geometry.phases - 1) / geometry.phases, most));
  tables_.outputs = periods * geometry.phases;
  tables_.advance = periods * geometry.advance;
  tables_.taps = taps;
  const std::int64_t groups = group_count(tables_.outputs);
  weights_ = aligned_array<float>(groups * taps * kPolyphaseGroup);
  for (std::int64_t group = 0; group < groups; ++group) {
    starts_.push_back(group * kPolyphaseGroup * geometry.advance / geometry.phases);
    for (std::int64_t member = 0; member < kPolyphaseGroup; ++member) {
      const std::int64_t i = group * kPolyphaseGroup + member;
      const std::int64_t lead = i * geometry.advance / geometry.phases - starts_.back();
      const std::int64_t phase = i * geometry.advance % geometry.phases;
      const double fraction = static_cast<double>(phase) / static_cast<double>(geometry.phases);
      float* weights = weights_.get() + group * taps * kPolyphaseGroup + member;
      for (std::int64_t k = 0; k < taps; ++k) {
        const double distance = fraction - static_cast<double>(k - lead - geometry.reach + 1);
        const bool used = i < tables_.outputs && k >= lead;
        weights[k * kPolyphaseGroup] = used ? static_cast<float>(geometry.weight(table, distance)) : 0.0F;
      }
    }
  }
  tables_.weights = weights_.get();
  tables_.starts = starts_.data();
}

}  // namespace emodna::cpu
