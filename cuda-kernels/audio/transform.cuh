// A block's real discrete Fourier transform: fft_length real values as fft_length / 2 complex ones, in place.
#ifndef EMODNA_CUDA_AUDIO_TRANSFORM_CUH
#define EMODNA_CUDA_AUDIO_TRANSFORM_CUH

#include <cuda_runtime.h>

namespace emodna::cuda {

template <typename Real>
struct Complex {
  Real re, im;
};

template <typename Real>
__device__ __forceinline__ Complex<Real> times(Complex<Real> a, Complex<Real> b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// Transforms z [n], n a power of two, by all threads of the block: radix 4 by decimation in frequency, one of radix 2
// at the end where n is not a power of 4. Frequencies come out in digit-reversed order: place_of(). turns [n]: exp(-2
// pi i k / n).
template <typename Real>
__device__ void transform(Complex<Real>* z, const Complex<Real>* turns, int n) {
  int size = n;
  for (; size >= 4; size /= 4) {
    const int quarter = size / 4, stride = n / size;
    for (int b = static_cast<int>(threadIdx.x); b < n / 4; b += static_cast<int>(blockDim.x)) {
      const int j = b % quarter;
      Complex<Real>* at = z + b / quarter * size + j;
      const Complex<Real> a0 = at[0], a1 = at[quarter], a2 = at[2 * quarter], a3 = at[3 * quarter];
      const Complex<Real> even = {a0.re + a2.re, a0.im + a2.im}, odd = {a1.re + a3.re, a1.im + a3.im};
      const Complex<Real> apart = {a0.re - a2.re, a0.im - a2.im},
                          turned = {a1.im - a3.im, a3.re - a1.re};  // -i (a1 - a3)
      at[0] = {even.re + odd.re, even.im + odd.im};
      at[quarter] = times<Real>({apart.re + turned.re, apart.im + turned.im}, turns[j * stride]);
      at[2 * quarter] = times<Real>({even.re - odd.re, even.im - odd.im}, turns[2 * j * stride]);
      at[3 * quarter] = times<Real>({apart.re - turned.re, apart.im - turned.im}, turns[3 * j * stride]);
    }
    __syncthreads();
  }
  if (size == 2) {
    for (int b = static_cast<int>(threadIdx.x); b < n / 2; b += static_cast<int>(blockDim.x)) {
      const Complex<Real> a0 = z[2 * b], a1 = z[2 * b + 1];
      z[2 * b] = {a0.re + a1.re, a0.im + a1.im};
      z[2 * b + 1] = {a0.re - a1.re, a0.im - a1.im};
    }
    __syncthreads();
  }
}

// Where transform() leaves frequency k of n.
__device__ __forceinline__ int place_of(int k, int n) {
  int place = 0;
  for (; n >= 4; n /= 4, k /= 4) place += k % 4 * (n / 4);
  return place + k;
}

// Power of the real input's frequencies, power [n + 1], from the transform z [n] of its (even, odd) pairs. split [n / 2
// + 1]: (cos, sin) of pi k / n.
template <typename Real>
__device__ void power_spectrum(const Complex<Real>* z, const Complex<Real>* split, int n, Real* power) {
  const Real half = static_cast<Real>(0.5);
  for (int k = static_cast<int>(threadIdx.x); k <= n / 2; k += static_cast<int>(blockDim.x)) {
    const Complex<Real> a = z[place_of(k, n)], b = z[place_of(k == 0 ? 0 : n - k, n)];
    const Real even_re = half * (a.re + b.re), even_im = half * (a.im - b.im);
    const Real odd_re = half * (a.im + b.im), odd_im = half * (b.re - a.re);
    const Real c = split[k].re, s = split[k].im;
    const Real turned_re = odd_re * c + odd_im * s, turned_im = odd_im * c - odd_re * s;
    const Real re = even_re + turned_re, im = even_im + turned_im;
    const Real mirror_re = even_re - turned_re, mirror_im = even_im - turned_im;
    power[k] = re * re + im * im;
    power[n - k] = mirror_re * mirror_re + mirror_im * mirror_im;
  }
}

}  // namespace emodna::cuda

#endif
