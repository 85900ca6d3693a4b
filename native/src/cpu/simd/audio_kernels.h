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

// A Fourier transform of real signals (see FourierPlan, which owns the tables).
template <typename Real>
struct FourierTables {
  std::int32_t length;
  const Real* twiddles;           // of the complex transform of length / 2 points, see simd/fft.h
  const std::int32_t* positions;  // [length / 2] where that transform leaves each frequency
  const Real* split;              // [length / 4 + 1][cos, sin] of 2 pi k / length
};

// An MFCC dialect as tables (see MfccPlan, which owns them), for arithmetic in float or double.
template <typename Real>
struct MfccTables {
  std::int32_t window_length, window_offset, hop, fft_length, mel_bins, coefficients;
  std::int64_t frame_offset;  // first sample of frame 0: negative where frames are centred
  bool remove_dc, natural_log;
  Real preemphasis, log_floor;
  FourierTables<Real> fourier;
  const Real* window;    // [window_length], times the input scale
  const MelBand* bands;  // [mel_bins]
  const Real* band_weights;
  const Real* cosines;         // [mel_bins, cosine_stride] DCT-II times the lifter
  std::int32_t cosine_stride;  // coefficients rounded up to kCosineBlock, zeros after them
};

// Three of the widest vectors of floats; other vectors divide it.
constexpr std::int32_t kCosineBlock = 48;

// A resampler's filters as tables (see PolyphaseTable, which owns them). A run is a whole number of periods: `outputs`
// output samples, while which the input goes on by `advance`. Every run has the same filters.
struct PolyphaseTables {
  std::int64_t outputs, advance, taps;
  const float* weights;        // [groups, taps, kPolyphaseGroup]; 0 for what lies after the last output
  const std::int64_t* starts;  // [groups] sample of the run's input where the filters of each group begin
};

// Outputs one after the other whose filters begin at the same sample. Six of them times two vectors, two vectors of
// input and a weight are what fits into sixteen registers.
constexpr std::int64_t kPolyphaseGroup = 6;
// Runs that polyphase() is given at most: a multiple of two vectors on every CPU.
constexpr std::int64_t kPolyphaseRuns = 32;
// Outputs of a run that it makes before it writes them: whole groups, and whole vectors on every CPU.
constexpr std::int64_t kPolyphaseKept = 48;

// A resampler's filters as polynomials of the fraction (see SincPolynomials, which owns them). An output whose time
// lies (bin + 1/2 + f) / bins after an input sample weighs input sample k of its taps by c[bin][0][k] + f c[bin][1][k]
// + f^2 c[bin][2][k].
struct FractionTables {
  std::int64_t bins, taps;    // taps: a multiple of 16
  const float* coefficients;  // [bins, kFractionTerms, taps]
};
constexpr std::int64_t kFractionTerms = 3;

// An output that is made so: its first tap is x[start], its place out[index].
struct FractionOutput {
  std::int32_t start, index, bin;
  float fraction;  // -1/2 to 1/2
};

template <typename Real>
struct MfccKernels {
  // Logarithmic mel spectrum of frames first .. first + count of a clip of `samples` > 0 samples into
  // log_mel [count, mel_bins] and, unless it is NULL, the frames' level [count] in dB. Returns the greatest value.
  float (*log_mel)(const MfccTables<Real>& tables, const float* clip, std::int64_t samples, std::int64_t first,
                   std::int64_t count, float* log_mel, float* level, Real* scratch);
  // mfcc [count, coefficients] = max(log_mel, lowest) * cosines.
  void (*cepstrum)(const MfccTables<Real>& tables, const float* log_mel, std::int64_t count, float lowest, float* mfcc);
};

struct AudioKernels {
  MfccKernels<float> mfcc_float;
  MfccKernels<double> mfcc_double;
  // Resamples `runs` <= kPolyphaseRuns runs, the first of which begins at x[0], into out [count]. scratch is
  // 64-byte aligned.
  void (*polyphase)(const PolyphaseTables& tables, const float* x, std::int64_t runs, float* scratch, float* out,
                    std::int64_t count);
  // `count` outputs in any order; fastest where those of a bin follow one another. x is read up to the last tap.
  void (*fractional)(const FractionTables& tables, const float* x, const FractionOutput* outputs, std::int64_t count,
                     float* out);
};

// Values of scratch, 64-byte aligned, that log_mel() needs.
template <typename Real>
std::int64_t log_mel_scratch(const MfccTables<Real>& tables);
// Samples that polyphase() reads for so many runs, and floats of scratch that it needs; both multiples of 16.
std::int64_t polyphase_input(const PolyphaseTables& tables, std::int64_t runs);
std::int64_t polyphase_scratch(const PolyphaseTables& tables);

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
