// The tile of losses/contrastive_tile.cuh on tensor cores: each of four warps takes a quarter of the own rows, all
// keys. A thread has what the fragments of a product give it: rows 16 i + g and 16 i + g + 8 of its warp's, keys 8 j +
// 2 t and 8 j + 2 t + 1.
#ifndef EMODNA_CUDA_LAB_CONTRASTIVE_TENSOR_TILE_CUH
#define EMODNA_CUDA_LAB_CONTRASTIVE_TENSOR_TILE_CUH

#include "../../losses/contrastive_tile.cuh"
#include "mma.cuh"

namespace emodna::cuda {

template <int row_count, int column_count, int terms>
struct TensorTile {
  static constexpr int rows = row_count, columns = column_count;
  static constexpr int warp_rows = rows / 4;
  static constexpr int own = warp_rows / 8, key = columns / 4;
  static constexpr int depth = 64;
  static constexpr int stride = depth + 4;  // lanes (g, t) read (row g, coordinate t): 32 different banks
  static constexpr int own_floats = rows * stride, key_floats = columns * stride;
  static constexpr int lanes = 4;

  static __device__ __forceinline__ int group() { return threadIdx.x % 32 / 4; }
  static __device__ __forceinline__ int within() { return threadIdx.x % 4; }
  static __device__ __forceinline__ int row(int r) {
    return static_cast<int>(threadIdx.x) / 32 * warp_rows + r / 2 * 16 + r % 2 * 8 + group();
  }
  static __device__ __forceinline__ int column(int c) { return c / 2 * 8 + within() * 2 + c % 2; }

  // dots[r][c] += own row r . key c. Reads up to whole eights of coordinates: tiles are zero there.
  static __device__ __forceinline__ void multiply(const float* own_tile, const float* key_tile, int count,
                                                  float (&dots)[own][key]) {
    const float* own_rows = own_tile + row(0) * stride + within();
    const float* key_rows = key_tile + group() * stride + within();
#pragma unroll 1
    for (int d = 0; d < count; d += 8) {
      Fragment<4> a[own / 2];
#pragma unroll
      for (int m = 0; m < own / 2; ++m) {
#pragma unroll
        for (int i = 0; i < 4; ++i) a[m].set(i, own_rows[(m * 16 + i % 2 * 8) * stride + d + i / 2 * 4]);
      }
#pragma unroll
      for (int n = 0; n < key / 2; ++n) {
        Fragment<2> b;
        b.set(0, key_rows[n * 8 * stride + d]);
        b.set(1, key_rows[n * 8 * stride + d + 4]);
#pragma unroll
        for (int m = 0; m < own / 2; ++m) {
          multiply_fragments<terms>(a[m], b, dots[2 * m][2 * n], dots[2 * m][2 * n + 1], dots[2 * m + 1][2 * n],
                                    dots[2 * m + 1][2 * n + 1]);
        }
      }
    }
  }

  // sums[r][c] += sum over keys of the coefficient of own row r * coordinate column(c) of the key. What the product of
  // similarities left in a thread is just what the next one wants as its left operand, if its k-th key is 2 t for t < 4
  // and 2 (t - 4) + 1 behind: so coefficients never leave the registers.
  static __device__ __forceinline__ void gather(const float (&coefficients)[own][key], const float* key_tile,
                                                float (&sums)[own][16]) {
    const float* keys = key_tile + 2 * within() * stride + group();
#pragma unroll
    for (int k = 0; k < key / 2; ++k) {
      Fragment<4> a[own / 2];
#pragma unroll
      for (int m = 0; m < own / 2; ++m) {
#pragma unroll
        for (int i = 0; i < 4; ++i) a[m].set(i, coefficients[2 * m + i % 2][2 * k + i / 2]);
      }
#pragma unroll
      for (int n = 0; n < depth / 8; ++n) {
        Fragment<2> b;
        b.set(0, keys[k * 8 * stride + n * 8]);
        b.set(1, keys[(k * 8 + 1) * stride + n * 8]);
#pragma unroll
        for (int m = 0; m < own / 2; ++m) {
          multiply_fragments<terms>(a[m], b, sums[2 * m][2 * n], sums[2 * m][2 * n + 1], sums[2 * m + 1][2 * n],
                                    sums[2 * m + 1][2 * n + 1]);
        }
      }
    }
  }
};

}  // namespace emodna::cuda

#endif
