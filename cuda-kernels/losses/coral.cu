// Deep CORAL (native/include/emodna/losses.h): |Cov(source) - Cov(target)|_F^2 / (4 D^2), value and gradient.
//
// Floors at N = M = 16,384, D = 39: 2 n D^2 = 1.0e8 FMAs for n = 32,768 rows (covariances and gradient) and 16 n D = 20
// MB: both are microseconds, so it is launches that count. Few rows take one launch, one block a group with all rows in
// shared memory. Many take: means (alignment_prepare.cu); products of the centred rows in tiles of 64 x 64 columns,
// rows cut into parts; the parts' sum, which is the difference of the covariances, and its square; the gradient,
// centred rows times the difference. Products are added in float32 over 64 rows at most, beyond that in float64.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = alignment_threads, warps = threads / 32;
constexpr int tile = 64, depth = 32, run = 64;  // columns of a tile; rows at once; rows added in float32

// Covariances have n - 1; that of a single row is 0.
__device__ __forceinline__ double covariance_factor(int side, int rows) {
  return rows < 2 ? 0.0 : (side == 0 ? 1.0 : -1.0) / (rows - 1);
}

// By what (centred rows times the difference of the covariances) is the gradient.
__device__ __forceinline__ double coral_factor(const emodna_alignment_args& a, int side, int rows) {
  const double dim = a.dim, weight = a.weight != nullptr ? *a.weight : 1.0;
  return weight * covariance_factor(side, rows) / (dim * dim);
}

__device__ __forceinline__ void write_value(const emodna_alignment_args& a, std::int64_t g, bool both, double squares) {
  const double dim = a.dim;
  a.loss[g] = both ? static_cast<float>(squares / (4 * dim * dim)) : 0.0f;
  if (a.sigma2 != nullptr) a.sigma2[g] = 0;
}

struct SmallShared {
  double parts[warps][64];
  double scratch[32];
  int entering[2][alignment_small_rows];
  int rows[2];
};
static_assert(sizeof(SmallShared) <= alignment_small_extra, "the plan counts on it");

