// Which rows enter an alignment distance, their mean, sigma and classes; and the rows packed for the kernels over
// pairs.
//
// Two passes over the rows: 8 (N + M) D bytes read, 4 (N + M) stride written, some 10 float64 operations an element;
// next to the pairs it is nothing. Means and squares are float64 and centred block by block (Chan, Golub and LeVeque
// 1983), so that neither an offset nor the scale of the data costs digits.
#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../core/ticket.cuh"
#include "alignment.h"
#include "alignment_rows.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = alignment_threads, warps = threads / 32;

struct Shared {
  double parts[warps][32];
  double scratch[32];
  int entering[alignment_block];
  int flag;
};

// For 32 columns from `first` on, one a lane: the sum of value(item, column) over items, which the warps share. Every
// thread gets that of its lane's column.
template <typename Value>
__device__ double column_sum(Shared& shared, int items, std::int64_t column, std::int64_t columns, Value value) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  double sum = 0;
  if (column < columns) {
    for (int item = warp; item < items; item += warps) sum += value(item, column);
  }
  __syncthreads();
  shared.parts[warp][lane] = sum;
  __syncthreads();
  sum = 0;
#pragma unroll
  for (int w = 0; w < warps; ++w) sum += shared.parts[w][lane];
  return sum;
}

// The group's header from its blocks' sums.
__device__ void conclude(const emodna_alignment_args& a, const AlignmentPlan& p, std::int64_t g, Shared& shared) {
  const int thread = threadIdx.x, lane = thread % 32, warp = thread / 32;
  const int* block_rows = p.block_rows + g * p.blocks;
  const double* block_mean = p.block_mean + g * p.blocks * a.dim;
  const double* block_squares = p.block_squares + g * p.blocks;
  int source_rows = 0, target_rows = 0;
  double squares = 0;
  for (int b = thread; b < p.blocks; b += threads) {
    const int count = __ldcg(block_rows + b);
    (b < p.side_blocks[0] ? source_rows : target_rows) += count;
    squares += __ldcg(block_squares + b);
  }
  source_rows = reduce_block<Sum>(source_rows, reinterpret_cast<int*>(shared.scratch));
  target_rows = reduce_block<Sum>(target_rows, reinterpret_cast<int*>(shared.scratch));
  const bool apart = a.kind == EMODNA_ALIGN_CORAL;  // a mean for each side
  for (int side = 0; side <= static_cast<int>(apart); ++side) {
    const int first = side == 0 ? 0 : p.side_blocks[0];
    const int blocks = !apart ? p.blocks : side == 0 ? p.side_blocks[0] : p.side_blocks[1];
    const int entering = !apart ? source_rows + target_rows : side == 0 ? source_rows : target_rows;
    for (std::int64_t base = 0; base < a.dim; base += 32) {
      const std::int64_t column = base + lane;
      const double sum = column_sum(shared, blocks, column, a.dim, [&](int b, std::int64_t c) {
        return __ldcg(block_rows + first + b) * __ldcg(block_mean + static_cast<std::int64_t>(first + b) * a.dim + c);
      });
      const double mean = entering > 0 ? sum / entering : 0.0;
      if (warp == 0 && column < a.dim) p.mean[(2 * g + side) * a.dim + column] = mean;
      for (int b = warp; b < blocks && column < a.dim; b += warps) {
        const double off = __ldcg(block_mean + static_cast<std::int64_t>(first + b) * a.dim + column) - mean;
        squares += __ldcg(block_rows + first + b) * (off * off);
      }
    }
  }
  squares = reduce_block<Sum>(squares, shared.scratch);

  int common = a.kind == EMODNA_ALIGN_CORPUS || apart ? static_cast<int>(thread == 0) : 0;
  for (int c = thread; c < a.classes && a.kind == EMODNA_ALIGN_CLASS; c += threads) {
    const int* count = p.class_rows + 2 * g * a.classes + c;
    common += static_cast<int>(__ldcg(count) > 0 && __ldcg(count + a.classes) > 0);
  }
  for (int c = thread; c < a.classes && a.kind == EMODNA_ALIGN_LOCAL; c += threads) {
    bool both = true;
    for (int side = 0; side < 2; ++side) {
      double sum = 0;
      for (int b = side == 0 ? 0 : p.side_blocks[0]; b < (side == 0 ? p.side_blocks[0] : p.blocks); ++b) {
        sum += __ldcg(p.block_weights + (g * p.blocks + b) * a.classes + c);
      }
      p.class_weights[(2 * g + side) * a.classes + c] = sum;
      both = both && sum > 0;
    }
    common += static_cast<int>(both);
  }
  common = reduce_block<Sum>(common, reinterpret_cast<int*>(shared.scratch));
  if (thread == 0) {
    AlignmentHeader& header = p.headers[g];
    header.sigma = alignment_sigma(squares, source_rows + target_rows);
    header.rows[0] = source_rows;
    header.rows[1] = target_rows;
    header.shared = common;
    header.active = static_cast<int>(source_rows > 0 && target_rows > 0 && common > 0);
  }
}

