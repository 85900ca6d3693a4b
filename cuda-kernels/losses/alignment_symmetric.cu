// Each unordered pair of rows once, for the gradient of many rows: its kernel value serves both ends.
//
// Packed rows are cut into at most alignment_chunks chunks. A block takes two chunks, own rows in tiles of 128 and keys
// in tiles of 64, like a float32 matrix product: 128 threads have 8 x 8 pairs each. The pairs' coefficients, which are
// symmetric, go through shared memory once, and two more products follow: keys weighted for the own rows, whose sums
// stay in registers while the keys go by, and own rows weighted for the keys, whose sums are added to the block's own
// part of device memory after each tile. So a row has one part from each other chunk, written by one block; that from
// its own chunk, 1 / 32 of the pairs, comes from the kernel that keeps rows in registers (alignment_pairs.cu), which
// takes the differences of rows that may be the same. Parts are added in order at the end.
//
// Issue slots of a thread for a tile, 64 pairs, by counting, at widths 40 (D = 39) and 64:
//   multiply-adds      3 products                                         7,680    12,288
//   shared loads       16 for 4 coordinates, 16 for 4 keys, 3 an own row    800       896
//   kernel values      about 27 and 5 exponentials a pair                 2,050     2,050
//   the rest           products and coefficients through shared memory,
//                      tiles in, sums of keys out                           450       550
//   in all, for a pair                                                      172       247
// The kernel with rows in registers spends some 109 and 170 for a pair and takes each twice: 218 and 340.
// What else a tile asks of a multiprocessor in its 11,000 (15,800) cycles of issuing: 5 x 8,192 exponentials at 16 a
// cycle = 2,560 cycles; 4 warps x 1,000 accesses to shared memory = 4,000; of the L2 cache 64 rows of sums out and in
// and 64 records, 32 (52) KB, 3 bytes a cycle of some 40. So issuing multiply-adds is the floor still. Two blocks share
// a multiprocessor (254 registers; 73 and 91 KB of shared memory: of 64 coordinates from compute capability 9.0 on), so
// that one multiplies while the other exponentiates or waits at a barrier. Memory: a part of n rows of sums for each
// chunk, 33 n D floats.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"
#include "alignment_terms.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 128, own_rows = 128, key_rows = 64;
constexpr int rows = 8, keys = 8;    // of a thread's pairs: own rows down + 16 r, keys across + 8 c
constexpr int weighted = 4;          // keys of a thread in the last product: 4 down ..
constexpr int pitch = key_rows + 8;  // of a row of coefficients

__device__ __forceinline__ int down() { return static_cast<int>(threadIdx.x) / 8; }
__device__ __forceinline__ int across() { return static_cast<int>(threadIdx.x) % 8; }

template <int width, Pairing pairing>
struct Tile {
  static constexpr int soft = pairing == Pairing::local ? alignment_soft : 0;
  static constexpr int stride = width + 4 + soft;                   // of a record
  static constexpr int coordinates = width / 8;                     // of a thread: 4 across .., then 32 + ..
  static constexpr int sums_stride = width == 40 ? 40 : width + 4;  // the last is the slope

  float own[own_rows * stride], keys[key_rows * stride], coefficients[own_rows * pitch];
  float slopes[threads / 32][key_rows];
  double totals[alignment_totals][threads];  // each thread's
  double scratch[32];
};

// A thread's coordinates of a row, and back.
template <int width>
__device__ __forceinline__ void load_part(const float* row, float (&to)[width / 8]) {
  const float4 v = *reinterpret_cast<const float4*>(row + 4 * across());
  to[0] = v.x;
  to[1] = v.y;
  to[2] = v.z;
  to[3] = v.w;
  if constexpr (width == 40) {
    to[4] = row[32 + across()];
  } else {
    const float4 w = *reinterpret_cast<const float4*>(row + 32 + 4 * across());
    to[4] = w.x;
    to[5] = w.y;
    to[6] = w.z;
    to[7] = w.w;
  }
}

// Adds a thread's part of a row of sums to that in memory, or puts it there first. The slope comes last: where the
// width of 40 has its empty coordinate.
template <int width>
__device__ __forceinline__ void add_part(float* row, float (&part)[width / 8], float slope, bool first) {
  if (width == 40 && across() == 7) part[4] = slope;
  if (!first) {
    float before[width / 8];
    load_part<width>(row, before);
#pragma unroll
    for (int i = 0; i < width / 8; ++i) part[i] += before[i];
  }
  *reinterpret_cast<float4*>(row + 4 * across()) = make_float4(part[0], part[1], part[2], part[3]);
  if constexpr (width == 40) {
    row[32 + across()] = part[4];
  } else {
    *reinterpret_cast<float4*>(row + 32 + 4 * across()) = make_float4(part[4], part[5], part[6], part[7]);
    if (across() == 0) row[width + 3] = first ? slope : row[width + 3] + slope;
  }
}

