// Autocorrelation of windowed frames by the Fourier transform, one frame a lane; and the table of the speech kernels.
#include "frames.h"
#include "spectrum.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr float kLeastPower = 1e-30F;

Floats greater(Floats a, Floats b) { return a > b ? a : b; }

// Subtracts the mean around the centre, applies the window, pads; returns the peak around the centre.
Floats window_frames(const CorrelationTables& t, Floats* data) {
  const std::int32_t centre = -t.window_offset;
  Floats mean = {};
  if (t.mean_reach > 0) {
    constexpr int kSums = 4;  // independent ones hide an addition's latency
    Floats sums[kSums] = {};
    for (std::int32_t i = centre - t.mean_reach; i < centre + t.mean_reach; ++i) sums[i % kSums] += data[i];
    mean = ((sums[0] + sums[1]) + (sums[2] + sums[3])) / (2.0F * static_cast<float>(t.mean_reach));
  }
  for (std::int32_t i = 0; i < t.window_length; ++i) data[i] = (data[i] - mean) * t.window[i];
  for (std::int32_t i = t.window_length; i < t.fourier.length; ++i) data[i] = Floats{};
  Floats peak = {};
  for (std::int32_t i = centre - t.peak_reach; i < centre + t.peak_reach; ++i) {
    peak = greater(peak, greater(data[i], -data[i]));
  }
  return peak;
}

// The autocorrelation's first lags from the power spectrum, up to a factor. A power spectrum is real and even, so that
// its own transform is too, and is the inverse one.
void inverse(const CorrelationTables& t, const Floats* power, Floats* data, Floats* correlation) {
  const std::int32_t length = t.fourier.length, half = length / 2;
  data[0] = power[0];
  data[half] = power[half];
  for (std::int32_t n = 1; n < half; ++n) {
    data[n] = power[n];
    data[length - n] = power[n];
  }
  fft<float>(data, t.fourier.twiddles, half);
  split_spectrum<float>(
      t.fourier, data, [&](std::int32_t k, Floats re, Floats, Floats mirror_re, Floats) __attribute__((always_inline)) {
        correlation[k] = re;
        correlation[half - k] = mirror_re;
      });
}

// correlate() up to where the frames lie in the lanes: take(frame, lanes, r [lags], peaks).
template <class Take>
void correlate_frames(const CorrelationTables& t, const float* clip, std::int64_t samples, std::int64_t first,
                      std::int64_t count, float* scratch, const Take& take) {
  Floats* data = reinterpret_cast<Floats*>(scratch);
  Floats* power = data + t.fourier.length;
  float* edges = reinterpret_cast<float*>(power + t.fourier.length / 2 + 16);
  const std::int64_t edge = (t.window_length + 15) / 16 * 16;
  for (std::int64_t block = 0; block < count; block += kFloats) {
    const int lanes = count - block < kFloats ? static_cast<int>(count - block) : kFloats;
    const float* sources[kFloats];
    for (int lane = 0; lane < kFloats; ++lane) {
      // The lanes after the last frame work on a copy of it.
      sources[lane] = lane < lanes ? frame_at(clip, samples, (first + block + lane) * t.hop + t.window_offset,
                                              t.window_length, edges + lane * edge)
                                   : sources[lanes - 1];
    }
    to_lanes<float>(sources, t.window_length, data);
    const Floats peaks = window_frames(t, data);
    power_spectrum<float>(t.fourier, data, power);
    // The power is read while it is spread over data; the correlation takes its place.
    inverse(t, power, data, power);
    const Floats whole = 1.0F / greater(power[0], Floats{} + kLeastPower);
    for (std::int32_t k = 0; k < t.lags; ++k) power[k] *= whole * t.unwindow[k];
    take(block, lanes, power, peaks);
  }
}

}  // namespace

void correlate(const CorrelationTables& t, const float* clip, std::int64_t samples, std::int64_t first,
               std::int64_t count, float* r, float* peak, float* scratch) {
  correlate_frames(t, clip, samples, first, count, scratch,
                   [&](std::int64_t frame, int lanes, const Floats* found, Floats peaks) {
                     from_lanes(found, t.lags, lanes, t.lags, r + frame * t.lags);
                     for (int lane = 0; lane < lanes; ++lane) peak[frame + lane] = peaks[lane];
                   });
}

void best_lags(const CorrelationTables& t, const float* clip, std::int64_t samples, std::int64_t first,
               std::int64_t count, float* lags, float* r, float* scratch) {
  correlate_frames(t, clip, samples, first, count, scratch,
                   [&](std::int64_t frame, int lanes, const Floats* found, Floats) {
                     Floats best = found[t.least_lag] - t.cost[t.least_lag], value = found[t.least_lag],
                            lag = Floats{} + static_cast<float>(t.least_lag);
                     for (std::int32_t k = t.least_lag + 1; k < t.lags; ++k) {
                       const Floats here = found[k] - t.cost[k];
                       value = here > best ? found[k] : value;
                       lag = here > best ? Floats{} + static_cast<float>(k) : lag;
                       best = here > best ? here : best;
                     }
                     for (int lane = 0; lane < lanes; ++lane) {
                       lags[frame + lane] = lag[lane];
                       r[frame + lane] = value[lane];
                     }
                   });
}

const SpeechKernels speech_kernels = {correlate, best_lags, candidates, harmonicity, predict, shape, match, sum, range};

}  // namespace emodna::cpu::EMODNA_ISA
