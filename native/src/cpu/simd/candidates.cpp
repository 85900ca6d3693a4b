// Maxima of an autocorrelation, interpolated by a windowed sinc.
#include "frames.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr float kLog2E = 1.44269504088896341F;

struct Maximum {
  float lag, value;
};

// r at lag + phase / kSincPhases; r[0] is lag 0, with lags before it.
float interpolated(const CandidateTables& t, const float* r, std::int32_t lag, std::int32_t phase) {
  const float* weights = t.sinc + phase * 2 * kSincDepth;
  const float* from = r + lag + 1 - kSincDepth;
  Floats sum = {};
  for (std::int32_t i = 0; i < 2 * kSincDepth; i += kFloats)
    sum += load_floats<float>(weights + i) * load_floats<float>(from + i);
  return sum_lanes(sum);
}

// The maximum near the lag, at which r is not below its neighbours: three points of the interpolated function around
// the vertex of the parabola through the lags, then the vertex of the parabola through these.
Maximum maximum(const CandidateTables& t, const float* r, std::int32_t lag) {
  const float bend = 2 * r[lag] - r[lag - 1] - r[lag + 1];
  const float shift = bend > 0 ? 0.5F * (r[lag + 1] - r[lag - 1]) / bend : 0.0F;
  std::int32_t at = static_cast<std::int32_t>((static_cast<float>(lag) + shift) * kSincPhases + 0.5F);
  const std::int32_t lowest = (lag - 1) * kSincPhases + 1, highest = (lag + 1) * kSincPhases - 1;
  const auto value = [&](std::int32_t place) { return interpolated(t, r, place / kSincPhases, place % kSincPhases); };
  float before = value(at - 1), here = value(at), after = value(at + 1);
  // Hardly ever more than a step or two: the parabola is close.
  while (before > here && at > lowest) {
    --at;
    after = here;
    here = before;
    before = value(at - 1);
  }
  while (after > here && at < highest) {
    ++at;
    before = here;
    here = after;
    after = value(at + 1);
  }
  const float curve = 2 * here - before - after, slope = 0.5F * (after - before);
  if (!(curve > 0)) return {static_cast<float>(at) / kSincPhases, here};
  float move = slope / curve;
  move = move > 1 ? 1 : move < -1 ? -1 : move;
  return {(static_cast<float>(at) + move) / kSincPhases, here + 0.5F * slope * move};
}

// Whether any of a vector of lags is a maximum above the threshold.
bool any_maximum(const float* r, float threshold) {
  const Floats here = load_floats<float>(r), before = load_floats<float>(r - 1), after = load_floats<float>(r + 1);
  return any_lane((here > threshold) & (here > before) & (here >= after));
}

}  // namespace

std::int32_t candidates(const CandidateTables& t, const float* mirrored, Candidate* kept) {
  const float* r = mirrored + kSincDepth;
  // Noise has many maxima: the best are chosen by their height at the lag itself, and only they are interpolated.
  std::int32_t lags[kMostCandidates];
  float ranks[kMostCandidates];
  std::int32_t chosen = 0;
  std::int32_t passed = t.least_lag;  // lags before it need no look
  for (std::int32_t lag = t.least_lag; lag < t.greatest_lag; ++lag) {
    // Most lags are no maximum, and are passed over a vector at a time.
    while (lag >= passed && lag + kFloats <= t.greatest_lag) {
      passed = lag + kFloats;
      if (any_maximum(r + lag, t.threshold)) break;
      lag = passed;
    }
    if (lag == t.greatest_lag) break;
    if (!(r[lag] > t.threshold && r[lag] > r[lag - 1] && r[lag] >= r[lag + 1])) continue;
    const float cost = t.octave_cost == 0 ? 0 : t.octave_cost * kLog2E * __builtin_logf(static_cast<float>(lag));
    const float rank = r[lag] - cost;
    std::int32_t place = chosen;
    if (chosen == t.most) {
      place = 0;
      for (std::int32_t i = 1; i < chosen; ++i) place = ranks[i] < ranks[place] ? i : place;
      if (rank <= ranks[place]) continue;
    } else {
      ++chosen;
    }
    lags[place] = lag;
    ranks[place] = rank;
  }
  std::int32_t count = 0;
  for (std::int32_t i = 0; i < chosen; ++i) {
    const Maximum peak = maximum(t, r, lags[i]);
    const float hz = t.sample_rate / peak.lag;
    // What noise lifts above 1 is the less trustworthy the higher it is.
    if (hz < t.ceiling_hz) kept[count++] = {hz, peak.value > 1 ? 1 / peak.value : peak.value};
  }
  return count;
}

}  // namespace emodna::cpu::EMODNA_ISA
