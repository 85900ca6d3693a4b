// Maxima of an autocorrelation in shared memory, interpolated by a windowed sinc: native/src/cpu/simd/candidates.cpp.
#ifndef EMODNA_CUDA_AUDIO_CANDIDATES_CUH
#define EMODNA_CUDA_AUDIO_CANDIDATES_CUH

#include <cuda_runtime.h>

#include "../../native/src/cpu/simd/speech_kernels.h"
#include "../core/reduce.cuh"

namespace emodna::cuda {

// r at place / cpu::kSincPhases; all lanes of a warp.
__device__ inline float interpolated(const float* sinc, const float* r, int place) {
  const float* weights = sinc + place % cpu::kSincPhases * 2 * cpu::kSincDepth;
  const int first = place / cpu::kSincPhases + 1 - cpu::kSincDepth;
  float sum = 0;
  for (int i = static_cast<int>(threadIdx.x % 32); i < 2 * cpu::kSincDepth; i += 32) {
    const int lag = first + i;
    sum = fmaf(weights[i], r[lag < 0 ? -lag : lag], sum);
  }
  return reduce_warp<Sum>(sum);
}

// As maximum() in native/src/cpu/simd/candidates.cpp.
__device__ inline cpu::Candidate maximum(const cpu::CandidateTables& tables, const float* r, int lag) {
  const float bend = 2 * r[lag] - r[lag - 1] - r[lag + 1];
  const float shift = bend > 0 ? 0.5f * (r[lag + 1] - r[lag - 1]) / bend : 0.0f;
  int at = static_cast<int>((static_cast<float>(lag) + shift) * cpu::kSincPhases + 0.5f);
  const int lowest = (lag - 1) * cpu::kSincPhases + 1, highest = (lag + 1) * cpu::kSincPhases - 1;
  float before = interpolated(tables.sinc, r, at - 1), here = interpolated(tables.sinc, r, at),
        after = interpolated(tables.sinc, r, at + 1);
  while (before > here && at > lowest) {
    --at;
    after = here;
    here = before;
    before = interpolated(tables.sinc, r, at - 1);
  }
  while (after > here && at < highest) {
    ++at;
    before = here;
    here = after;
    after = interpolated(tables.sinc, r, at + 1);
  }
  const float curve = 2 * here - before - after, slope = 0.5f * (after - before);
  float move = curve > 0 ? slope / curve : 0.0f;
  move = move > 1 ? 1 : move < -1 ? -1 : move;
  const float value = here + 0.5f * slope * move;
  return {tables.sample_rate * cpu::kSincPhases / (static_cast<float>(at) + move), value > 1 ? 1 / value : value};
}

// The chosen lags of the frame's maxima into lags; thread 0's work. Returns how many.
__device__ inline int choose(const cpu::CandidateTables& tables, const float* r, int* lags, float* ranks) {
  int chosen = 0;
  for (int lag = tables.least_lag; lag < tables.greatest_lag; ++lag) {
    if (!(r[lag] > tables.threshold && r[lag] > r[lag - 1] && r[lag] >= r[lag + 1])) continue;
    const float rank =
        r[lag] - (tables.octave_cost == 0 ? 0.0f : tables.octave_cost * 1.44269504f * logf(static_cast<float>(lag)));
    int place = chosen;
    if (chosen == tables.most) {
      place = 0;
      for (int i = 1; i < chosen; ++i) place = ranks[i] < ranks[place] ? i : place;
      if (rank <= ranks[place]) continue;
    } else {
      ++chosen;
    }
    lags[place] = lag;
    ranks[place] = rank;
  }
  return chosen;
}

// A block's shared memory for its frame's candidates.
struct Choosing {
  int count;
  int lags[cpu::kMostCandidates];
  float ranks[cpu::kMostCandidates];
  cpu::Candidate found[cpu::kMostCandidates];
};

// Interpolates the frame's chosen maxima, one a warp; all threads of the block. Returns how many there are.
__device__ inline int interpolate_maxima(const cpu::CandidateTables& tables, const float* r, Choosing* choosing) {
  if (threadIdx.x == 0) choosing->count = choose(tables, r, choosing->lags, choosing->ranks);
  __syncthreads();
  const int count = choosing->count, warp = static_cast<int>(threadIdx.x) / 32;
  for (int i = warp; i < count; i += static_cast<int>(blockDim.x) / 32) {
    const cpu::Candidate candidate = maximum(tables, r, choosing->lags[i]);
    if (threadIdx.x % 32 == 0) choosing->found[i] = candidate;
  }
  __syncthreads();
  return count;
}

}  // namespace emodna::cuda

#endif
