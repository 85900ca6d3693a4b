// Pairwise alignment distances (native/include/emodna/losses.h): CORPUS, CLASS and LOCAL as one weighted sum over
// ordered pairs of rows, sum_ij W_ij k(x_i, x_j), with W symmetric and known before any distance is. So one pass over
// the pairs gives value and gradient, with nothing of size N x M in memory. CORAL is in coral.cu.
//
// The floors at N = M = 16,384, D = 39 with gradient, n = N + M = 32,768 rows:
//   operations  n^2 / 2 unordered pairs of 3 D multiply-adds (the distance, and either row's gradient) = 6.3e10; value
//               and slope of a pair are 22 more operations, of 139. Value alone: D of a pair = 2.1e10.
//   exponentials  5 an unordered pair, 2.7e9, in a unit that is otherwise idle: a third of the time of the
//   multiply-adds. bytes       rows in, gradients in and out: 12 n D = 15 MB; the records (5.8 MB) lie in the L2 cache.
// Multiply-adds are the floor by far. What is done about it:
//   - |x|^2 + |y|^2 - 2 x.y, since direct differences cost half as much again. Their digits are safe because rows are
//     centred first, so that |x|^2 is half the mean of |x - y|^2, sigma2: the absolute error of a distance is about one
//     rounding of sigma2, and so is that of its kernel value, as with any exp() in float32. Two rows far out that lie
//     near each other would lose more: they are taken directly (few can be: k rows have |x|^2 <= n sigma2 / 2k). So are
//     the tiles of a row's own block, one in n / 256, as a row with itself would drown what its other pairs leave of
//     the gradient; and all pairs of few rows and of wide ones.
//   - Scaling rounds nothing, and centring next to nothing (alignment_rows.cuh).
//   - Of many rows each pair is taken once, for both ends (alignment_symmetric.cu); of fewer, which would leave most
//     of a GPU idle that way, from both ends, with rows and the sums of their gradient in registers
//     (alignment_pairs.cu). The value alone takes each pair once there.
//   - One exponential and squares would do for all bandwidths; each has its own, for its rounding
//     (alignment_terms.cuh).
// Means, sigma and totals are float64; the weights are applied to totals where a factor's rounding would not cancel.
// A float32 sum of the gradient ends after alignment_chain keys and is added to what is in memory: slopes and most
// coordinates add up in one direction, and a register that holds 262,144 keys rounds each new one by up to 1/64 of
// itself. With 32 chunks or 8 splits and more, a part in memory takes up few such sums, so that it may be float32 (of
// 262,144 rows 64 as keys, 4 as own rows), and parts are added in float64. Where a part takes up as many sums as there
// are tiles of keys, in the kernel for any width, it is float64. A float-float pair would cost registers of a kernel
// that has none to spare, or as many bytes and six operations for the addition.
#include "alignment.h"

#include <cuda_runtime.h>

#include <type_traits>

#include "../core/reduce.cuh"
#include "../core/shared.cuh"
#include "alignment_rows.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = alignment_threads, warps = threads / 32;

template <typename Number>
__device__ __forceinline__ const Number* parts_of(const AlignmentPlan& p) {
  if constexpr (std::is_same_v<Number, float>) {
    return p.sums;
  } else {
    return p.wide_sums;
  }
}

// Adds up the parts: the first block of a group its totals, the others gradients, one warp a row. Number: of its sums.
template <typename Number>
__global__ void __launch_bounds__(threads) finish_kernel(emodna_alignment_args a, AlignmentPlan p, unsigned blocks) {
  const std::int64_t g = blockIdx.x / blocks;
  const unsigned block = blockIdx.x % blocks;
  const AlignmentHeader header = p.headers[g];
  if (block == 0) {
    const std::int64_t count = p.total_parts;
    const double* from = p.totals + g * count * alignment_totals;
    double totals[alignment_totals];
#pragma unroll
    for (int i = 0; i < alignment_totals; ++i) {
      double sum = 0;
      for (std::int64_t at = threadIdx.x; header.active != 0 && at < count; at += threads) {
        sum += from[at * alignment_totals + i];
      }
      totals[i] = reduce_block<Sum>(sum, shared_memory<double>());
    }
    if (threadIdx.x != 0) return;
    a.loss[g] = static_cast<float>(alignment_loss(a.kind, header, totals));
    if (a.sigma2 != nullptr) a.sigma2[g] = static_cast<float>(header.sigma * header.sigma);
    return;
  }
  const std::int64_t packed = static_cast<std::int64_t>(block - 1) * warps + threadIdx.x / 32;
  const float* record = p.records + (g * p.capacity + packed) * p.stride;
  // A row that does not enter, padding among them.
  if (header.active == 0 || !(record[p.width] > -INFINITY)) return;
  const std::int64_t target = static_cast<std::int64_t>(p.side_blocks[0]) * alignment_block;
  const int side = static_cast<int>(packed >= target);
  const std::int64_t row = packed - (side == 0 ? 0 : target), step = p.capacity * p.sums_stride;
  const Number* sums = parts_of<Number>(p) + (g * p.splits * p.capacity + packed) * p.sums_stride;
  const double factor = gradient_factor(a, header, 1.0);  // the share is in the sums
  double slope = 0;
  for (int s = 0; s < p.splits; ++s) slope += sums[s * step + p.sums_stride - 1];
  float* dx = side_gradient(a, g, side) + row * a.dim;
  for (int i = threadIdx.x % 32; i < a.dim; i += 32) {
    double sum = 0;
    for (int s = 0; s < p.splits; ++s) sum += sums[s * step + i];
    dx[i] += static_cast<float>(factor * (record[i] * slope - sum));
  }
}

}  // namespace

emodna_status align_finish(Stream& stream, const emodna_alignment_args& a, const AlignmentPlan& p) {
  const auto blocks = static_cast<unsigned>(a.dxs == nullptr ? 1 : 1 + p.capacity / warps);
  return launch(stream, "alignment", p.fast ? finish_kernel<float> : finish_kernel<double>,
                {grid_of(std::int64_t{p.groups} * blocks), dim3(threads), 32 * sizeof(double)}, a, p, blocks);
}

emodna_status alignment_workspace(Context&, const emodna_alignment_args& args, std::size_t* bytes) {
  *bytes = alignment_plan(args, nullptr).bytes;
  return EMODNA_OK;
}

emodna_status alignment(Stream& stream, const emodna_alignment_args& args) {
  const AlignmentPlan p = alignment_plan(args, args.workspace);
  emodna_status status = attempt("cudaMemsetAsync of alignment",
                                 [&] { return cudaMemsetAsync(p.tickets, 0, p.zeroed_bytes, stream.cuda); });
  if (status != EMODNA_OK) return status;
  if (args.kind == EMODNA_ALIGN_CORAL) return coral(stream, args, p);
  if (p.small) return align_small(stream, args, p);
  status = align_statistics(stream, args, p);
  if (status == EMODNA_OK) status = align_pack(stream, args, p);
  if (status == EMODNA_OK) status = p.fast ? align_pairs(stream, args, p) : align_wide_pairs(stream, args, p);
  if (status == EMODNA_OK && p.chunk_blocks > 0) status = align_symmetric(stream, args, p);
  return status == EMODNA_OK ? align_finish(stream, args, p) : status;
}

}  // namespace emodna::cuda
