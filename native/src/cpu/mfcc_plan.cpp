#include "mfcc_plan.h"

#include <cmath>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;

// Slaney: linear below 1000 Hz, logarithmic above. HTK: 2595 log10(1 + f / 700); Kaldi's 1127 ln(1 + f / 700) is
// the same up to a factor, which spacing edges evenly does not see.
constexpr double kSlaneyHz = 200.0 / 3.0, kSlaneyBreakHz = 1000.0, kSlaneyBreakMel = 15.0;
const double kSlaneyStep = std::log(6.4) / 27.0;

double mel_of(std::int32_t scale, double hz) {
  if (scale == EMODNA_MEL_HTK) return 1127.0 * std::log1p(hz / 700.0);
  if (hz < kSlaneyBreakHz) return hz / kSlaneyHz;
  return kSlaneyBreakMel + std::log(hz / kSlaneyBreakHz) / kSlaneyStep;
}

double hz_of(std::int32_t scale, double mel) {
  if (scale == EMODNA_MEL_HTK) return 700.0 * std::expm1(mel / 1127.0);
  if (mel < kSlaneyBreakMel) return mel * kSlaneyHz;
  return kSlaneyBreakHz * std::exp(kSlaneyStep * (mel - kSlaneyBreakMel));
}

double window_value(std::int32_t window, std::int32_t i, std::int32_t length) {
  if (window == EMODNA_WINDOW_HANN) return 0.5 - 0.5 * std::cos(2 * kPi * i / length);
  const double angle = length > 1 ? 2 * kPi * i / (length - 1) : kPi;
  if (window == EMODNA_WINDOW_HAMMING) return 0.54 - 0.46 * std::cos(angle);
  return std::pow(0.5 - 0.5 * std::cos(angle), 0.85);
}

}  // namespace

std::vector<double> mel_edges(const emodna_mfcc_dialect& d) {
  const double high = d.high_hz > 0 ? d.high_hz : 0.5 * d.sample_rate;
  const double low_mel = mel_of(d.mel_scale, d.low_hz), high_mel = mel_of(d.mel_scale, high);
  std::vector<double> edges(d.mel_bins + 2);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    edges[i] = hz_of(d.mel_scale, low_mel + (high_mel - low_mel) * static_cast<double>(i) / (d.mel_bins + 1));
  }
  return edges;
}

double mel_weight(const emodna_mfcc_dialect& d, const std::vector<double>& edges, int band, double hz) {
  double low = edges[band], centre = edges[band + 1], high = edges[band + 2], at = hz;
  const double norm = d.mel_area_norm ? 2.0 / (high - low) : 1.0;
  if (d.mel_triangles == 1) {
    low = mel_of(d.mel_scale, low);
    centre = mel_of(d.mel_scale, centre);
    high = mel_of(d.mel_scale, high);
    at = mel_of(d.mel_scale, hz);
  }
  const double weight = std::fmin((at - low) / (centre - low), (high - at) / (high - centre));
  return weight > 0 ? weight * norm : 0.0;
}

bool float_is_enough(const emodna_mfcc_dialect& d) {
  constexpr float kMostDecibels = 80, kLeastFloor = 1e-30F;
  return d.top_db > 0 && d.top_db <= kMostDecibels && d.log_floor >= kLeastFloor;
}

template <typename Real>
MfccPlan<Real>::MfccPlan(const emodna_mfcc_dialect& dialect) : dialect_(dialect), fourier_(dialect.fft_length) {
  tables_.fourier = fourier_.tables();
  tables_.window_length = dialect_.window_length;
  tables_.hop = dialect_.hop;
  tables_.fft_length = dialect_.fft_length;
  tables_.mel_bins = dialect_.mel_bins;
  tables_.coefficients = dialect_.coefficients;
  tables_.remove_dc = dialect_.remove_dc != 0;
  tables_.natural_log = dialect_.log == EMODNA_LOG_NATURAL;
  tables_.preemphasis = dialect_.preemphasis;
  tables_.log_floor = dialect_.log_floor;
  if (dialect_.centred) {
    tables_.frame_offset = -(dialect_.fft_length / 2);
    tables_.window_offset = (dialect_.fft_length - dialect_.window_length) / 2;
  }
  build_window();
  build_bands();
  build_cosines();
}

template <typename Real>
void MfccPlan<Real>::build_window() {
  window_.resize(dialect_.window_length);
  for (std::int32_t i = 0; i < dialect_.window_length; ++i) {
    window_[i] = static_cast<Real>(dialect_.input_scale * window_value(dialect_.window, i, dialect_.window_length));
  }
  tables_.window = window_.data();
}

template <typename Real>
void MfccPlan<Real>::build_bands() {
  const std::vector<double> edges = mel_edges(dialect_);
  const std::int32_t bins = dialect_.fft_length / 2 + 1;
  const double bin_hz = static_cast<double>(dialect_.sample_rate) / dialect_.fft_length;
  for (std::int32_t b = 0; b < dialect_.mel_bins; ++b) {
    MelBand band{0, 0, static_cast<std::int32_t>(band_weights_.size())};
    for (std::int32_t bin = 0; bin < bins; ++bin) {
      const double weight = mel_weight(dialect_, edges, b, bin * bin_hz);
      if (weight <= 0) continue;
      if (band.count == 0) band.first = bin;
      ++band.count;
      band_weights_.push_back(static_cast<Real>(weight));
    }
    bands_.push_back(band);
  }
  tables_.bands = bands_.data();
  tables_.band_weights = band_weights_.data();
}

template <typename Real>
void MfccPlan<Real>::build_cosines() {
  const std::int32_t stride = (dialect_.coefficients + kCosineBlock - 1) / kCosineBlock * kCosineBlock;
  const std::int32_t bins = dialect_.mel_bins;
  cosines_ = aligned_array<Real>(static_cast<std::size_t>(bins) * stride);
  for (std::int32_t m = 0; m < bins; ++m) {
    for (std::int32_t c = 0; c < stride; ++c) {
      Real& place = cosines_[static_cast<std::size_t>(m) * stride + c];
      place = 0;
      if (c >= dialect_.coefficients) continue;
      double value = std::sqrt((c == 0 ? 1.0 : 2.0) / bins) * std::cos(kPi * c * (m + 0.5) / bins);
      if (dialect_.lifter > 0) value *= 1.0 + 0.5 * dialect_.lifter * std::sin(kPi * c / dialect_.lifter);
      place = static_cast<Real>(value);
    }
  }
  tables_.cosines = cosines_.get();
  tables_.cosine_stride = stride;
}

template class MfccPlan<float>;
template class MfccPlan<double>;

}  // namespace emodna::cpu
