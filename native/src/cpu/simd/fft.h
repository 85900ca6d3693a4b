// Complex Fourier transform of several signals at once: lane l of every vector belongs to signal l, so that no
// value ever has to change its lane.
//
// In place, decimation in frequency by four. x [n][re, im]; twiddles hold, for the sizes n, n / 4, ... down to 8 or
// 16 one after the other, cos and sin of -2 pi j k / size for k = 1, 2, 3 and every j < size / 4 (six numbers a j).
// Frequency f ends at index positions[f] (MfccPlan); going depth first keeps the quarters in the first-level cache.
#ifndef EMODNA_CPU_SIMD_FFT_H
#define EMODNA_CPU_SIMD_FFT_H

#include <cstdint>

#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {

template <typename Real>
inline void fft2(Vector<Real>* x) {
  const Vector<Real> re = x[0] - x[2], im = x[1] - x[3];
  x[0] += x[2];
  x[1] += x[3];
  x[2] = re;
  x[3] = im;
}

template <typename Real>
inline void fft4(Vector<Real>* x) {
  const Vector<Real> ar = x[0] + x[4], ai = x[1] + x[5], br = x[0] - x[4], bi = x[1] - x[5];
  const Vector<Real> cr = x[2] + x[6], ci = x[3] + x[7], dr = x[2] - x[6], di = x[3] - x[7];
  x[0] = ar + cr;
  x[1] = ai + ci;
  x[2] = br + di;
  x[3] = bi - dr;
  x[4] = ar - cr;
  x[5] = ai - ci;
  x[6] = br - di;
  x[7] = bi + dr;
}

template <typename Real>
inline void fft(Vector<Real>* x, const Real* twiddles, std::int32_t n) {
  if (n < 4) {
    if (n == 2) fft2<Real>(x);
    return;
  }
  if (n == 4) return fft4<Real>(x);
  const std::int32_t quarter = n / 4;
  Vector<Real>* x1 = x + 2 * quarter;
  Vector<Real>* x2 = x1 + 2 * quarter;
  Vector<Real>* x3 = x2 + 2 * quarter;
  for (std::int32_t j = 0; j < quarter; ++j) {
    const Real* w = twiddles + 6 * j;
    Vector<Real>* p0 = x + 2 * j;
    Vector<Real>* p1 = x1 + 2 * j;
    Vector<Real>* p2 = x2 + 2 * j;
    Vector<Real>* p3 = x3 + 2 * j;
    const Vector<Real> ar = p0[0] + p2[0], ai = p0[1] + p2[1], br = p0[0] - p2[0], bi = p0[1] - p2[1];
    const Vector<Real> cr = p1[0] + p3[0], ci = p1[1] + p3[1], dr = p1[0] - p3[0], di = p1[1] - p3[1];
    p0[0] = ar + cr;
    p0[1] = ai + ci;
    const Vector<Real> y1r = br + di, y1i = bi - dr, y2r = ar - cr, y2i = ai - ci, y3r = br - di, y3i = bi + dr;
    p1[0] = y1r * w[0] - y1i * w[1];
    p1[1] = y1r * w[1] + y1i * w[0];
    p2[0] = y2r * w[2] - y2i * w[3];
    p2[1] = y2r * w[3] + y2i * w[2];
    p3[0] = y3r * w[4] - y3i * w[5];
    p3[1] = y3r * w[5] + y3i * w[4];
  }
  const Real* next = twiddles + 6 * quarter;
  fft<Real>(x, next, quarter);
  fft<Real>(x1, next, quarter);
  fft<Real>(x2, next, quarter);
  fft<Real>(x3, next, quarter);
}

}  // namespace emodna::cpu::EMODNA_ISA

#endif
