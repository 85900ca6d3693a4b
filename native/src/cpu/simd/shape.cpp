// What the shape of the power spectrum says of the voice, one frame a lane.
#include "frames.h"
#include "spectrum.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr float kDecibel = 4.3429448190325182765F;  // 10 / ln 10
// Added to a band's power: 100 dB below a sine of amplitude 1.
constexpr float kFloor = 1e-10F;

Floats level(Floats power) { return kDecibel * natural_log(power + kFloor); }

Floats sum(const Floats* power, std::int32_t begin, std::int32_t end) {
  constexpr int kSums = 4;
  Floats sums[kSums] = {};
  for (std::int32_t k = begin; k < end; ++k) sums[k % kSums] += power[k];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

Floats greatest(const Floats* power, std::int32_t begin, std::int32_t end) {
  Floats found = {};
  for (std::int32_t k = begin; k < end; ++k) found = power[k] > found ? power[k] : found;
  return found;
}

Floats centroid(const ShapeTables& t, const Floats* power) {
  const std::int32_t bins = t.fourier.length / 2 + 1;
  Floats moment = {};
  for (std::int32_t k = 1; k < bins; ++k) moment += static_cast<float>(k) * power[k];
  const Floats whole = sum(power, 0, bins) + kFloor;
  return t.bin_hz * moment / whole;
}

Floats tilt(const ShapeTables& t, const Floats* power) {
  Floats slope = {};
  const float* weights = t.weights;
  for (std::int32_t band = 0; band < t.bands; ++band) {
    Floats energy = {};
    for (std::int32_t i = 0; i < t.counts[band]; ++i) energy += weights[i] * power[t.firsts[band] + i];
    weights += t.counts[band];
    slope += t.slope[band] * level(energy);
  }
  return slope;
}

}  // namespace

void shape(const ShapeTables& t, const float* samples, const std::int64_t* starts, std::int64_t count, float* values,
           float* scratch) {
  Floats* data = reinterpret_cast<Floats*>(scratch);
  Floats* power = data + t.fourier.length;
  for (std::int64_t block = 0; block < count; block += kFloats) {
    const int lanes = count - block < kFloats ? static_cast<int>(count - block) : kFloats;
    const float* sources[kFloats];
    for (int lane = 0; lane < kFloats; ++lane) {
      sources[lane] = samples + starts[lane < lanes ? block + lane : count - 1];
    }
    to_lanes<float>(sources, t.fourier.length, data);
    for (std::int32_t i = 0; i < t.fourier.length; ++i) data[i] *= t.window[i];
    power_spectrum<float>(t.fourier, data, power);
    const Floats all[kShapeValues] = {centroid(t, power), tilt(t, power),
                                      level(sum(power, t.low, t.alpha)) - level(sum(power, t.alpha, t.high)),
                                      level(greatest(power, 0, t.split)) - level(greatest(power, t.split, t.high)),
                                      level(sum(power, 0, t.quarter)) - level(sum(power, t.quarter, t.alpha))};
    for (int lane = 0; lane < lanes; ++lane) {
      for (std::int32_t v = 0; v < kShapeValues; ++v) values[(block + lane) * kShapeValues + v] = all[v][lane];
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
