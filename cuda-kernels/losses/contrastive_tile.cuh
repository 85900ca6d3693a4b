// Tiles of rows in shared memory, and the two products over them: similarities of own rows with keys, and sums of keys
// weighted by coefficients. All are row-major [rows][coordinates]: read four coordinates at a time, the same tile
// serves both products, and no row has to be transposed.
//
// A block has 128 threads: thread (down, across) of 16 x 8 takes the own rows down + 16 r and the keys across + 8 c.
// Rows are 4 floats longer than 64 (coefficients 8 longer), so that the rows that a quarter of a warp reads together
// lie in different banks.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_TILE_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_TILE_CUH

#include <cuda_runtime.h>

#include <cstdint>

#include "../core/mma.cuh"
#include "contrastive_plan.h"

namespace emodna::cuda {

template <int row_count, int column_count>
struct Tile {
  static constexpr int rows = row_count, columns = column_count;
  static constexpr int own = rows / 16, key = columns / 8;  // of one thread
  static constexpr int depth = 64;                          // coordinates at a time
  static constexpr int stride = depth + 4;                  // floats from row to row
  static constexpr int coefficient_stride = columns + 8;
  static constexpr int own_floats = rows * stride, key_floats = columns * stride;
  static constexpr int coefficient_floats = rows * coefficient_stride;
  static constexpr int lanes = 8;  // that share a row
  static constexpr int precision = EMODNA_FLOAT32;
  // A thread's coordinates in the second product: `vectors` times `width` neighbours.
  static constexpr int vectors = 2, width = 4;
  static constexpr int gradient_blocks =
      rows == 128 ? 2 : 3;  // of the gradient, on a multiprocessor: what its registers allow

  // Of the tile: the calling thread's r-th own row and c-th key, and where its v-th coordinates begin.
  static __device__ __forceinline__ int row(int r) { return static_cast<int>(threadIdx.x) / 8 + 16 * r; }
  static __device__ __forceinline__ int column(int c) { return static_cast<int>(threadIdx.x) % 8 + 8 * c; }
  static __device__ __forceinline__ int coordinate(int v) { return 32 * v + static_cast<int>(threadIdx.x) % 8 * 4; }

  // dots[r][c] += own row r . key c, over the tiles' first `count` coordinates (a multiple of 4).
  static __device__ __forceinline__ void multiply(const float* own_tile, const float* key_tile, int count,
                                                  float (&dots)[own][key]);
  // Puts coefficients where the other threads find them; no thread may still be reading any.
  static __device__ __forceinline__ void share(const float (&dots)[own][key], float* coefficients);
  // sums[r][v] += sum over keys of the coefficient of own row r * the key's coordinates.
  static __device__ __forceinline__ void gather(const float (&dots)[own][key], const float* coefficients,
                                                const float* key_tile, float (&sums)[own][vectors][width]);

