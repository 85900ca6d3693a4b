// An MFCC dialect as tables in device memory; what they hold is decided in native/src/cpu/mfcc_plan.h.
#ifndef EMODNA_CUDA_AUDIO_RECIPE_H
#define EMODNA_CUDA_AUDIO_RECIPE_H

#include <cuda_runtime.h>

#include "../../native/src/cpu/mfcc_plan.h"
#include "../core/context.h"
#include "transform.cuh"

namespace emodna::cuda {

template <typename Real>
struct MfccRecipe {
  int window_length, window_offset, hop, fft_length, mel_bins, coefficients, cosine_stride;
  std::int64_t frame_offset;  // first sample of frame 0: negative where frames are centred
  bool remove_dc, natural_log;
  Real preemphasis, log_floor;
  const Real* window;          // [window_length], times the input scale
  const Complex<Real>* turns;  // [fft_length / 2], see transform()
  const Complex<Real>* split;  // [fft_length / 4 + 1], see power_spectrum()
  const cpu::MelBand* bands;   // [mel_bins]
  const Real* band_weights;
  const Real* cosines;  // [mel_bins, cosine_stride] DCT-II times the lifter
};

// The dialect's tables, made at its first use in the context.
template <typename Real>
emodna_status mfcc_recipe(Stream& stream, const emodna_mfcc_dialect& dialect, MfccRecipe<Real>* recipe);

}  // namespace emodna::cuda

#endif