// rows and difference have dim columns, dim odd or even: neighbouring threads read neighbouring columns.
__global__ void __launch_bounds__(threads) coral_small_kernel(emodna_alignment_args a, AlignmentPlan p) {
  SmallShared& shared = *shared_memory<SmallShared>();
  float* x = reinterpret_cast<float*>(shared_memory<unsigned char>() + sizeof(SmallShared));
  float* difference = x + (p.rows[0] + p.rows[1]) * a.dim;
  const std::int64_t g = blockIdx.x;
  const int thread = threadIdx.x, lane = thread % 32, warp = thread / 32, dim = a.dim;
  if (thread < 2) shared.rows[thread] = 0;
  __syncthreads();
  for (int side = 0, at = 0; side < 2; at += side == 0 ? p.rows[0] * dim : 0, ++side) {
    const float* from = side_rows(a, g, side);
    const int rows = side == 0 ? p.rows[0] : p.rows[1];
#pragma unroll 4
    for (int e = thread; e < rows * dim; e += threads) x[at + e] = from[e];
    for (int row = thread; row < rows; row += threads) {
      const bool enters = entering_label(a, g, side, row) >= 0;
      shared.entering[side][row] = static_cast<int>(enters);
      if (enters) atomicAdd(shared.rows + side, 1);
    }
  }
  __syncthreads();
  for (int side = 0; side < 2; ++side) {
    float* own = x + (side == 0 ? 0 : p.rows[0] * dim);
    const int rows = side == 0 ? p.rows[0] : p.rows[1], entering = shared.rows[side];
    double mean[2] = {0, 0};
    for (int row = warp; row < rows; row += warps) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int column = lane + 32 * i;
        if (column < dim && shared.entering[side][row] != 0) mean[i] += own[row * dim + column];
      }
    }
    shared.parts[warp][lane] = mean[0];
    shared.parts[warp][lane + 32] = mean[1];
    __syncthreads();
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      mean[i] = 0;
#pragma unroll
      for (int w = 0; w < warps; ++w) mean[i] += shared.parts[w][lane + 32 * i];
      mean[i] /= max(entering, 1);
    }
    __syncthreads();
    for (int row = warp; row < rows; row += warps) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int column = lane + 32 * i;
        if (column >= dim) continue;
        float* at = own + row * dim + column;
        *at = shared.entering[side][row] != 0 ? static_cast<float>(*at - mean[i]) : 0.0f;
      }
    }
  }
  __syncthreads();

  const bool both = shared.rows[0] > 0 && shared.rows[1] > 0;
  double squares = 0;
  for (int e = thread; e < dim * dim; e += threads) {
    const int i = e / dim, j = e % dim;
    double sum = 0;
    for (int side = 0; side < 2; ++side) {
      const float* own = x + (side == 0 ? 0 : p.rows[0] * dim);
      const int rows = side == 0 ? p.rows[0] : p.rows[1];
      double products = 0;
      for (int first = 0; first < rows; first += run) {
        float part = 0;
#pragma unroll 8
        for (int row = first; row < min(first + run, rows); ++row)
          part = fmaf(own[row * dim + i], own[row * dim + j], part);
        products += part;
      }
      sum += products * covariance_factor(side, shared.rows[side]);
    }
    squares += sum * sum;
    difference[e] = static_cast<float>(sum);
  }
  squares = reduce_block<Sum>(squares, shared.scratch);
  if (thread == 0) write_value(a, g, both, squares);
  if (a.dxs == nullptr || !both) return;
  for (int side = 0; side < 2; ++side) {
    const float* own = x + (side == 0 ? 0 : p.rows[0] * dim);
    float* dx = side_gradient(a, g, side);
    const double factor = coral_factor(a, side, shared.rows[side]);
    for (int e = thread; e < (side == 0 ? p.rows[0] : p.rows[1]) * dim; e += threads) {
      const int row = e / dim, column = e % dim;
      if (shared.entering[side][row] == 0) continue;
      float sum = 0;
#pragma unroll 8
      for (int i = 0; i < dim; ++i) sum = fmaf(own[row * dim + i], difference[i * dim + column], sum);
      dx[e] += static_cast<float>(factor * sum);
    }
  }
}

struct Shared {
  float left[depth][tile + 4], right[depth][tile + 4];
  double scratch[32];
  int flag;
};

// 4 x 4 products of a thread: rows 4 (thread / 16) of left, columns 4 (thread % 16) of right.
__device__ __forceinline__ void multiply(const Shared& shared, float (&sums)[4][4]) {
  const int i = threadIdx.x / 16 * 4, j = threadIdx.x % 16 * 4;
#pragma unroll 8
  for (int k = 0; k < depth; ++k) {
    const float4 x = *reinterpret_cast<const float4*>(&shared.left[k][i]);
    const float4 y = *reinterpret_cast<const float4*>(&shared.right[k][j]);
    const float xs[4] = {x.x, x.y, x.z, x.w}, ys[4] = {y.x, y.y, y.z, y.w};
#pragma unroll
    for (int r = 0; r < 4; ++r) {
#pragma unroll
      for (int c = 0; c < 4; ++c) sums[r][c] = fmaf(xs[r], ys[c], sums[r][c]);
    }
  }
}

// A centred coordinate; 0 where there is none, or the row does not enter.
struct Centred {
  const emodna_alignment_args& a;
  const double* mean;
  const float* x;
  std::int64_t g;
  int side, rows;

  __device__ __forceinline__ float operator()(std::int64_t row, std::int64_t column) const {
    if (row >= rows || column >= a.dim || entering_label(a, g, side, row) < 0) return 0;
    return static_cast<float>(x[row * a.dim + column] - mean[column]);
  }
};

