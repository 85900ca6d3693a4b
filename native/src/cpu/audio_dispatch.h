// Chooses the audio kernels of a context's instruction set.
#ifndef EMODNA_CPU_AUDIO_DISPATCH_H
#define EMODNA_CPU_AUDIO_DISPATCH_H

#include "context.h"
#include "simd/audio_kernels.h"

namespace emodna::cpu {

inline const AudioKernels& audio_kernels(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) return avx512::audio_kernels;
  if (isa == Isa::avx2) return avx2::audio_kernels;
#endif
  return portable::audio_kernels;
}

}  // namespace emodna::cpu

#endif
