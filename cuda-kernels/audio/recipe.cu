#include "recipe.h"

#include <cmath>
#include <cstring>
#include <string>

namespace emodna::cuda {
namespace {

constexpr double pi = 3.14159265358979323846;

template <typename Real>
std::vector<Complex<Real>> roots(int count, int n, double sign) {
  std::vector<Complex<Real>> values(count);
  for (int k = 0; k < count; ++k) {
    const double angle = 2 * pi * k / n;
    values[k] = {static_cast<Real>(std::cos(angle)), static_cast<Real>(sign * std::sin(angle))};
  }
  return values;
}

// Where each table begins in the bytes, 16-byte aligned.
struct Places {
  std::size_t window, turns, split, bands, band_weights, cosines, end;
};

std::size_t aligned(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

template <typename Real>
Places places_of(const cpu::MfccTables<Real>& t) {
  const std::size_t half = t.fft_length / 2;
  const cpu::MelBand& last = t.bands[t.mel_bins - 1];
  Places at;
  at.window = 0;
  at.turns = aligned(t.window_length * sizeof(Real));
  at.split = at.turns + aligned(half * sizeof(Complex<Real>));
  at.bands = at.split + aligned((half / 2 + 1) * sizeof(Complex<Real>));
  at.band_weights = at.bands + aligned(t.mel_bins * sizeof(cpu::MelBand));
  at.cosines = at.band_weights + aligned((last.weight + last.count) * sizeof(Real));
  at.end = at.cosines + static_cast<std::size_t>(t.mel_bins) * t.cosine_stride * sizeof(Real);
  return at;
}

template <typename Real>
std::vector<unsigned char> bytes_of(const cpu::MfccTables<Real>& t, const Places& at) {
  const int half = t.fft_length / 2;
  const std::vector<Complex<Real>> turns = roots<Real>(half, half, -1),
                                   split = roots<Real>(half / 2 + 1, t.fft_length, 1);
  const cpu::MelBand& last = t.bands[t.mel_bins - 1];
  std::vector<unsigned char> bytes(at.end);
  std::memcpy(&bytes[at.window], t.window, t.window_length * sizeof(Real));
  std::memcpy(&bytes[at.turns], turns.data(), turns.size() * sizeof(Complex<Real>));
  std::memcpy(&bytes[at.split], split.data(), split.size() * sizeof(Complex<Real>));
  std::memcpy(&bytes[at.bands], t.bands, t.mel_bins * sizeof(cpu::MelBand));
  if (last.weight + last.count > 0) {
    std::memcpy(&bytes[at.band_weights], t.band_weights, (last.weight + last.count) * sizeof(Real));
  }
  std::memcpy(&bytes[at.cosines], t.cosines, at.end - at.cosines);
  return bytes;
}

}  // namespace

template <typename Real>
emodna_status mfcc_recipe(Stream& stream, const emodna_mfcc_dialect& dialect, MfccRecipe<Real>* recipe) {
  const std::string key = (sizeof(Real) == sizeof(float) ? "mfcc float " : "mfcc double ") +
                          std::string(reinterpret_cast<const char*>(&dialect), sizeof dialect);
  const auto plan = stream.context->plans.get<cpu::MfccPlan<Real>>(
      key, [&] { return std::make_shared<const cpu::MfccPlan<Real>>(dialect); });
  const cpu::MfccTables<Real>& t = plan->tables();
  const Places at = places_of(t);
  const void* address = nullptr;
  const emodna_status status = stream.context->tables.find(
      key, stream, [&] { return bytes_of(t, at); }, &address);
  if (status != EMODNA_OK) return status;
  const unsigned char* base = static_cast<const unsigned char*>(address);
  recipe->window_length = t.window_length;
  recipe->window_offset = t.window_offset;
  recipe->hop = t.hop;
  recipe->fft_length = t.fft_length;
  recipe->mel_bins = t.mel_bins;
  recipe->coefficients = t.coefficients;
  recipe->cosine_stride = t.cosine_stride;
  recipe->frame_offset = t.frame_offset;
  recipe->remove_dc = t.remove_dc;
  recipe->natural_log = t.natural_log;
  recipe->preemphasis = t.preemphasis;
  recipe->log_floor = t.log_floor;
  recipe->window = reinterpret_cast<const Real*>(base + at.window);
  recipe->turns = reinterpret_cast<const Complex<Real>*>(base + at.turns);
  recipe->split = reinterpret_cast<const Complex<Real>*>(base + at.split);
  recipe->bands = reinterpret_cast<const cpu::MelBand*>(base + at.bands);
  recipe->band_weights = reinterpret_cast<const Real*>(base + at.band_weights);
  recipe->cosines = reinterpret_cast<const Real*>(base + at.cosines);
  return EMODNA_OK;
}

template emodna_status mfcc_recipe(Stream&, const emodna_mfcc_dialect&, MfccRecipe<float>*);
template emodna_status mfcc_recipe(Stream&, const emodna_mfcc_dialect&, MfccRecipe<double>*);

}  // namespace emodna::cuda
