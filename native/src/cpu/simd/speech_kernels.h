// The inner loops of pitch and voice, compiled once for each set of vector instructions; rules as in audio_kernels.h.
#ifndef EMODNA_CPU_SIMD_SPEECH_KERNELS_H
#define EMODNA_CPU_SIMD_SPEECH_KERNELS_H

#include <cstdint>

#include "audio_kernels.h"

namespace emodna::cpu {

// A windowed autocorrelation as tables (see PitchPlan, which owns them). Frame i reads the samples from i * hop +
// window_offset on; samples outside the clip are zero.
struct CorrelationTables {
  FourierTables<float> fourier;
  std::int32_t hop, window_length, window_offset;
  std::int32_t mean_reach;  // the mean of so many samples on either side of the centre is subtracted; 0 = none
  std::int32_t peak_reach;  // the peak of the windowed frame is sought so many samples on either side of the centre
  std::int32_t lags;
  const float* window;     // [window_length]
  const float* unwindow;   // [lags] 1 / the window's own normalised autocorrelation
  std::int32_t least_lag;  // of best_lags()
  const float* cost;       // [lags] what a lag's r is lowered by there, or NULL
};

// The search for a frame's pitch candidates.
struct CandidateTables {
  std::int32_t least_lag, greatest_lag;  // maxima lie between them
  std::int32_t most;                     // candidates that are kept
  float sample_rate, ceiling_hz;
  float threshold;    // least r of a maximum
  float octave_cost;  // by which those that are kept are chosen
  const float* sinc;  // [kSincPhases, 2 kSincDepth] weights of the lags around phase / kSincPhases
};

// Most that a recipe may ask for.
constexpr std::int32_t kMostCandidates = 64;

struct Candidate {
  float hz, strength;
};

// Half the width of the windowed sinc that interpolates the autocorrelation, in lags, and its positions a lag.
constexpr std::int32_t kSincDepth = 32;
constexpr std::int32_t kSincPhases = 32;

// Correlation of the beginning of a frame with what follows it (see VoicePlan).
struct HarmonicityTables {
  std::int32_t window, lags;          // samples correlated; lags 0 .. lags - 1
  std::int32_t mean_begin, mean_end;  // of the frame: whose mean is subtracted
  std::int32_t peak_begin, peak_end;  // where its peak is sought, for the caller
};

// Linear prediction by Burg's method and the roots of the predictor.
struct PredictionTables {
  std::int32_t window, order;
  const double* weights;  // [window]
};
constexpr std::int32_t kMostOrder = 16;

// Root r of frame i of predict(): re and im.
struct Root {
  double re, im;
};

// Sums over a power spectrum that describe its shape (see VoicePlan).
struct ShapeTables {
  FourierTables<float> fourier;
  const float* window;  // [fourier.length], scaled so that a sine of amplitude 1 has the power 1
  float bin_hz;
  std::int32_t bands;                    // third-octave bands
  const std::int32_t* firsts;            // [bands] first bin
  const std::int32_t* counts;            // [bands]
  const float* weights;                  // of the bands' bins, one band after the other
  const float* slope;                    // [bands] what a band's level in dB counts for in the tilt
  std::int32_t low, alpha, split, high;  // bins at 50, 1000, 2000 and 5000 Hz
  std::int32_t quarter;                  // bin at 500 Hz
};
// Values a frame that shape() gives: centroid, tilt, alpha, Hammarberg, low.
constexpr std::int32_t kShapeValues = 5;

// Least and greatest of some samples.
struct Range {
  float least, greatest;
};

struct SpeechKernels {
  // Autocorrelation, normalised and divided by the window's, of frames first .. first + count of a clip into r [count,
  // lags], and the peak of each windowed frame into peak [count]. A frame of zeros has r = 0. scratch is 64-byte
  // aligned.
  void (*correlate)(const CorrelationTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
                    std::int64_t count, float* r, float* peak, float* scratch);
  // The lag from least_lag on with the greatest r - cost of each frame, the lowest of equals, and its r.
  void (*best_lags)(const CorrelationTables& tables, const float* clip, std::int64_t samples, std::int64_t first,
                    std::int64_t count, float* lags, float* r, float* scratch);
  // Maxima of r as candidates [most]; returns how many there are. `mirrored` is r with the kSincDepth lags before 0; r
  // is there up to kSincDepth + 1 lags after the greatest.
  std::int32_t (*candidates)(const CandidateTables& tables, const float* mirrored, Candidate* candidates);
  // Frame i begins at samples[starts[i]]. r [count, lags], normalised by both energies. A frame
  // whose first window is constant has r = 0. scratch is 64-byte aligned.
  void (*harmonicity)(const HarmonicityTables& tables, const float* samples, const std::int64_t* starts,
                      std::int64_t count, float* r, float* scratch);
  // Roots [count, order] of the predictor of each frame, which begins at samples[starts[i]].
  void (*predict)(const PredictionTables& tables, const float* samples, const std::int64_t* starts, std::int64_t count,
                  Root* roots, double* scratch);
  // values [count, kShapeValues] of the frames that begin at samples[starts[i]].
  void (*shape)(const ShapeTables& tables, const float* samples, const std::int64_t* starts, std::int64_t count,
                float* values, float* scratch);
  // For each shift s < shifts the correlation of a [length] with b[s .. s + length), normalised by both energies. The
  // room of r, and what is read of b, is rounded up to 4 kMostLanes shifts.
  void (*match)(const float* a, const float* b, std::int64_t length, std::int64_t shifts, float* r);
  // Of `count` > 0 samples.
  double (*sum)(const float* samples, std::int64_t count);
  Range (*range)(const float* samples, std::int64_t count);
};

constexpr std::int64_t kMostLanes = 16;

// Floats of scratch that harmonicity() and shape() need, and doubles that predict() needs.
inline std::int64_t harmonicity_scratch(const HarmonicityTables& t) {
  return kMostLanes * (t.window + 3 * t.lags + 48);
}
inline std::int64_t predict_scratch(const PredictionTables& t) { return 8 * (t.window + kMostOrder + 8); }
inline std::int64_t shape_scratch(const ShapeTables& t) { return kMostLanes * (2 * t.fourier.length + 32); }

// Floats of scratch that correlate() needs.
inline std::int64_t correlate_scratch(const CorrelationTables& t) {
  constexpr std::int64_t kLanes = 16;
  return kLanes * (2 * t.fourier.length + 16 + (t.window_length + 15) / 16 * 16);
}

namespace portable {
extern const SpeechKernels speech_kernels;
}
namespace avx2 {
extern const SpeechKernels speech_kernels;
}
namespace avx512 {
extern const SpeechKernels speech_kernels;
}

}  // namespace emodna::cpu

#endif