__device__ __forceinline__ float squared_distance(const float* x, const float* y, int width) {
  float squares = 0;
#pragma unroll 1
  for (int d = 0; d < width; ++d) squares = fmaf(x[d] - y[d], x[d] - y[d], squares);
  return squares;
}

template <int stride, int count>
__device__ __forceinline__ void load_records(const float* from, float* to) {
  const float4* quads = reinterpret_cast<const float4*>(from);
  for (int i = threadIdx.x; i < count * stride / 4; i += threads) reinterpret_cast<float4*>(to)[i] = quads[i];
}

// The part of pairs of rows that are both far out in the sums of own rows and of keys: from differences, so that none
// of their digits is lost.
template <class T, int width>
__device__ __forceinline__ void take_far(const T& shared, float far, float (&sums)[rows][T::coordinates],
                                         float (&part)[weighted][T::coordinates]) {
  float x[T::coordinates], y[T::coordinates];
#pragma unroll 1
  for (int k = 0; k < key_rows; ++k) {
    if (!is_far(shared.keys[k * T::stride + width], far)) continue;
    load_part<width>(shared.keys + k * T::stride, y);
#pragma unroll
    for (int r = 0; r < rows; ++r) {
      const int row = down() + 16 * r;
      if (!is_far(shared.own[row * T::stride + width], far)) continue;
      load_part<width>(shared.own + row * T::stride, x);
#pragma unroll
      for (int i = 0; i < T::coordinates; ++i) {
        sums[r][i] = fmaf(shared.coefficients[row * pitch + k], y[i] - x[i], sums[r][i]);
      }
    }
  }
#pragma unroll 1
  for (int row = 0; row < own_rows; ++row) {
    if (!is_far(shared.own[row * T::stride + width], far)) continue;
    load_part<width>(shared.own + row * T::stride, x);
#pragma unroll
    for (int k = 0; k < weighted; ++k) {
      const int key = weighted * down() + k;
      if (!is_far(shared.keys[key * T::stride + width], far)) continue;
      load_part<width>(shared.keys + key * T::stride, y);
#pragma unroll
      for (int i = 0; i < T::coordinates; ++i) {
        part[k][i] = fmaf(shared.coefficients[row * pitch + key], x[i] - y[i], part[k][i]);
      }
    }
  }
}

// Leaves their coefficients 0 for the products.
template <class T, int width>
__device__ __forceinline__ void clear_far(T& shared, float far) {
#pragma unroll 1
  for (int i = 0; i < rows * keys; ++i) {
    const int row = down() + 16 * (i / keys), key = across() + 8 * (i % keys);
    if (is_far(shared.own[row * T::stride + width], far) && is_far(shared.keys[key * T::stride + width], far)) {
      shared.coefficients[row * pitch + key] = 0;
    }
  }
}

