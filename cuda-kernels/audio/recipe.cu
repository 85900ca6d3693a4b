#include "recipe.h"

#include <cmath>
#include <cstring>
#include <string>

namespace emodna::cuda {
namespace {

constexpr double pi = 3.14159265358979323846;

// Appends count values, 16-byte aligned; returns where they begin.
template <typename T>
std::size_t append(std::vector<unsigned char>& bytes, const T* values, std::size_t count) {
  const std::size_t at = (bytes.size() + 15) / 16 * 16;
  bytes.resize(at + count * sizeof(T));
  if (count > 0) std::memcpy(bytes.data() + at, values, count * sizeof(T));
  return at;
}

template <typename Real>
std::vector<Complex<Real>> roots(int count, int n, double sign) {
  std::vector<Complex<Real>> values(count);
  for (int k = 0; k < count; ++k) {
    const double angle = 2 * pi * k / n;
    values[k] = {static_cast<Real>(std::cos(angle)), static_cast<Real>(sign * std::sin(angle))};
  }
  return values;
}

struct Places {
  std::size_t window, turns, split, bands, band_weights, cosines;
};

}  // namespace

template <typename Real>
emodna_status mfcc_recipe(Stream& stream, const emodna_mfcc_dialect& dialect, MfccRecipe<Real>* recipe) {
  // The tables are small beside their making; where each begins depends on the dialect alone.
  const std::string key = (sizeof(Real) == sizeof(float) ? "mfcc float " : "mfcc double ") +
                          std::string(reinterpret_cast<const char*>(&dialect), sizeof dialect);
  const cpu::MfccPlan<Real> plan(dialect);
  const cpu::MfccTables<Real>& t = plan.tables();
  const int half = t.fft_length / 2;
  const cpu::MelBand& last = t.bands[t.mel_bins - 1];
  std::vector<unsigned char> bytes;
  Places at;
  at.window = append(bytes, t.window, t.window_length);
  at.turns = append(bytes, roots<Real>(half, half, -1).data(), half);
  at.split = append(bytes, roots<Real>(half / 2 + 1, t.fft_length, 1).data(), half / 2 + 1);
  at.bands = append(bytes, t.bands, t.mel_bins);
  at.band_weights = append(bytes, t.band_weights, last.weight + last.count);
  at.cosines = append(bytes, t.cosines, static_cast<std::size_t>(t.mel_bins) * t.cosine_stride);
  const void* address = nullptr;
  const emodna_status status = stream.context->tables.find(
      key, stream.cuda, [&] { return bytes; }, &address);
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
