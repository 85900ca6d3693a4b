#include "formants.h"

#include <algorithm>
#include <cmath>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;
// Roots nearer to 0 or to half the rate describe the slope of the spectrum (Praat's value, Hz).
constexpr double kEdgeHz = 50;

}  // namespace

bool formants_of(const Root* roots, std::int32_t count, double sample_rate, float* hz, float* bandwidths) {
  struct Formant {
    double hz, bandwidth;
  };
  Formant found[kMostOrder];
  std::int32_t size = 0;
  for (std::int32_t i = 0; i < count; ++i) {
    const Root& root = roots[i];
    if (!(root.im >= 0)) continue;
    const double frequency = std::atan2(root.im, root.re) * sample_rate / (2 * kPi);
    if (!(frequency > kEdgeHz && frequency < 0.5 * sample_rate - kEdgeHz)) continue;
    // A root outside of the unit circle stands for its mirror image: the spectrum is the same.
    const double radius = std::hypot(root.re, root.im);
    found[size++] = {frequency, std::fabs(std::log(radius)) * sample_rate / kPi};
  }
  if (size < kFormants) return false;
  std::sort(found, found + size, [](const Formant& a, const Formant& b) { return a.hz < b.hz; });
  for (std::int32_t i = 0; i < kFormants; ++i) {
    hz[i] = static_cast<float>(found[i].hz);
    bandwidths[i] = static_cast<float>(found[i].bandwidth);
  }
  return true;
}

}  // namespace emodna::cpu