__global__ void __launch_bounds__(threads, 2) statistics_kernel(emodna_alignment_args a, AlignmentPlan p) {
  Shared& shared = *shared_memory<Shared>();
  const int thread = threadIdx.x, warp = thread / 32;
  const std::int64_t g = blockIdx.x / p.blocks;
  const int block = static_cast<int>(blockIdx.x % p.blocks), side = static_cast<int>(block >= p.side_blocks[0]);
  const int first = (block - (side == 0 ? 0 : p.side_blocks[0])) * alignment_block;
  const int rows = min(alignment_block, (side == 0 ? p.rows[0] : p.rows[1]) - first);
  const int label = thread < rows ? entering_label(a, g, side, first + thread) : -1;
  if (a.kind == EMODNA_ALIGN_CLASS && label >= 0) {
    atomicAdd(p.class_rows + (2 * g + side) * a.classes + label, 1);  // integers: any order gives the same
  }
  shared.entering[thread] = static_cast<int>(label >= 0);
  const int entering = reduce_block<Sum>(static_cast<int>(label >= 0), reinterpret_cast<int*>(shared.scratch));

  const float* x = side_rows(a, g, side) + static_cast<std::int64_t>(first) * a.dim;
  double squares = 0;
  for (std::int64_t base = 0; base < a.dim; base += 32) {
    const std::int64_t column = base + thread % 32;
    const double sum = column_sum(shared, rows, column, a.dim, [&](int row, std::int64_t c) {
      return shared.entering[row] != 0 ? static_cast<double>(x[row * static_cast<std::int64_t>(a.dim) + c]) : 0.0;
    });
    const double mean = entering > 0 ? sum / entering : 0.0;
    if (warp == 0 && column < a.dim) p.block_mean[(g * p.blocks + block) * a.dim + column] = mean;
    for (int row = warp; row < rows && column < a.dim; row += warps) {
      if (shared.entering[row] == 0) continue;
      const double off = x[row * static_cast<std::int64_t>(a.dim) + column] - mean;
      squares += off * off;
    }
  }
  squares = reduce_block<Sum>(squares, shared.scratch);
  if (a.kind == EMODNA_ALIGN_LOCAL) {
    const float* weights = side_weights(a, g, side) + static_cast<std::int64_t>(first) * a.classes;
    for (std::int64_t base = 0; base < a.classes; base += 32) {
      const std::int64_t column = base + thread % 32;
      const double sum = column_sum(shared, rows, column, a.classes, [&](int row, std::int64_t c) {
        const bool enters = shared.entering[row] != 0;
        return enters ? static_cast<double>(weights[row * static_cast<std::int64_t>(a.classes) + c]) : 0.0;
      });
      if (warp == 0 && column < a.classes) p.block_weights[(g * p.blocks + block) * a.classes + column] = sum;
    }
  }
  if (thread == 0) {
    p.block_rows[g * p.blocks + block] = entering;
    p.block_squares[g * p.blocks + block] = squares;
  }
  if (last_block(p.tickets + g, p.blocks, &shared.flag)) conclude(a, p, g, shared);
}

// One warp a packed row.
__global__ void __launch_bounds__(threads) pack_kernel(emodna_alignment_args a, AlignmentPlan p) {
  const int lane = threadIdx.x % 32;
  const std::int64_t number = static_cast<std::int64_t>(blockIdx.x) * warps + threadIdx.x / 32;
  const std::int64_t g = number / p.capacity, packed = number % p.capacity;
  const std::int64_t target = static_cast<std::int64_t>(p.side_blocks[0]) * alignment_block;
  const int side = static_cast<int>(packed >= target);
  const std::int64_t row = packed - (side == 0 ? 0 : target);
  const AlignmentHeader header = p.headers[g];
  int label = row < (side == 0 ? p.rows[0] : p.rows[1]) && header.active != 0 ? entering_label(a, g, side, row) : -1;
  int rows = side == 0 ? header.rows[0] : header.rows[1];
  if (a.kind == EMODNA_ALIGN_CLASS && label >= 0) {
    const int* counts = p.class_rows + 2 * g * a.classes + label;
    rows = counts[side * a.classes];
    if (counts[(1 - side) * a.classes] == 0) label = -1;
  }
  const bool enters = label >= 0;
  const float* x = side_rows(a, g, side) + row * a.dim;
  const double* mean = p.mean + 2 * g * a.dim;
  float* record = p.records + number * p.stride;
  const double sigma = header.sigma, scale = 1 / alignment_unit(sigma);
  double squares = 0;
  for (int i = lane; i < p.width; i += 32) {
    const bool in = enters && i < a.dim;
    const double centre = in && p.fast ? alignment_centre(mean[i], sigma, a.dim) : 0.0;
    const float value = in ? static_cast<float>((x[i] - centre) * scale) : 0.0f;
    squares += static_cast<double>(value) * value;
    record[i] = value;
  }
  squares = reduce_warp<Sum>(squares);
  record += p.width;
  if (lane < 4) {
    const float norm = enters ? static_cast<float>(-squares) : -INFINITY;
    const float share = enters ? alignment_share(side, rows) : 0.0f;
    record[lane] = lane == 0 ? norm : lane == 1 ? share : lane == 2 ? __int_as_float(label) : 0.0f;
  }
  for (int c = lane; c < p.soft; c += 32) {
    const double* sums = p.class_weights + 2 * g * a.classes + c;
    double weight = 0;
    if (enters && c < a.classes && sums[0] > 0 && sums[a.classes] > 0) {
      weight = side_weights(a, g, side)[row * a.classes + c] / sums[side * a.classes];
    }
    record[4 + c] = static_cast<float>(side == 0 ? weight : -weight);
  }
}

}  // namespace

emodna_status align_statistics(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  return launch(stream, "alignment", statistics_kernel,
                {grid_of(std::int64_t{p.groups} * p.blocks), dim3(threads), sizeof(Shared)}, a, p);
}

emodna_status align_pack(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  return launch(stream, "alignment", pack_kernel, {grid_of(p.groups * p.capacity / warps), dim3(threads)}, a, p);
}

}  // namespace emodna::cuda
