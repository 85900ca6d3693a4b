// Correlation of a stretch of samples with later or earlier ones, shifts in the lanes; and the peak of a clip.
#include "frames.h"
#include "speech_functions.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

Floats root(Floats x) {
  Floats y;
  for (int lane = 0; lane < kFloats; ++lane) y[lane] = __builtin_sqrtf(x[lane]);
  return y;
}

// Shifts [0, vectors * lanes) of b: each sample of a meets all of them.
template <int vectors>
void match_tile(const float* a, const float* b, std::int64_t length, float own, float* r) {
  Floats product[vectors] = {}, energy[vectors] = {};
  for (std::int64_t i = 0; i < length; ++i) {
    const float here = a[i];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; ++v) {
      const Floats there = load_floats<float>(b + v * kFloats + i);
      product[v] += here * there;
      energy[v] += there * there;
    }
  }
  for (int v = 0; v < vectors; ++v) {
    const Floats both = own * energy[v];
    store_floats<float>(r + v * kFloats, both > 0.0F ? product[v] / root(both) : Floats{});
  }
}

}  // namespace

void match(const float* a, const float* b, std::int64_t length, std::int64_t shifts, float* r) {
  Floats squares = {};
  std::int64_t i = 0;
  for (; i + kFloats <= length; i += kFloats) squares += load_floats<float>(a + i) * load_floats<float>(a + i);
  float own = sum_lanes(squares);
  for (; i < length; ++i) own += a[i] * a[i];
  std::int64_t shift = 0;
  for (; shift + 3 * kFloats < shifts; shift += 4 * kFloats) match_tile<4>(a, b + shift, length, own, r + shift);
  for (; shift + kFloats < shifts; shift += 2 * kFloats) match_tile<2>(a, b + shift, length, own, r + shift);
  if (shift < shifts) match_tile<1>(a, b + shift, length, own, r + shift);
}

double sum(const float* samples, std::int64_t count) {
  constexpr int kSums = 4;  // independent ones hide an addition's latency
  constexpr int kDoubles = kLanesOf<double>;
  Doubles sums[kSums] = {};
  std::int64_t i = 0;
  for (; i + kSums * kDoubles <= count; i += kSums * kDoubles) {
#pragma GCC unroll 4
    for (int k = 0; k < kSums; ++k) sums[k] += load_floats<double>(samples + i + k * kDoubles);
  }
  const Doubles together = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  double found = 0;
  for (int lane = 0; lane < kDoubles; ++lane) found += together[lane];
  for (; i < count; ++i) found += samples[i];
  return found;
}

Range range(const float* samples, std::int64_t count) {
  Floats least = Floats{} + samples[0], greatest = least;
  std::int64_t i = 0;
  for (; i + kFloats <= count; i += kFloats) {
    const Floats here = load_floats<float>(samples + i);
    least = here < least ? here : least;
    greatest = here > greatest ? here : greatest;
  }
  Range found = {samples[0], samples[0]};
  for (int lane = 0; lane < kFloats; ++lane) {
    found.least = least[lane] < found.least ? least[lane] : found.least;
    found.greatest = greatest[lane] > found.greatest ? greatest[lane] : found.greatest;
  }
  for (; i < count; ++i) {
    found.least = samples[i] < found.least ? samples[i] : found.least;
    found.greatest = samples[i] > found.greatest ? samples[i] : found.greatest;
  }
  return found;
}

}  // namespace emodna::cpu::EMODNA_ISA
