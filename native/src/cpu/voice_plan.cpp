#include "voice_plan.h"

#include <algorithm>
#include <cmath>

#include "pitch_plan.h"

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;
// The spectrum's window is the longest power of two within this many seconds.
constexpr double kShapeSeconds = 0.05;
// Candidates of the harmonicity that are interpolated; the greatest of all is among them.
constexpr std::int32_t kHarmonicityCandidates = 3;
// Third-octave bands: centres from 1000 Hz / 2^(10 / 3) to 1000 Hz * 2^(7 / 3), 99 to 5040 Hz.
constexpr int kLowestBand = -10, kHighestBand = 7;

std::int32_t shape_length(std::int32_t rate) {
  std::int32_t length = 32;
  while (2 * length <= kShapeSeconds * rate) length *= 2;
  return length;
}

}  // namespace

VoicePlan::VoicePlan(const emodna_voice_recipe& r)
    : sample_rate_(r.sample_rate),
      formant_rate_(static_cast<std::int32_t>(std::lround(2.0 * r.formant_ceiling_hz))),
      emphasis_(std::exp(-2 * kPi * r.emphasis_hz / formant_rate_)),
      least_f0_(0.5F * r.floor_hz),
      greatest_f0_(static_cast<float>(r.sample_rate) / 8),
      fourier_(shape_length(r.sample_rate)) {
  build_harmonicity(r);
  build_prediction(r);
  build_shape(r);
  // A pulse is sought up to 1.25 periods from one that lies up to so much beyond the end, within half a period.
  const auto pulses = static_cast<std::int64_t>(4.0 * r.sample_rate / least_f0_);
  margin_ = r.hop + 128 +
            std::max({pulses, static_cast<std::int64_t>(2 * shape_.fourier.length),
                      static_cast<std::int64_t>(2 * harmonicity_.window + 2 * harmonicity_.lags)});
}

void VoicePlan::build_harmonicity(const emodna_voice_recipe& r) {
  // As Praat rounds them, so that the same samples are looked at.
  const double period = static_cast<double>(r.sample_rate) / r.floor_hz;
  const auto whole = static_cast<std::int32_t>(std::floor(period));
  const std::int32_t window = 2 * (whole / 2 - 1), greatest = window + 2, peak = whole / 2 + 1;
  harmonicity_offset_ = static_cast<std::int64_t>(std::floor(-period - 0.5));
  const auto centre = static_cast<std::int32_t>(-harmonicity_offset_);
  harmonicity_ = {window, greatest + kSincDepth + 2, centre - whole, centre + whole, centre - peak, centre + peak};
  sinc_ = sinc_weights();
  candidates_ = {2,
                 greatest,
                 kHarmonicityCandidates,
                 static_cast<float>(r.sample_rate),
                 0.5F * static_cast<float>(r.sample_rate),
                 0,
                 0,
                 sinc_.data()};
}

void VoicePlan::build_prediction(const emodna_voice_recipe& r) {
  // Praat's Gaussian window: twice the stated length, exp(-12) at its ends, shifted down to reach 0 there.
  const auto window = 2 * static_cast<std::int32_t>(std::floor(r.formant_window * formant_rate_));
  const double edge = std::exp(-12.0), middle = 0.5 * (window + 1);
  for (std::int32_t i = 1; i <= window; ++i) {
    const double place = (i - middle) / (window + 1);
    gauss_.push_back((std::exp(-48 * place * place) - edge) / (1 - edge));
  }
  prediction_ = {window, 2 * r.formants, gauss_.data()};
}

std::int64_t VoicePlan::prediction_start(std::int64_t centre) const {
  // The centre lies half a sample before sample `centre`, as a frame has as many samples on either side.
  const double at = (static_cast<double>(centre) - 0.5) * formant_rate_ / sample_rate_;
  return static_cast<std::int64_t>(std::floor(at)) + 1 - prediction_.window / 2;
}

void VoicePlan::build_shape(const emodna_voice_recipe& r) {
  const std::int32_t length = fourier_.tables().length, bins = length / 2 + 1;
  for (std::int32_t i = 0; i < length; ++i) {
    // A periodic Hann window's values have the sum length / 2; a sine of amplitude 1 has half of that at its frequency.
    window_.push_back(static_cast<float>((0.5 - 0.5 * std::cos(2 * kPi * i / length)) * 4 / length));
  }
  const double bin_hz = static_cast<double>(r.sample_rate) / length;
  const auto bin = [&](double hz) { return std::min(bins, static_cast<std::int32_t>(std::ceil(hz / bin_hz))); };
  build_bands(bin_hz);
  shape_ = {fourier_.tables(),
            window_.data(),
            static_cast<float>(bin_hz),
            static_cast<std::int32_t>(firsts_.size()),
            firsts_.data(),
            counts_.data(),
            band_weights_.data(),
            slope_.data(),
            bin(50),
            bin(1000),
            bin(2000),
            bin(5000),
            bin(500)};
}

void VoicePlan::build_bands(double bin_hz) {
  const std::int32_t bins = fourier_.tables().length / 2 + 1;
  const double top = bin_hz * (bins - 1);
  std::vector<double> octaves;
  for (int band = kLowestBand; band <= kHighestBand; ++band) {
    const double centre = 1000 * std::exp2(band / 3.0), low = centre * std::exp2(-1 / 6.0),
                 high = centre * std::exp2(1 / 6.0);
    if (high > top) break;
    octaves.push_back(band / 3.0);
    firsts_.push_back(static_cast<std::int32_t>(low / bin_hz + 0.5));
    std::int32_t count = 0;
    for (std::int32_t k = firsts_.back(); k < bins && (k - 0.5) * bin_hz < high; ++k, ++count) {
      // The share of the bin, half a bin on either side of its frequency, that lies in the band.
      const double begin = std::max(low, (k - 0.5) * bin_hz), end = std::min(high, (k + 0.5) * bin_hz);
      band_weights_.push_back(static_cast<float>(std::max(0.0, end - begin) / bin_hz));
    }
    counts_.push_back(count);
  }
  // Slope of the line of least squares through the levels, in dB an octave.
  double mean = 0, squares = 0;
  for (const double octave : octaves) mean += octave / static_cast<double>(octaves.size());
  for (const double octave : octaves) squares += (octave - mean) * (octave - mean);
  for (const double octave : octaves) {
    slope_.push_back(squares > 0 ? static_cast<float>((octave - mean) / squares) : 0.0F);
  }
}

}  // namespace emodna::cpu
