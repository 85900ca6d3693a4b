// A tile of a matrix product, by a block of 256 threads.
//
// The products of the heads are small (128 rows, 39 to 200 inputs, 5 to 64 outputs): what counts is that many blocks
// start at once and that a block's loads are in flight together. So there are two sizes of tile, 16 x 16 with one
// element a thread and 64 x 64 with 4 x 4 of them for what is wide. Every element is summed in the same order with
// either, 32 terms at a time, so that the choice changes no bit.
#ifndef EMODNA_CUDA_HEADS_PRODUCT_CUH
#define EMODNA_CUDA_HEADS_PRODUCT_CUH

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "../core/shared.cuh"

namespace emodna::cuda {

inline constexpr int product_threads = 256;
inline constexpr int product_depth = 32;  // terms that are staged at a time
// Stages whose sums are added in one chain: 64 stages are 2,048 terms. Their sums are added in another, which at 2^20
// rows has 512.
inline constexpr int product_run = 64;

template <int Micro>
inline constexpr int product_tile = 16 * Micro;

// Two staged factors; one more column keeps writes along the depth free of bank conflicts.
template <int Micro>
inline constexpr std::size_t product_shared_bytes = 2 * product_depth*(product_tile<Micro> + 1) * sizeof(float);

// A factor of the product as a function of (m, k): data[m * stride + k * step].
struct Factor {
  const float* data;
  std::int64_t stride, step;
  int count;                    // of m
  const float* mask = nullptr;  // laid out as data: elements count as 0 where it is not above 0
  int ones = -1;                // this m is all ones instead

  __device__ __forceinline__ float operator()(int m, int k) const {
    if (m == ones) return 1.0f;
    if (m >= count) return 0.0f;
    const std::int64_t at = m * stride + k * step;
    return mask != nullptr && !(mask[at] > 0.0f) ? 0.0f : data[at];
  }
};

// Elements [first .. first + tile) x [k .. k + product_depth) of a factor: to registers, so that they are on their way
// while the tile before is worked on, and from there to shared memory. AlongDepth: neighbours in memory differ in k.
template <int Micro, bool AlongDepth>
struct Staged {
  static constexpr int tile = product_tile<Micro>, pitch = tile + 1, each = tile * product_depth / product_threads;
  float values[each];

  static __device__ __forceinline__ int m_of(int e) { return AlongDepth ? e / product_depth : e % tile; }
  static __device__ __forceinline__ int k_of(int e) { return AlongDepth ? e % product_depth : e / tile; }

  __device__ __forceinline__ void load(const Factor& factor, int first, int k, int depth) {
#pragma unroll
    for (int j = 0; j < each; ++j) {
      const int e = static_cast<int>(threadIdx.x) + j * product_threads, at = k + k_of(e);
      values[j] = at < depth ? factor(first + m_of(e), at) : 0.0f;
    }
  }

  __device__ __forceinline__ void store(float* shared) const {
#pragma unroll
    for (int j = 0; j < each; ++j) {
      const int e = static_cast<int>(threadIdx.x) + j * product_threads;
      shared[k_of(e) * pitch + m_of(e)] = values[j];
    }
  }
};

// sum[i][j] = sum over k < depth of a(m, k) b(n, k) for m = first_m + y + 16 i and n = first_n + x + 16 j, where
// x = threadIdx.x % 16 and y = threadIdx.x / 16.
template <int Micro, bool AAlongDepth, bool BAlongDepth>
__device__ __forceinline__ void product(const Factor& a, const Factor& b, int first_m, int first_n, int depth,
                                        float (&sum)[Micro][Micro]) {
  constexpr int pitch = product_tile<Micro> + 1;
  float* shared_a = shared_memory<float>();
  float* shared_b = shared_a + product_depth * pitch;
  const int x = threadIdx.x % 16, y = threadIdx.x / 16;
  Staged<Micro, AAlongDepth> staged_a;
  Staged<Micro, BAlongDepth> staged_b;
  float run[Micro][Micro] = {};
#pragma unroll
  for (int i = 0; i < Micro; ++i) {
#pragma unroll
    for (int j = 0; j < Micro; ++j) sum[i][j] = 0.0f;
  }
  staged_a.load(a, first_m, 0, depth);
  staged_b.load(b, first_n, 0, depth);
  for (int k = 0; k < depth; k += product_depth) {
    __syncthreads();
    staged_a.store(shared_a);
    staged_b.store(shared_b);
    __syncthreads();
    staged_a.load(a, first_m, k + product_depth, depth);
    staged_b.load(b, first_n, k + product_depth, depth);
    // A sum of sums of sums: over a million rows one chain would lose three digits.
    float part[Micro][Micro] = {};
#pragma unroll 8
    for (int q = 0; q < product_depth; ++q) {
      float left[Micro], right[Micro];
#pragma unroll
      for (int i = 0; i < Micro; ++i) {
        left[i] = shared_a[q * pitch + y + 16 * i];
        right[i] = shared_b[q * pitch + x + 16 * i];
      }
#pragma unroll
      for (int i = 0; i < Micro; ++i) {
#pragma unroll
        for (int j = 0; j < Micro; ++j) part[i][j] = fmaf(left[i], right[j], part[i][j]);
      }
    }
    const bool ends = k / product_depth % product_run == product_run - 1 || k + product_depth >= depth;
#pragma unroll
    for (int i = 0; i < Micro; ++i) {
#pragma unroll
      for (int j = 0; j < Micro; ++j) {
        run[i][j] += part[i][j];
        if (!ends) continue;
        sum[i][j] += run[i][j];
        run[i][j] = 0.0f;
      }
    }
  }
}

}  // namespace emodna::cuda

#endif