template <int width, Pairing pairing>
__global__ void __launch_bounds__(threads, 2) symmetric_kernel(AlignmentPlan p) {
  using T = Tile<width, pairing>;
  T& shared = *shared_memory<T>();
  const int chunk_pairs = p.splits * (p.splits - 1) / 2;
  const std::int64_t g = blockIdx.x / chunk_pairs;
  const int number = static_cast<int>(blockIdx.x % chunk_pairs);
  int own_chunk = 0, key_chunk = number;  // the pair of that number
  while (key_chunk >= p.splits - 1 - own_chunk) key_chunk -= p.splits - 1 - own_chunk++;
  key_chunk += own_chunk + 1;
  const AlignmentHeader header = p.headers[g];
  if (header.active == 0) return;

  const float scale = alignment_scale(header.sigma), far = far_norm(scale);
  const float same_factor = static_cast<float>(same_class_factor(header.shared));
  const float other_factor = static_cast<float>(other_class_factor(header.shared));
  const int chunk_rows = p.chunk_blocks * alignment_block, capacity = static_cast<int>(p.capacity);
  const int own_first = own_chunk * chunk_rows, key_first = key_chunk * chunk_rows;
  const int key_last = min(key_first + chunk_rows, capacity), target = p.side_blocks[0] * alignment_block;
  const float* records = p.records + g * p.capacity * T::stride;
  // Sums of own rows are the keys' chunk's part, and the other way round.
  float* own_sums = p.sums + (g * p.splits + key_chunk) * p.capacity * T::sums_stride;
  float* key_sums = p.sums + (g * p.splits + own_chunk) * p.capacity * T::sums_stride;
  for (int i = key_first * (T::sums_stride / 4) + threadIdx.x; i < key_last * (T::sums_stride / 4); i += threads) {
    reinterpret_cast<float4*>(key_sums)[i] = make_float4(0, 0, 0, 0);
  }

  for (auto& total : shared.totals) total[threadIdx.x] = 0;
  for (int own = own_first; own < own_first + chunk_rows; own += own_rows) {
    const int own_side = static_cast<int>(own >= target);
    __syncthreads();  // what was there has been read, and the zeros are written
    load_records<T::stride, own_rows>(records + static_cast<std::int64_t>(own) * T::stride, shared.own);
    __syncthreads();
    if (!any_enters(shared.own + width, T::stride, own_rows)) continue;
    const bool own_far = any_far(shared.own + width, T::stride, own_rows, far);
    float sums[rows][T::coordinates], slopes[rows];
#pragma unroll
    for (int r = 0; r < rows; ++r) {
      slopes[r] = 0;
#pragma unroll
      for (int i = 0; i < T::coordinates; ++i) sums[r][i] = 0;
    }
    // Adds the own rows' sums to their part and begins anew.
    const auto carry = [&](bool first) {
#pragma unroll
      for (int r = 0; r < rows; ++r) {
#pragma unroll
        for (int lanes = 4; lanes > 0; lanes /= 2) slopes[r] += exchanged(slopes[r], lanes);
        add_part<width>(own_sums + static_cast<std::int64_t>(own + down() + 16 * r) * T::sums_stride, sums[r],
                        slopes[r], first);
        slopes[r] = 0;
#pragma unroll
        for (int i = 0; i < T::coordinates; ++i) sums[r][i] = 0;
      }
    };

    for (int key = key_first; key < key_last; key += key_rows) {
      if (key > key_first && (key - key_first) % alignment_chain == 0) carry(key - key_first == alignment_chain);
      const int side = static_cast<int>(key >= target);
      if (pairing == Pairing::by_class && header.shared > 1 && side == own_side) continue;
      __syncthreads();
      load_records<T::stride, key_rows>(records + static_cast<std::int64_t>(key) * T::stride, shared.keys);
      __syncthreads();
      if (!any_enters(shared.keys + width, T::stride, key_rows)) continue;
      const bool both_far = own_far && any_far(shared.keys + width, T::stride, key_rows, far);

      float pairs[rows][keys];
#pragma unroll
      for (int r = 0; r < rows; ++r) {
#pragma unroll
        for (int c = 0; c < keys; ++c) pairs[r][c] = 0;
      }
#pragma unroll 1
      for (int d = 0; d < width; d += 4) {
        float4 x[rows];
#pragma unroll
        for (int r = 0; r < rows; ++r) {
          x[r] = *reinterpret_cast<const float4*>(shared.own + (down() + 16 * r) * T::stride + d);
        }
#pragma unroll
        for (int c = 0; c < keys; ++c) {
          const float4 y = *reinterpret_cast<const float4*>(shared.keys + (across() + 8 * c) * T::stride + d);
#pragma unroll
          for (int r = 0; r < rows; ++r) {
            pairs[r][c] = fmaf(x[r].w, y.w, fmaf(x[r].z, y.z, fmaf(x[r].y, y.y, fmaf(x[r].x, y.x, pairs[r][c]))));
          }
        }
      }

      // Products and then coefficients stay where the other threads will find them: in registers, unrolled, the kernel
      // values would take more of them than there are.
      float* own_pairs = shared.coefficients + down() * pitch + across();
#pragma unroll
      for (int r = 0; r < rows; ++r) {
#pragma unroll
        for (int c = 0; c < keys; ++c) own_pairs[16 * r * pitch + 8 * c] = pairs[r][c];
      }
      float value = 0, all = 0;
      const int lane = threadIdx.x % 32;
#pragma unroll 1
      for (int c = 0; c < keys; ++c) {
        const float* key_record = shared.keys + (across() + 8 * c) * T::stride;
        const float4 more = *reinterpret_cast<const float4*>(key_record + width);
        float key_slope = 0;
#pragma unroll
        for (int r = 0; r < rows; ++r) {
          const float* own_record = shared.own + (down() + 16 * r) * T::stride;
          const float4 own_more = *reinterpret_cast<const float4*>(own_record + width);
          const bool direct = both_far && is_far(own_more.x, far) && is_far(more.x, far);
          float* pair = own_pairs + 16 * r * pitch + 8 * c;
          float distance = expanded_distance(own_more.x + more.x, *pair);
          if (direct) distance = -squared_distance(own_record, key_record, width);
          const KernelTerms terms = kernel_terms(distance, scale);
          float factor = own_more.y * more.y;
          if constexpr (pairing == Pairing::corpus) {
            value += terms.value;
          } else if constexpr (pairing == Pairing::by_class) {
            const bool same = __float_as_int(own_more.z) == __float_as_int(more.z);
            const float shared_value = factor * terms.value;
            all += shared_value;
            if (same) value += shared_value;
            factor *= same ? same_factor : other_factor;
          } else {
            factor = 0;
#pragma unroll
            for (int i = 0; i < T::soft; ++i) {
              factor = fmaf(own_record[width + 4 + i], key_record[width + 4 + i], factor);
            }
            value = fmaf(factor, terms.value, value);
          }
          const float coefficient = factor * terms.slope;
          *pair = coefficient;
          if (!direct) {
            slopes[r] += coefficient;
            key_slope += coefficient;
          }
        }
#pragma unroll
        for (int lanes = 8; lanes < 32; lanes *= 2) key_slope += exchanged(key_slope, lanes);
        if (lane < 8) shared.slopes[threadIdx.x / 32][across() + 8 * c] = key_slope;
      }
      const int within = pairing == Pairing::corpus ? (side == own_side ? side : 2) : 0;
      // Each pair stands for both of its orders.
      shared.totals[within][threadIdx.x] += 2.0 * value;
      if (pairing == Pairing::by_class) shared.totals[1][threadIdx.x] += 2.0 * (static_cast<double>(all) - value);
      __syncthreads();

      float part[weighted][T::coordinates];
#pragma unroll
      for (int k = 0; k < weighted; ++k) {
#pragma unroll
        for (int i = 0; i < T::coordinates; ++i) part[k][i] = 0;
      }
      if (both_far) {
        take_far<T, width>(shared, far, sums, part);
        __syncthreads();
        clear_far<T, width>(shared, far);
        __syncthreads();
      }
#pragma unroll 2
      for (int k = 0; k < key_rows; k += 4) {
        float w[rows][4];
#pragma unroll
        for (int r = 0; r < rows; ++r) {
          const float4 v = *reinterpret_cast<const float4*>(shared.coefficients + (down() + 16 * r) * pitch + k);
          w[r][0] = v.x;
          w[r][1] = v.y;
          w[r][2] = v.z;
          w[r][3] = v.w;
        }
#pragma unroll
        for (int j = 0; j < 4; ++j) {
          float y[T::coordinates];
          load_part<width>(shared.keys + (k + j) * T::stride, y);
#pragma unroll
          for (int r = 0; r < rows; ++r) {
#pragma unroll
            for (int i = 0; i < T::coordinates; ++i) sums[r][i] = fmaf(w[r][j], y[i], sums[r][i]);
          }
        }
      }
#pragma unroll 4
      for (int row = 0; row < own_rows; ++row) {
        const float4 v = *reinterpret_cast<const float4*>(shared.coefficients + row * pitch + weighted * down());
        const float w[weighted] = {v.x, v.y, v.z, v.w};
        float x[T::coordinates];
        load_part<width>(shared.own + row * T::stride, x);
#pragma unroll
        for (int k = 0; k < weighted; ++k) {
#pragma unroll
          for (int i = 0; i < T::coordinates; ++i) part[k][i] = fmaf(w[k], x[i], part[k][i]);
        }
      }
#pragma unroll
      for (int k = 0; k < weighted; ++k) {
        const int at = weighted * down() + k;
        float slope = 0;
#pragma unroll
        for (int w = 0; w < threads / 32; ++w) slope += shared.slopes[w][at];
        add_part<width>(key_sums + static_cast<std::int64_t>(key + at) * T::sums_stride, part[k], slope, false);
      }
    }
    carry(key_last - key_first <= alignment_chain);
  }

  double* to = p.totals + (g * p.total_parts + p.units + number) * alignment_totals;
#pragma unroll
  for (int i = 0; i < alignment_totals; ++i) {
    const double sum = reduce_block<Sum>(shared.totals[i][threadIdx.x], shared.scratch);
    if (threadIdx.x == 0) to[i] = sum;
  }
}

template <int width, Pairing pairing>
emodna_status launch_symmetric(Stream& stream, const AlignmentPlan& p) {
  const std::int64_t blocks = std::int64_t{p.groups} * p.splits * (p.splits - 1) / 2;
  return launch(stream, "alignment", symmetric_kernel<width, pairing>,
                {grid_of(blocks), dim3(threads), sizeof(Tile<width, pairing>)}, p);
}

template <int width>
emodna_status launch_width(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  if (a.kind == EMODNA_ALIGN_CORPUS) return launch_symmetric<width, Pairing::corpus>(stream, p);
  if (a.kind == EMODNA_ALIGN_CLASS) return launch_symmetric<width, Pairing::by_class>(stream, p);
  return launch_symmetric<width, Pairing::local>(stream, p);
}

}  // namespace

emodna_status align_symmetric(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  return p.width == 40 ? launch_width<40>(stream, a, p) : launch_width<64>(stream, a, p);
}

}  // namespace emodna::cuda