__device__ __forceinline__ Centred centred(const emodna_alignment_args& a, const AlignmentPlan& p, std::int64_t g,
                                           int side) {
  return {a, p.mean + (2 * g + side) * a.dim, side_rows(a, g, side), g, side, side == 0 ? p.rows[0] : p.rows[1]};
}

// One tile of the difference of the covariances, over one part of the blocks of rows.
__global__ void __launch_bounds__(threads) coral_products_kernel(emodna_alignment_args a, AlignmentPlan p) {
  Shared& shared = *shared_memory<Shared>();
  std::int64_t number = blockIdx.x;
  const int split = static_cast<int>(number % p.coral_splits);
  number /= p.coral_splits;
  const std::int64_t right = number % p.coral_tiles * tile, left = number / p.coral_tiles % p.coral_tiles * tile;
  const std::int64_t g = number / p.coral_tiles / p.coral_tiles;
  const AlignmentHeader header = p.headers[g];
  double sums[4][4] = {};
  const int first = static_cast<int>(static_cast<std::int64_t>(p.blocks) * split / p.coral_splits);
  const int last = static_cast<int>(static_cast<std::int64_t>(p.blocks) * (split + 1) / p.coral_splits);
  for (int block = first; block < last; ++block) {
    const int side = static_cast<int>(block >= p.side_blocks[0]);
    const Centred from = centred(a, p, g, side);
    const double factor = covariance_factor(side, side == 0 ? header.rows[0] : header.rows[1]);
    const int begin = (block - (side == 0 ? 0 : p.side_blocks[0])) * alignment_block;
    const int end = min(begin + alignment_block, from.rows);
    for (int row = begin; row < end; row += run) {
      float part[4][4] = {};
      for (int at = row; at < row + run; at += depth) {
        __syncthreads();
        for (int i = threadIdx.x; i < depth * tile; i += threads) {
          shared.left[i / tile][i % tile] = from(at + i / tile, left + i % tile);
          shared.right[i / tile][i % tile] = from(at + i / tile, right + i % tile);
        }
        __syncthreads();
        multiply(shared, part);
      }
#pragma unroll
      for (int r = 0; r < 4; ++r) {
#pragma unroll
        for (int c = 0; c < 4; ++c) sums[r][c] += factor * part[r][c];
      }
    }
  }
  const std::int64_t dim = a.dim;
  double* to = p.coral_parts + (g * p.coral_splits + split) * dim * dim;
#pragma unroll
  for (int r = 0; r < 4; ++r) {
#pragma unroll
    for (int c = 0; c < 4; ++c) {
      const std::int64_t row = left + threadIdx.x / 16 * 4 + r, column = right + threadIdx.x % 16 * 4 + c;
      if (row < dim && column < dim) to[row * dim + column] = sums[r][c];
    }
  }
}

__global__ void __launch_bounds__(threads) coral_difference_kernel(emodna_alignment_args a, AlignmentPlan p) {
  Shared& shared = *shared_memory<Shared>();
  const std::int64_t g = blockIdx.x / p.coral_blocks, block = blockIdx.x % p.coral_blocks;
  const std::int64_t square = static_cast<std::int64_t>(a.dim) * a.dim;
  const double* parts = p.coral_parts + g * p.coral_splits * square;
  double squares = 0;
  for (int i = 0; i < 4; ++i) {
    const std::int64_t e = (4 * block + i) * threads + threadIdx.x;
    if (e >= square) break;
    double sum = 0;
    for (int s = 0; s < p.coral_splits; ++s) sum += parts[s * square + e];
    squares += sum * sum;
    p.coral_difference[g * square + e] = static_cast<float>(sum);
  }
  squares = reduce_block<Sum>(squares, shared.scratch);
  if (threadIdx.x == 0) p.coral_squares[g * p.coral_blocks + block] = squares;
  // The statistics left the ticket at 0.
  if (!last_block(p.tickets + g, p.coral_blocks, &shared.flag)) return;
  double sum = 0;
  for (int b = threadIdx.x; b < p.coral_blocks; b += threads) sum += __ldcg(p.coral_squares + g * p.coral_blocks + b);
  sum = reduce_block<Sum>(sum, shared.scratch);
  if (threadIdx.x == 0) write_value(a, g, p.headers[g].active != 0, sum);
}

