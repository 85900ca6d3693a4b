// The inner loops of the audio operations, compiled once for each set of vector instructions. Plain pointers
// only: a template of the standard library instantiated in those files could be picked by the linker for the
// whole library, and would then crash an older CPU.
#ifndef EMODNA_CPU_SIMD_AUDIO_KERNELS_H
#define EMODNA_CPU_SIMD_AUDIO_KERNELS_H

#include <cstdint>

namespace emodna::cpu {

// weights[weight .. weight + count) are those of the power spectrum's bins first .. first + count.
struct MelBand {
  std::int32_t first, count, weight;
};

// An MFCC dialect as tables (see MfccPlan, which owns them).
struct MfccTables {
  std::int32_t window_length, window_offset, hop, fft_length, mel_bins, coefficients;
  std::int64_t frame_offset;  // first sample of frame 0: negative where frames are centred
  bool remove_dc, natural_log;
  double preemphasis, log_floor;
  const double* window;           // [window_length], times the input scale
  const double* twiddles;         // of the complex transform of fft_length / 2 points, see simd/fft.h
  const std::int32_t* positions;  // [fft_length / 2] where the transform leaves each frequency
  const double* split;            // [fft_length / 4 + 1][cos, sin] of 2 pi k / fft_length
  const MelBand* bands;           // [mel_bins]
  const double* band_weights;
  const double* cosines;       // [mel_bins, cosine_stride] DCT-II times the lifter
  std::int32_t cosine_stride;  // coefficients rounded up to kCosineBlock, zeros behind them
};

constexpr std::int32_t kCosineBlock = 40;

struct AudioKernels {
  // Logarithmic mel spectrum of frames first .. first + count of a clip of `samples` > 0 samples into
  // log_mel [count, mel_bins] and, unless it is NULL, the frames' level [count] in dB. Returns the greatest value.
  float (*log_mel)(const MfccTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
                   std::int64_t count, float* log_mel, float* level, double* scratch);
  // mfcc [count, coefficients] = max(log_mel, lowest) * cosines.
  void (*cepstrum)(const MfccTables& tables, const float* log_mel, std::int64_t count, float lowest, float* mfcc);
  // Output i, of phase p = i * advance % phases, is the sum over k < taps of table[p][k] * x[n + k], where
  // n = floor(i * advance / phases), or that rounded down to a multiple of 16 where `aligned`. taps is a multiple of
  // 16; x is 64-byte aligned.
  void (*polyphase)(const float* table, std::int32_t taps, bool aligned, std::int64_t phases, std::int64_t advance,
                    const float* x, float* out, std::int64_t count);
};

// Doubles of scratch, 64-byte aligned, that log_mel() needs.
std::int64_t log_mel_scratch(const MfccTables& tables);

namespace portable {
extern const AudioKernels audio_kernels;
}
namespace avx2 {
extern const AudioKernels audio_kernels;
}
namespace avx512 {
extern const AudioKernels audio_kernels;
}

}  // namespace emodna::cpu

#endif
