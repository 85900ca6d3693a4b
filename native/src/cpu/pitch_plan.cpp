#include "pitch_plan.h"

#include <algorithm>
#include <cmath>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;
// Least value of the window's normalised autocorrelation that a frame's is divided by.
constexpr double kLeastWindow = 1e-3;

std::int32_t power_of_two(std::int32_t least) {
  std::int32_t length = 16;
  while (length < least) length *= 2;
  return length;
}

}  // namespace

std::vector<float> sinc_weights() {
  // sinc(u) under a Hann window that ends one lag beyond the last weight.
  std::vector<float> weights;
  for (std::int32_t phase = 0; phase < kSincPhases; ++phase) {
    for (std::int32_t k = 1 - kSincDepth; k <= kSincDepth; ++k) {
      const double u = k - static_cast<double>(phase) / kSincPhases;
      const double sinc = u == 0 ? 1 : std::sin(kPi * u) / (kPi * u);
      weights.push_back(static_cast<float>(sinc * (0.5 + 0.5 * std::cos(kPi * u / (kSincDepth + 1)))));
    }
  }
  return weights;
}

PitchGeometry::PitchGeometry(const emodna_pitch_recipe& r) {
  const double rate = r.sample_rate;
  least_lag = std::max(2, static_cast<std::int32_t>(std::floor(rate / r.ceiling_hz)));
  if (r.kind == EMODNA_PITCH_FRAME_WISE) {
    window_length = r.window_length;
    window_offset = -(window_length / 2);
    mean_reach = peak_reach = 0;
    greatest_lag = static_cast<std::int32_t>(std::floor(rate / r.floor_hz));
    lags = greatest_lag + 1;
  } else {
    // As Praat rounds them, so that the same samples are looked at.
    const auto period = static_cast<std::int32_t>(std::floor(rate / r.floor_hz));
    const auto whole = static_cast<std::int32_t>(std::floor(rate * r.periods / r.floor_hz));
    const std::int32_t half = whole / 2 - 1;
    window_length = 2 * half;
    window_offset = -half;
    mean_reach = std::min(period, half);
    peak_reach = std::min(period / 2 + 1, half);
    greatest_lag = std::min(window_length - 1, static_cast<std::int32_t>(std::floor(window_length / r.periods)) + 2);
    lags = greatest_lag + kSincDepth + 2;
  }
  fft_length = power_of_two(window_length + lags);
}

PitchPlan::PitchPlan(const emodna_pitch_recipe& r) : geometry_(r), fourier_(geometry_.fft_length) {
  const std::int32_t n = geometry_.window_length;
  std::vector<double> window(n);
  for (std::int32_t i = 0; i < n; ++i) {
    // Boersma's window does not reach zero within the frame, the other one does.
    const double turn = r.kind == EMODNA_PITCH_FRAME_WISE ? static_cast<double>(i) / (n - 1) : (i + 1.0) / (n + 1);
    window[i] = 0.5 - 0.5 * std::cos(2 * kPi * turn);
  }
  window_.assign(window.begin(), window.end());
  unwindow_.resize(geometry_.lags);
  double whole = 0;
  for (std::int32_t k = 0; k < geometry_.lags; ++k) {
    double sum = 0;
    for (std::int32_t i = 0; i + k < n; ++i) sum += window[i] * window[i + k];
    if (k == 0) whole = sum;
    unwindow_[k] = static_cast<float>(1 / std::max(sum / whole, kLeastWindow));
  }
  if (r.kind == EMODNA_PITCH_FRAME_WISE) {
    cost_.resize(geometry_.lags);
    for (std::int32_t k = geometry_.least_lag; k < geometry_.lags; ++k) {
      cost_[k] = static_cast<float>(r.lag_cost * std::log(static_cast<double>(k) / geometry_.least_lag));
    }
  }
  tables_ = {fourier_.tables(),
             r.hop,
             n,
             geometry_.window_offset,
             geometry_.mean_reach,
             geometry_.peak_reach,
             geometry_.lags,
             window_.data(),
             unwindow_.data(),
             geometry_.least_lag,
             cost_.empty() ? nullptr : cost_.data()};
  if (r.kind == EMODNA_PITCH_PATH) {
    sinc_ = sinc_weights();
    candidates_ = {geometry_.least_lag, geometry_.greatest_lag, r.candidates - 1, static_cast<float>(r.sample_rate),
                   r.ceiling_hz,        0.5F * r.voicing,       r.octave_cost,    sinc_.data()};
  }
}

}  // namespace emodna::cpu
