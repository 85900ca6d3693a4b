// Correlation of a frame's beginning with what follows it, directly, one frame a lane.
#include "frames.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

// Lags at a time: as many sums as hide an addition's latency and fit into the registers.
constexpr std::int32_t kTile = 8;

Floats root(Floats x) {
  Floats y;
  for (int lane = 0; lane < kFloats; ++lane) y[lane] = __builtin_sqrtf(x[lane]);
  return y;
}

// Energy of the `window` samples from each lag on. Sums of positive numbers alone: a running difference would keep the
// rounding of a loud beginning in a quiet end.
void energies(const HarmonicityTables& t, const Floats* y, Floats* energy) {
  for (std::int32_t anchor = 0; anchor < t.lags; anchor += t.window) {
    const std::int32_t end = anchor + t.window, last = end < t.lags ? end : t.lags;
    Floats sum = {};
    for (std::int32_t i = end - 1; i >= anchor; --i) {
      sum += y[i] * y[i];
      if (i < last) energy[i] = sum;
    }
    sum = Floats{};
    for (std::int32_t i = anchor + 1; i < last; ++i) {
      sum += y[i + t.window - 1] * y[i + t.window - 1];
      energy[i] += sum;
    }
  }
}

void products(const HarmonicityTables& t, const Floats* y, Floats* r) {
  for (std::int32_t lag = 0; lag < t.lags; lag += kTile) {
    Floats sums[kTile] = {};
    for (std::int32_t j = 0; j < t.window; ++j) {
      const Floats x = y[j];
#pragma GCC unroll 8
      for (std::int32_t k = 0; k < kTile; ++k) sums[k] += x * y[lag + j + k];
    }
    for (std::int32_t k = 0; k < kTile; ++k) r[lag + k] = sums[k];
  }
}

}  // namespace

void harmonicity(const HarmonicityTables& t, const float* samples, const std::int64_t* starts, std::int64_t count,
                 float* r, float* scratch) {
  const std::int32_t span = t.window + t.lags;  // one more than is needed of the last lag
  Floats* y = reinterpret_cast<Floats*>(scratch);
  Floats* correlation = y + span + kTile;
  Floats* energy = correlation + t.lags + 2 * kTile;
  for (std::int64_t block = 0; block < count; block += kFloats) {
    const int lanes = count - block < kFloats ? static_cast<int>(count - block) : kFloats;
    const float* sources[kFloats];
    for (int lane = 0; lane < kFloats; ++lane) {
      sources[lane] = samples + starts[lane < lanes ? block + lane : count - 1];
    }
    to_lanes<float>(sources, span, y);
    for (std::int32_t i = span; i < span + kTile; ++i) y[i] = Floats{};
    Floats mean = {};
    for (std::int32_t i = t.mean_begin; i < t.mean_end; ++i) mean += y[i];
    mean /= static_cast<float>(t.mean_end - t.mean_begin);
    for (std::int32_t i = 0; i < span; ++i) y[i] -= mean;
    // Where nothing moves, as in digital silence beside a sound, the correlation is 1 up to its rounding, of which
    // every wrinkle would be a maximum.
    Floats range = {};
    for (std::int32_t i = 1; i < t.window; ++i) {
      const Floats change = y[i] < y[0] ? y[0] - y[i] : y[i] - y[0];
      range = change > range ? change : range;
    }
    products(t, y, correlation);
    const Floats first = range > 0.0F ? correlation[0] : Floats{};
    energies(t, y, energy);
    for (std::int32_t k = 0; k < t.lags; ++k) {
      const Floats both = first * energy[k];
      correlation[k] = both > 0.0F ? correlation[k] / root(both) : Floats{};
    }
    from_lanes(correlation, t.lags, lanes, t.lags, r + block * t.lags);
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
