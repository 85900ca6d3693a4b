// Decorrelation of two sets of columns (native/include/emodna/losses.h), value and gradient.
//
// Floors at N = 128, D = E = 39: 2 N D E = 4e5 FMAs a group (four times that with both gradients) and 4 N D floats:
// both are microseconds, so it is launches that count. There are three: the standardised columns; tiles of their
// products C; the gradient, which is 2 / (N D E) (B C^T - A diag(sum_e C_de^2)) / sd, since B's columns have mean 0 and
// the product of B C^T with A is known from C. A row that is padding has zeros for standardised values and so needs no
// index. Products are added in float32 over 64 rows at most, beyond that in float64.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "../heads/columns.cuh"

namespace emodna::cuda {
namespace {

constexpr double smallest = 1e-12;  // clamp of standard deviations
constexpr int threads = 256, tile = 32;
constexpr int run = 64 / tile;  // tiles of rows whose products are added in float32

// The workspace, and how the work is cut.
struct Plan {
  double* deviation[2];    // [G, dim] 0 where it was clamped
  double* squares;         // [G, tiles] sums over a tile of C^2
  float* standardised[2];  // [G, N, dim]
  float* correlation;      // [G, D, E]
  int* entering;           // [G]
  int dim[2], tiles[2];    // columns of a and b, and tiles of them

