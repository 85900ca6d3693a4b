// Fourier transform of real signals, one a lane, by the complex one of half the length.
#ifndef EMODNA_CPU_SIMD_SPECTRUM_H
#define EMODNA_CPU_SIMD_SPECTRUM_H

#include <cstdint>

#include "audio_kernels.h"
#include "fft.h"
#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

// Frequencies k and length / 2 - k of a real signal, from the transform z of its (even sample, odd sample) pairs:
// take(k, re, im, mirror_re, mirror_im) for every k from 0 to length / 4.
template <typename Real, class Take>
inline void split_spectrum(const FourierTables<Real>& t, const Vector<Real>* z, const Take& take) {
  constexpr Real kHalf = 0.5;
  const std::int32_t half = t.length / 2;
  for (std::int32_t k = 0; k <= half / 2; ++k) {
    const Vector<Real>* a = z + 2 * t.positions[k];
    const Vector<Real>* b = z + 2 * t.positions[k == 0 ? 0 : half - k];
    const Vector<Real> even_re = kHalf * (a[0] + b[0]), even_im = kHalf * (a[1] - b[1]);
    const Vector<Real> odd_re = kHalf * (a[1] + b[1]), odd_im = kHalf * (b[0] - a[0]);
    const Real c = t.split[2 * k], s = t.split[2 * k + 1];
    const Vector<Real> turned_re = odd_re * c + odd_im * s, turned_im = odd_im * c - odd_re * s;
    take(k, even_re + turned_re, even_im + turned_im, even_re - turned_re, even_im - turned_im);
  }
}

// Power spectrum [length / 2 + 1] of the real signals in data [length], which is overwritten.
template <typename Real>
inline void power_spectrum(const FourierTables<Real>& t, Vector<Real>* data, Vector<Real>* power) {
  fft<Real>(data, t.twiddles, t.length / 2);
  split_spectrum<Real>(
      t, data,
      [&](std::int32_t k, Vector<Real> re, Vector<Real> im, Vector<Real> mirror_re, Vector<Real> mirror_im)
          __attribute__((always_inline)) {
            power[k] = re * re + im * im;
            power[t.length / 2 - k] = mirror_re * mirror_re + mirror_im * mirror_im;
          });
}

}  // namespace emodna::cpu::EMODNA_ISA

#endif