// 64 rows of a side by 64 columns of their gradient.
__global__ void __launch_bounds__(threads) coral_gradient_kernel(emodna_alignment_args a, AlignmentPlan p) {
  Shared& shared = *shared_memory<Shared>();
  constexpr int parts = alignment_block / tile;
  std::int64_t number = blockIdx.x;
  const std::int64_t column = number % p.coral_tiles * tile;
  number /= p.coral_tiles;
  const std::int64_t g = number / (p.blocks * parts);
  const int unit = static_cast<int>(number % (p.blocks * parts));
  const int side = static_cast<int>(unit >= p.side_blocks[0] * parts);
  const int first = (unit - (side == 0 ? 0 : p.side_blocks[0] * parts)) * tile;
  const AlignmentHeader header = p.headers[g];
  const int entering = side == 0 ? header.rows[0] : header.rows[1];
  const Centred from = centred(a, p, g, side);
  if (header.active == 0 || first >= from.rows) return;
  const std::int64_t dim = a.dim;
  const float* difference = p.coral_difference + g * dim * dim;
  float sums[4][4] = {};
  for (std::int64_t at = 0; at < dim; at += depth) {
    __syncthreads();
    for (int i = threadIdx.x; i < depth * tile; i += threads) {
      // A warp reads neighbouring coordinates of one row, and writes them 4 banks apart.
      shared.left[i % depth][i / depth] = from(first + i / depth, at + i % depth);
      const std::int64_t row = at + i / tile, to = column + i % tile;
      shared.right[i / tile][i % tile] = row < dim && to < dim ? difference[row * dim + to] : 0.0f;
    }
    __syncthreads();
    multiply(shared, sums);
  }
  const double factor = coral_factor(a, side, entering);
  float* dx = side_gradient(a, g, side);
#pragma unroll
  for (int r = 0; r < 4; ++r) {
    const int row = first + static_cast<int>(threadIdx.x) / 16 * 4 + r;
    if (row >= from.rows || entering_label(a, g, side, row) < 0) continue;
#pragma unroll
    for (int c = 0; c < 4; ++c) {
      const std::int64_t to = column + threadIdx.x % 16 * 4 + c;
      if (to < dim) dx[row * dim + to] += static_cast<float>(factor * sums[r][c]);
    }
  }
}

}  // namespace

emodna_status coral(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  const std::int64_t groups = p.groups, tiles = p.coral_tiles;
  if (p.small) {
    const std::size_t floats = (static_cast<std::size_t>(p.rows[0]) + p.rows[1] + a.dim) * a.dim;
    return launch(stream, "alignment", coral_small_kernel,
                  {grid_of(groups), dim3(threads), sizeof(SmallShared) + floats * sizeof(float)}, a, p);
  }
  emodna_status status = align_statistics(stream, a, p);
  if (status != EMODNA_OK) return status;
  status = launch(stream, "alignment", coral_products_kernel,
                  {grid_of(groups * tiles * tiles * p.coral_splits), dim3(threads), sizeof(Shared)}, a, p);
  if (status != EMODNA_OK) return status;
  status = launch(stream, "alignment", coral_difference_kernel,
                  {grid_of(groups * p.coral_blocks), dim3(threads), sizeof(Shared)}, a, p);
  if (status != EMODNA_OK || a.dxs == nullptr) return status;
  const std::int64_t units = std::int64_t{p.blocks} * (alignment_block / tile);
  return launch(stream, "alignment", coral_gradient_kernel,
                {grid_of(groups * units * tiles), dim3(threads), sizeof(Shared)}, a, p);
}

}  // namespace emodna::cuda