  // The same for the keys: a thread's keys are key_row(0) .. + key_rows.
  static constexpr int key_rows = columns / 16;
  static __device__ __forceinline__ int key_row(int k) { return static_cast<int>(threadIdx.x) / 8 * key_rows + k; }
  // sums[k][v] = sum over own rows of the coefficient of key k * the own row's coordinates.
  static __device__ __forceinline__ void gather_keys(const float* coefficients, const float* own_tile,
                                                     float (&sums)[key_rows][vectors][width]);
};

// A matrix of rows in device memory. vector: every row begins at a multiple of 16 bytes and is whole float4.
struct Rows {
  const float* data;
  int count, dim;
  bool vector;
};

__device__ __forceinline__ float4 load4(const float* from) { return *reinterpret_cast<const float4*>(from); }

__device__ __forceinline__ void store4(float* to, float4 value) { *reinterpret_cast<float4*>(to) = value; }

__device__ __forceinline__ void load(const float* from, float (&to)[4]) {
  const float4 value = load4(from);
  to[0] = value.x;
  to[1] = value.y;
  to[2] = value.z;
  to[3] = value.w;
}

__device__ __forceinline__ void load(const float* from, float (&to)[2]) {
  const float2 value = *reinterpret_cast<const float2*>(from);
  to[0] = value.x;
  to[1] = value.y;
}

__device__ __forceinline__ void load(const float* from, float (&to)[1]) { to[0] = *from; }

__device__ __forceinline__ void store(float* to, const float (&value)[4]) {
  store4(to, make_float4(value[0], value[1], value[2], value[3]));
}

__device__ __forceinline__ void store(float* to, const float (&value)[2]) {
  *reinterpret_cast<float2*>(to) = make_float2(value[0], value[1]);
}

// tile [height][T::stride] = coordinates depth_first .. + 64 of rows first .. + height; zeros where there are none.
template <class T, int height>
__device__ __forceinline__ void load_tile(const Rows& rows, int first, int depth_first, float* tile) {
  constexpr int vectors = T::depth / 4;
#pragma unroll
  for (int k = 0; k < height * vectors / contrastive_threads; ++k) {
    const int index = k * contrastive_threads + static_cast<int>(threadIdx.x);
    const int row = index / vectors, column = index % vectors * 4, d = depth_first + column;
    const float* from = rows.data + static_cast<std::int64_t>(first + row) * rows.dim + d;
    float4 value = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (first + row < rows.count) {
      if (rows.vector) {
        if (d < rows.dim) value = load4(from);
      } else {
        if (d < rows.dim) value.x = from[0];
        if (d + 1 < rows.dim) value.y = from[1];
        if (d + 2 < rows.dim) value.z = from[2];
        if (d + 3 < rows.dim) value.w = from[3];
      }
    }
    store4(tile + row * T::stride + column,
           make_float4(operand<T::precision>(value.x), operand<T::precision>(value.y), operand<T::precision>(value.z),
                       operand<T::precision>(value.w)));
  }
}

template <int row_count, int column_count>
__device__ __forceinline__ void Tile<row_count, column_count>::multiply(const float* own_tile, const float* key_tile,
                                                                        int count, float (&dots)[own][key]) {
  const float* own_rows = own_tile + row(0) * stride;
  const float* key_rows = key_tile + column(0) * stride;
#pragma unroll 1
  for (int d = 0; d < count; d += 4) {
    float4 a[own];
#pragma unroll
    for (int r = 0; r < own; ++r) a[r] = load4(own_rows + r * 16 * stride + d);
#pragma unroll
    for (int c = 0; c < key; ++c) {
      const float4 b = load4(key_rows + c * 8 * stride + d);
#pragma unroll
      for (int r = 0; r < own; ++r) dots[r][c] = fmaf(a[r].x, b.x, dots[r][c]);
#pragma unroll
      for (int r = 0; r < own; ++r) dots[r][c] = fmaf(a[r].y, b.y, dots[r][c]);
#pragma unroll
      for (int r = 0; r < own; ++r) dots[r][c] = fmaf(a[r].z, b.z, dots[r][c]);
#pragma unroll
      for (int r = 0; r < own; ++r) dots[r][c] = fmaf(a[r].w, b.w, dots[r][c]);
    }
  }
}

// Similarities of the own rows own_first .. with the keys key_first .. . Rows of at most 64 coordinates (not deep): the
// caller has loaded own_tile, and key_tile holds the keys afterwards. Begins with a barrier.
template <class T, bool deep>
__device__ __forceinline__ void similarities(const Rows& own, int own_first, const Rows& keys, int key_first,
                                             float* own_tile, float* key_tile, float (&dots)[T::own][T::key]) {
#pragma unroll
  for (int r = 0; r < T::own; ++r) {
#pragma unroll
    for (int c = 0; c < T::key; ++c) dots[r][c] = 0.0f;
  }
  for (int d = 0; d < (deep ? keys.dim : 1); d += T::depth) {
    __syncthreads();
    if (deep) load_tile<T, T::rows>(own, own_first, d, own_tile);
    load_tile<T, T::columns>(keys, key_first, d, key_tile);
    __syncthreads();
    T::multiply(own_tile, key_tile, (min(keys.dim - d, T::depth) + 3) & ~3, dots);
  }
}

template <int row_count, int column_count>
__device__ __forceinline__ void Tile<row_count, column_count>::share(const float (&dots)[own][key],
                                                                     float* coefficients) {
#pragma unroll
  for (int r = 0; r < own; ++r) {
#pragma unroll
    for (int c = 0; c < key; ++c) coefficients[row(r) * coefficient_stride + column(c)] = dots[r][c];
  }
  __syncthreads();
}

template <int row_count, int column_count>
__device__ __forceinline__ void Tile<row_count, column_count>::gather(const float (&)[own][key],
                                                                      const float* coefficients, const float* key_tile,
                                                                      float (&sums)[own][vectors][width]) {
  const float* own_rows = coefficients + row(0) * coefficient_stride;
#pragma unroll 2
  for (int k = 0; k < columns; k += 4) {
    float w[own][4];
#pragma unroll
    for (int r = 0; r < own; ++r) load(own_rows + r * 16 * coefficient_stride + k, w[r]);
#pragma unroll
    for (int j = 0; j < 4; ++j) {
#pragma unroll
      for (int v = 0; v < vectors; ++v) {
        float value[width];
        load(key_tile + (k + j) * stride + coordinate(v), value);
#pragma unroll
        for (int r = 0; r < own; ++r) {
#pragma unroll
          for (int i = 0; i < width; ++i) sums[r][v][i] = fmaf(w[r][j], value[i], sums[r][v][i]);
        }
      }
    }
  }
}

template <int row_count, int column_count>
__device__ __forceinline__ void Tile<row_count, column_count>::gather_keys(const float* coefficients,
                                                                           const float* own_tile,
                                                                           float (&sums)[key_rows][vectors][width]) {
#pragma unroll
  for (int k = 0; k < key_rows; ++k) {
#pragma unroll
    for (int v = 0; v < vectors; ++v) {
#pragma unroll
      for (int i = 0; i < width; ++i) sums[k][v][i] = 0.0f;
    }
  }
  const float* keys = coefficients + key_row(0);
#pragma unroll 4
  for (int r = 0; r < rows; ++r) {
    float w[key_rows];
    load(keys + r * coefficient_stride, w);
#pragma unroll
    for (int v = 0; v < vectors; ++v) {
      float value[width];
      load(own_tile + r * stride + coordinate(v), value);
#pragma unroll
      for (int k = 0; k < key_rows; ++k) {
#pragma unroll
        for (int i = 0; i < width; ++i) sums[k][v][i] = fmaf(w[k], value[i], sums[k][v][i]);
      }
    }
  }
}

}  // namespace emodna::cuda

#endif
