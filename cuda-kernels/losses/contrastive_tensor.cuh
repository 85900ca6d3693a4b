// The tile of contrastive_tile.cuh on tensor cores (core/mma.cuh): each of four warps takes a quarter of the own rows,
// and all keys. A thread has what the products' fragments give it: rows 16 m + g and 16 m + g + 8 of its warp's, keys
// 8 n + 2 t and 8 n + 2 t + 1.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_TENSOR_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_TENSOR_CUH

#include "contrastive_tile.cuh"

namespace emodna::cuda {

template <int row_count, int column_count, int precision_>
struct TensorTile {
  static constexpr int rows = row_count, columns = column_count, precision = precision_;
  static constexpr int warp_rows = rows / 4;
  static constexpr int own = warp_rows / 8, key = columns / 4;
  static constexpr int depth = 64;
  static constexpr int stride = depth + 4;  // lanes (g, t) read (row g, coordinate t): 32 different banks
  static constexpr int own_floats = rows * stride, key_floats = columns * stride;
  static constexpr int coefficient_floats = 0;
  static constexpr int lanes = 4;
  static constexpr int vectors = depth / 8, width = 2;
  static constexpr int gradient_blocks = 2;  // of the gradient, on a multiprocessor: what its registers allow
  static_assert(warp_rows % 16 == 0 && columns % 16 == 0);

  static __device__ __forceinline__ int group() { return static_cast<int>(threadIdx.x) % 32 / 4; }
  static __device__ __forceinline__ int within() { return static_cast<int>(threadIdx.x) % 4; }
  static __device__ __forceinline__ int row(int r) {
    return static_cast<int>(threadIdx.x) / 32 * warp_rows + r / 2 * 16 + r % 2 * 8 + group();
  }
  static __device__ __forceinline__ int column(int c) { return c / 2 * 8 + within() * 2 + c % 2; }
  static __device__ __forceinline__ int coordinate(int v) { return 8 * v + 2 * within(); }

  // dots[r][c] += own row r . key c. Reads whole sixteens of coordinates: tiles are zero after the last.
  static __device__ __forceinline__ void multiply(const float* own_tile, const float* key_tile, int count,
                                                  float (&dots)[own][key]) {
    const float* own_rows = own_tile + row(0) * stride + within();
    const float* key_rows = key_tile + group() * stride + within();
#pragma unroll 1
    for (int d = 0; d < count; d += 16) {
      Fragment<precision, 4> left[own / 2];
#pragma unroll
      for (int m = 0; m < own / 2; ++m) {
        float a[2][4];
#pragma unroll
        for (int i = 0; i < 8; ++i) a[i / 4][i % 4] = own_rows[(m * 16 + i % 2 * 8) * stride + d + i / 2 * 4];
        left[m].set(a);
      }
#pragma unroll
      for (int n = 0; n < key / 2; ++n) {
        float b[2][2];
#pragma unroll
        for (int i = 0; i < 4; ++i) b[i / 2][i % 2] = key_rows[n * 8 * stride + d + i * 4];
        Fragment<precision, 2> right;
        right.set(b);
#pragma unroll
        for (int m = 0; m < own / 2; ++m) {
          cuda::multiply(left[m], right, dots[2 * m][2 * n], dots[2 * m][2 * n + 1], dots[2 * m + 1][2 * n],
                         dots[2 * m + 1][2 * n + 1]);
        }
      }
    }
  }

  // Coefficients never leave their thread: what the product of similarities left in it is just what the next one wants
  // as its left operand, if that counts its keys so that 8 n + 2 t comes in the place of t and 8 n + 2 t + 1 in that of
  // t + 4.
  static __device__ __forceinline__ void share(const float (&)[own][key], float*) {}
  static __device__ __forceinline__ void gather(const float (&coefficients)[own][key], const float*,
                                                const float* key_tile, float (&sums)[own][vectors][width]) {
    const float* keys = key_tile + 2 * within() * stride + group();
#pragma unroll
    for (int k = 0; k < key / 4; ++k) {
      Fragment<precision, 4> left[own / 2];
#pragma unroll
      for (int m = 0; m < own / 2; ++m) {
        float a[2][4];
#pragma unroll
        for (int i = 0; i < 8; ++i) {
          a[i / 4][i % 4] = operand<precision>(coefficients[2 * m + i % 2][4 * k + i / 2]);
        }
        left[m].set(a);
      }
#pragma unroll
      for (int v = 0; v < vectors; ++v) {
        float b[2][2];
#pragma unroll
        for (int i = 0; i < 4; ++i) b[i / 2][i % 2] = keys[(16 * k + i / 2 * 8 + i % 2) * stride + 8 * v];
        Fragment<precision, 2> right;
        right.set(b);
#pragma unroll
        for (int m = 0; m < own / 2; ++m) {
          cuda::multiply(left[m], right, sums[2 * m][v][0], sums[2 * m][v][1], sums[2 * m + 1][v][0],
                         sums[2 * m + 1][v][1]);
        }
      }
    }
  }
};

}  // namespace emodna::cuda

#endif