  Plan(const emodna_decorrelation_args& a, void* base, std::size_t* bytes)
      : dim{a.dim_a, a.dim_b}, tiles{ceil_div(a.dim_a, tile), ceil_div(a.dim_b, tile)} {
    std::size_t at = 0;
    const std::size_t groups = a.groups, rows = a.rows, d = a.dim_a, e = a.dim_b;
    const auto take = [&](std::size_t count, std::size_t each) {
      char* taken = static_cast<char*>(base) + at;
      at += (count * each + 255) / 256 * 256;
      return taken;
    };
    deviation[0] = reinterpret_cast<double*>(take(groups * d, sizeof(double)));
    deviation[1] = reinterpret_cast<double*>(take(groups * e, sizeof(double)));
    squares = reinterpret_cast<double*>(take(groups * tiles[0] * tiles[1], sizeof(double)));
    standardised[0] = reinterpret_cast<float*>(take(groups * rows * d, sizeof(float)));
    standardised[1] = reinterpret_cast<float*>(take(groups * rows * e, sizeof(float)));
    correlation = reinterpret_cast<float*>(take(groups * d * e, sizeof(float)));
    entering = reinterpret_cast<int*>(take(groups, sizeof(int)));
    if (bytes != nullptr) *bytes = at;
  }
};

__device__ __forceinline__ bool enters(const emodna_decorrelation_args& a, std::int64_t g, std::int64_t r) {
  return a.lengths == nullptr || a.lengths[g * a.length_stride + r] > 0;
}

__global__ void __launch_bounds__(column_threads, 1) standardise_kernel(emodna_decorrelation_args a, Plan p) {
  double* scratch = shared_memory<double>();
  const int of_a = (p.dim[0] + columns - 1) / columns, blocks = of_a + (p.dim[1] + columns - 1) / columns;
  const std::int64_t g = blockIdx.x / blocks;
  const int block = static_cast<int>(blockIdx.x % blocks), lane = static_cast<int>(threadIdx.x) / columns;
  const bool left = block < of_a;
  const int dim = left ? p.dim[0] : p.dim[1];
  const int c = (left ? block : block - of_a) * columns + static_cast<int>(threadIdx.x) % columns;
  const float* x = (left ? a.a + g * a.a_stride : a.b + g * a.b_stride) + c;
  float* y = (left ? p.standardised[0] : p.standardised[1]) + g * a.rows * dim + c;
  const int rows = c < dim ? a.rows : 0;
  double part = 0, entering = 0;
  for (std::int64_t r = lane; r < rows; r += lanes) {
    if (!enters(a, g, r)) continue;
    part += x[r * dim];
    entering += 1;
  }
  const double count = sum_column(entering, scratch), mean = sum_column(part, scratch) / (count > 0 ? count : 1);
  part = 0;
  for (std::int64_t r = lane; r < rows; r += lanes) {
    if (!enters(a, g, r)) continue;
    const double off = x[r * dim] - mean;
    part += off * off;
  }
  const double deviation = sqrt(sum_column(part, scratch) / (count > 0 ? count : 1));
  const double inverse = 1 / fmax(deviation, smallest);
  for (std::int64_t r = lane; r < rows; r += lanes) {
    y[r * dim] = enters(a, g, r) ? static_cast<float>((x[r * dim] - mean) * inverse) : 0.0f;
  }
  if (lane != 0 || c >= dim) return;
  (left ? p.deviation[0] : p.deviation[1])[g * dim + c] = deviation < smallest ? 0 : deviation;
  if (left && c == 0) p.entering[g] = static_cast<int>(count);
}

struct Shared {
  float left[tile][tile + 1], right[tile][tile + 1];
  double scratch[32];
};

// A thread's four entries of a tile: row `i`, columns j, j + 8, j + 16, j + 24.
struct Place {
  int i, j;
  __device__ __forceinline__ Place() : i(static_cast<int>(threadIdx.x) / 8), j(static_cast<int>(threadIdx.x) % 8) {}
};

// Loads a tile of a [rows, dim] matrix; zeros outside.
__device__ __forceinline__ void load(float (&to)[tile][tile + 1], const float* from, std::int64_t first_row,
                                     std::int64_t rows, int first_column, int dim) {
  for (int e = static_cast<int>(threadIdx.x); e < tile * tile; e += threads) {
    const std::int64_t r = first_row + e / tile;
    const int c = first_column + e % tile;
    to[e / tile][e % tile] = r < rows && c < dim ? from[r * dim + c] : 0.0f;
  }
}

__global__ void __launch_bounds__(threads) correlate_kernel(emodna_decorrelation_args a, Plan p) {
  Shared& shared = *shared_memory<Shared>();
  const int tiles = p.tiles[0] * p.tiles[1], number = static_cast<int>(blockIdx.x % tiles);
  const std::int64_t g = blockIdx.x / tiles;
  const int first_d = number / p.tiles[1] * tile, first_e = number % p.tiles[1] * tile;
  const float* left = p.standardised[0] + g * a.rows * p.dim[0];
  const float* right = p.standardised[1] + g * a.rows * p.dim[1];
  const Place at;
  double sums[4] = {0, 0, 0, 0};
  float parts[4] = {0, 0, 0, 0};
  int together = 0;
  for (std::int64_t r = 0; r < a.rows; r += tile) {
    load(shared.left, left, r, a.rows, first_d, p.dim[0]);
    load(shared.right, right, r, a.rows, first_e, p.dim[1]);
    __syncthreads();
#pragma unroll 8
    for (int k = 0; k < tile; ++k) {
#pragma unroll
      for (int n = 0; n < 4; ++n) parts[n] = fmaf(shared.left[k][at.i], shared.right[k][at.j + 8 * n], parts[n]);
    }
    __syncthreads();
    if (++together < run && r + tile < a.rows) continue;
    together = 0;
#pragma unroll
    for (int n = 0; n < 4; ++n) {
      sums[n] += parts[n];
      parts[n] = 0;
    }
  }
  const double count = max(p.entering[g], 1);
  double squares = 0;
#pragma unroll
  for (int n = 0; n < 4; ++n) {
    const int d = first_d + at.i, e = first_e + at.j + 8 * n;
    if (d >= p.dim[0] || e >= p.dim[1]) continue;
    const double value = sums[n] / count;
    squares += value * value;
    p.correlation[(g * p.dim[0] + d) * p.dim[1] + e] = static_cast<float>(value);
  }
  squares = reduce_block<Sum>(squares, shared.scratch);
  if (threadIdx.x == 0) p.squares[g * tiles + number] = squares;
}

// A tile of one side's gradient: rows first_r ..., columns first_c .... The other side's standardised rows times C.
__device__ __forceinline__ void gradient_tile(const emodna_decorrelation_args& a, const Plan& p, Shared& shared,
                                              std::int64_t g, bool left, std::int64_t first_r, int first_c) {
  const int dim = left ? p.dim[0] : p.dim[1], other = left ? p.dim[1] : p.dim[0];
  const float* rows = (left ? p.standardised[1] : p.standardised[0]) + g * a.rows * other;
  const float* correlation = p.correlation + g * p.dim[0] * p.dim[1];
  const Place at;
  float sums[4] = {0, 0, 0, 0};
  double slopes[4] = {0, 0, 0, 0};
  for (int k = 0; k < other; k += tile) {
    load(shared.left, rows, first_r, a.rows, k, other);
    // right[c][k]: a's C as it lies, b's transposed.
    if (left) {
      load(shared.right, correlation, first_c, dim, k, other);
    } else {
      for (int e = static_cast<int>(threadIdx.x); e < tile * tile; e += threads) {
        const int row = k + e / tile, c = first_c + e % tile;
        shared.right[e % tile][e / tile] = row < other && c < dim ? correlation[row * dim + c] : 0.0f;
      }
    }
    __syncthreads();
#pragma unroll 8
    for (int i = 0; i < tile; ++i) {
#pragma unroll
      for (int n = 0; n < 4; ++n) {
        const float c = shared.right[at.j + 8 * n][i];
        sums[n] = fmaf(shared.left[at.i][i], c, sums[n]);
        slopes[n] += static_cast<double>(c) * c;
      }
    }
    __syncthreads();
  }
  const std::int64_t r = first_r + at.i;
  if (r >= a.rows || !enters(a, g, r)) return;
  const double weight = a.weight != nullptr ? *a.weight : 1.0;
  const double factor = 2 * weight / (static_cast<double>(p.entering[g]) * p.dim[0] * p.dim[1]);
  const float* x = (left ? p.standardised[0] : p.standardised[1]) + (g * a.rows + r) * dim;
  float* dx = (left ? a.da + g * a.a_stride : a.db + g * a.b_stride) + r * dim;
#pragma unroll
  for (int n = 0; n < 4; ++n) {
    const int c = first_c + at.j + 8 * n;
    if (c >= dim) continue;
    const double deviation = (left ? p.deviation[0] : p.deviation[1])[g * dim + c];
    // A clamped deviation is a constant.
    const double slope = deviation > 0 ? slopes[n] : 0;
    dx[c] += static_cast<float>(factor * (sums[n] - x[c] * slope) / fmax(deviation, smallest));
  }
}

// Blocks of a group: tiles of a's gradient, then of b's; the first also adds up the loss.
__global__ void __launch_bounds__(threads) gradient_kernel(emodna_decorrelation_args a, Plan p, int of_a, int blocks) {
  Shared& shared = *shared_memory<Shared>();
  const std::int64_t g = blockIdx.x / blocks;
  const int block = static_cast<int>(blockIdx.x % blocks);
  if (block == 0) {
    const int tiles = p.tiles[0] * p.tiles[1];
    double sum = 0;
    for (int t = static_cast<int>(threadIdx.x); t < tiles; t += threads) sum += p.squares[g * tiles + t];
    sum = reduce_block<Sum>(sum, shared.scratch);
    if (threadIdx.x == 0) a.loss[g] = static_cast<float>(sum / (static_cast<double>(p.dim[0]) * p.dim[1]));
  }
  const bool left = block < of_a;
  if (left ? a.da == nullptr : a.db == nullptr) return;
  const int number = left ? block : block - of_a, across = left ? p.tiles[0] : p.tiles[1];
  gradient_tile(a, p, shared, g, left, static_cast<std::int64_t>(number / across) * tile, number % across * tile);
}

}  // namespace

emodna_status decorrelation_workspace(Context&, const emodna_decorrelation_args& args, std::size_t* bytes) {
  Plan(args, nullptr, bytes);
  return EMODNA_OK;
}

emodna_status decorrelation(Stream& stream, const emodna_decorrelation_args& args) {
  const Plan plan(args, args.workspace, nullptr);
  const std::int64_t groups = args.groups;
  const std::int64_t column_blocks = ceil_div(args.dim_a, columns) + ceil_div(args.dim_b, columns);
  emodna_status status =
      launch(stream, "decorrelation", standardise_kernel,
             {grid_of(groups * column_blocks), dim3(column_threads), column_scratch_bytes}, args, plan);
  if (status != EMODNA_OK) return status;
  status = launch(stream, "decorrelation", correlate_kernel,
                  {grid_of(groups * plan.tiles[0] * plan.tiles[1]), dim3(threads), sizeof(Shared)}, args, plan);
  if (status != EMODNA_OK) return status;
  const int row_tiles = ceil_div(args.rows, tile);
  const int of_a = args.da != nullptr ? row_tiles * plan.tiles[0] : 0;
  const int of_b = args.db != nullptr ? row_tiles * plan.tiles[1] : 0;
  const int blocks = of_a + of_b > 0 ? of_a + of_b : 1;
  return launch(stream, "decorrelation", gradient_kernel, {grid_of(groups * blocks), dim3(threads), sizeof(Shared)},
                args, plan, of_a, blocks);
}

}  // namespace emodna::cuda
