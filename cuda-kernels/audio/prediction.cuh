// Linear prediction by Burg's method and the predictor's roots, as native/src/cpu/simd/predict.cpp has them, in
// float64.
#ifndef EMODNA_CUDA_AUDIO_PREDICTION_CUH
#define EMODNA_CUDA_AUDIO_PREDICTION_CUH

#include <cuda_runtime.h>

#include "../../native/src/cpu/simd/speech_kernels.h"
#include "../core/reduce.cuh"

namespace emodna::cuda {

// Steps of the search for roots at most, and the square of a move that is none.
inline constexpr int most_root_steps = 120;
inline constexpr double still_root = 1e-18;

struct Number {
  double re, im;
};

__device__ inline Number times(Number a, Number b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }

// The predictor's coefficients by burg() of native/src/cpu/simd/predict.cpp, from the autocorrelation c and the
// windowed frame x; one thread.
__device__ inline void burg(const double* c, const double* x, int last, int order, double* a, double* products) {
  constexpr int side = cpu::kMostOrder + 1;
  double error[side], before[side];
  double *now = products, *next = products + side * side;
  now[0] = c[0] - x[0] * x[0];
  now[1] = now[side] = c[1];
  now[side + 1] = c[0] - x[last] * x[last];
  error[0] = 1;
  for (int k = 0; k < order; ++k) {
    double product = 0, power = 0;
    for (int i = 0; i <= k; ++i) {
      double across = 0, along = 0;
      for (int j = 0; j <= k; ++j) {
        across += error[j] * now[i * side + k + 1 - j];
        along += error[j] * (now[i * side + j] + now[(k + 1 - i) * side + k + 1 - j]);
      }
      product += error[i] * across;
      power += error[i] * along;
    }
    double reflection = power > 0 ? 2 * product / power : 0;
    reflection = reflection > 1 ? 1 : reflection < -1 ? -1 : reflection;
    error[k + 1] = 0;
    for (int i = 0; i <= k + 1; ++i) before[i] = error[i];
    for (int i = 0; i <= k + 1; ++i) error[i] = before[i] - reflection * before[k + 1 - i];
    if (k + 1 == order) break;
    for (int j = 0; j <= k + 1; ++j) next[j] = next[j * side] = now[j] - x[k + 1] * x[k + 1 - j];
    next[k + 2] = next[(k + 2) * side] = c[k + 2];
    for (int i = 0; i <= k + 1; ++i) {
      for (int j = 0; j <= k + 1; ++j) next[(i + 1) * side + j + 1] = now[i * side + j] - x[last - i] * x[last - j];
    }
    double* swapped = now;
    now = next;
    next = swapped;
  }
  for (int k = 0; k < order; ++k) a[k] = -error[k + 1];
}

// A frame's part of shared memory.
struct Prediction {
  double c[cpu::kMostOrder + 1], a[cpu::kMostOrder];
  double products[2 * (cpu::kMostOrder + 1) * (cpu::kMostOrder + 1)];
  cpu::Root roots[cpu::kMostOrder];
};

// The roots, one a lane, all moved at once by Weierstrass' step.
__device__ inline void find_roots(int order, Prediction* p) {
  const int lane = static_cast<int>(threadIdx.x);
  const double angle = 6.28318530717958647692 * (lane + 0.25) / order + 0.1;
  Number z = {0.9 * cos(angle), 0.9 * sin(angle)};
  for (int step = 0; step < most_root_steps; ++step) {
    Number value = {z.re - p->a[0], z.im}, apart = {1, 0};
    for (int k = 1; k < order; ++k) {
      value = times(value, z);
      value.re -= p->a[k];
    }
    for (int j = 0; j < order; ++j) {
      const Number other = {__shfl_sync(all_lanes, z.re, j), __shfl_sync(all_lanes, z.im, j)};
      if (j != lane) apart = times(apart, {z.re - other.re, z.im - other.im});
    }
    const double scale = 1 / (apart.re * apart.re + apart.im * apart.im + 1e-300);
    const Number move = times(value, {apart.re * scale, -apart.im * scale});
    const double size = lane < order ? move.re * move.re + move.im * move.im : 0.0;
    if (lane < order) z = {z.re - move.re, z.im - move.im};
    if (!__any_sync(all_lanes, size > still_root)) break;
  }
  if (lane < order) p->roots[lane] = {z.re, z.im};
  __syncwarp();
}

}  // namespace emodna::cuda

#endif
