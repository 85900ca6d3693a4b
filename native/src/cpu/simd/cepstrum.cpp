// Logarithmic mel spectrum to cepstral coefficients: a small matrix product, coefficients in the lanes.
#include "audio_functions.h"
#include "doubles.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

constexpr int kVectors = kCosineBlock / kDoubles;

void store(const Doubles* sums, std::int32_t count, float* to) {
  for (std::int32_t i = 0; i < count; ++i) to[i] = static_cast<float>(sums[i / kDoubles][i % kDoubles]);
}

}  // namespace

void cepstrum(const MfccTables& t, const float* log_mel, std::int64_t count, float lowest, float* mfcc) {
  for (std::int64_t frame = 0; frame < count; ++frame) {
    const float* values = log_mel + frame * t.mel_bins;
    float* out = mfcc + frame * t.coefficients;
    for (std::int32_t begin = 0; begin < t.coefficients; begin += kCosineBlock) {
      Doubles sums[kVectors] = {};
      const double* row = t.cosines + begin;
      for (std::int32_t band = 0; band < t.mel_bins; ++band, row += t.cosine_stride) {
        // Written so that NaN stays NaN.
        const double value = values[band] < lowest ? lowest : values[band];
        const Doubles* cosines = reinterpret_cast<const Doubles*>(row);
        for (int v = 0; v < kVectors; ++v) sums[v] += value * cosines[v];
      }
      const std::int32_t left = t.coefficients - begin;
      store(sums, left < kCosineBlock ? left : kCosineBlock, out + begin);
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
