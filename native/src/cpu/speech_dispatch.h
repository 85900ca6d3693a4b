// Chooses the speech kernels of a context's instruction set.
#ifndef EMODNA_CPU_SPEECH_DISPATCH_H
#define EMODNA_CPU_SPEECH_DISPATCH_H

#include "context.h"
#include "simd/speech_kernels.h"

namespace emodna::cpu {

inline const SpeechKernels& speech_kernels(Isa isa) {
#if defined(EMODNA_X86)
  if (isa == Isa::avx512) return avx512::speech_kernels;
  if (isa == Isa::avx2) return avx2::speech_kernels;
#endif
  return portable::speech_kernels;
}

}  // namespace emodna::cpu

#endif
