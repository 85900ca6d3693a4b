// Logarithmic mel spectrum to cepstral coefficients: a small matrix product, coefficients in the lanes.
#include "audio_functions.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

namespace {

// Frames at a time, and vectors of coefficients: twelve independent sums, which hide an addition's latency.
constexpr int kFrames = 4;
constexpr int kVectors = 3;

}  // namespace

template <typename Real>
void cepstrum(const MfccTables<Real>& t, const float* log_mel, std::int64_t count, float lowest, float* mfcc) {
  constexpr std::int32_t kWidth = kVectors * kLanesOf<Real>;
  static_assert(kCosineBlock % kWidth == 0, "a block is read whole");
  for (std::int64_t frame = 0; frame < count; frame += kFrames) {
    const float* values[kFrames];
    for (int f = 0; f < kFrames; ++f) {
      // The places after the last frame are filled with it.
      values[f] = log_mel + (frame + f < count ? frame + f : count - 1) * t.mel_bins;
    }
    for (std::int32_t begin = 0; begin < t.coefficients; begin += kWidth) {
      Vector<Real> sums[kFrames][kVectors] = {};
      const Real* row = t.cosines + begin;
      for (std::int32_t band = 0; band < t.mel_bins; ++band, row += t.cosine_stride) {
        const Vector<Real>* cosines = reinterpret_cast<const Vector<Real>*>(row);
#pragma GCC unroll 4
        for (int f = 0; f < kFrames; ++f) {
          // Written so that NaN stays NaN.
          const Real value = values[f][band] < lowest ? lowest : values[f][band];
#pragma GCC unroll 3
          for (int v = 0; v < kVectors; ++v) sums[f][v] += value * cosines[v];
        }
      }
      for (int f = 0; f < kFrames && frame + f < count; ++f) {
        float* out = mfcc + (frame + f) * t.coefficients + begin;
        for (std::int32_t v = 0, left = t.coefficients - begin; v < kVectors && left > 0; ++v) {
          store_floats<Real>(out + v * kLanesOf<Real>, sums[f][v], left);
          left -= kLanesOf<Real>;
        }
      }
    }
  }
}

template void cepstrum(const MfccTables<float>&, const float*, std::int64_t, float, float*);
template void cepstrum(const MfccTables<double>&, const float*, std::int64_t, float, float*);

}  // namespace emodna::cpu::EMODNA_ISA
