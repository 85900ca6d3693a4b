// Resampling by a table of filters, one for each phase; and the table of this directory's audio kernels.
#include "audio_functions.h"
#include "doubles.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

Floats load(const float* at) { return *reinterpret_cast<const UnalignedFloats*>(at); }

// 16 partial sums in a fixed order for every instruction set.
float dot(const float* a, const float* b, std::int32_t count) {
  constexpr int kParts = 16 / kFloats;
  Floats sums[kParts] = {};
  for (std::int32_t i = 0; i < count; i += 16) {
    for (int part = 0; part < kParts; ++part) {
      sums[part] += load(a + i + part * kFloats) * load(b + i + part * kFloats);
    }
  }
  float values[16];
  for (int i = 0; i < 16; ++i) values[i] = sums[i / kFloats][i % kFloats];
  for (int width = 8; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) values[i] += values[i + width];
  }
  return values[0];
}

}  // namespace

void polyphase(const float* table, std::int32_t taps, std::int64_t phases, std::int64_t advance, std::int64_t phase,
               const float* x, float* out, std::int64_t count) {
  const std::int64_t whole = advance / phases, rest = advance % phases;
  for (std::int64_t i = 0; i < count; ++i) {
    out[i] = dot(x, table + phase * taps, taps);
    x += whole;
    phase += rest;
    if (phase >= phases) {
      phase -= phases;
      ++x;
    }
  }
}

const AudioKernels audio_kernels = {log_mel, cepstrum, polyphase};

}  // namespace emodna::cpu::EMODNA_ISA
