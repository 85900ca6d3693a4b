// Multi-positive contrastive decoupling, value and gradient (native/include/emodna/losses.h).
//
//   u [G][N, D], v [G][M, D], labels [G][N]  ->  loss [G], skipped [G], du += [G][N, D], dv += [G][M, D]
//
// Three launches: scores of all pairs (contrastive_score.cuh), the rows' log-sum-exps and the loss
// (contrastive_rows.cuh), the gradient (contrastive_gradient.cuh). No matrix of pairs is ever in device memory.
//
// Floors, in products of D multiply-adds (similarities, or rows gathered):
//   forward   N^2 / 2 + N M         2 exponentials a pair of u, 1 a pair u-v
//   backward  3 N^2 / 2 + 3 N M     as many; a similarity, and a row gathered for each side
// At N = M = 16,384, D = 64: 6 N^2 products = 1.03e11 multiply-adds, which 67 TFLOP/s of float32 take 3.1 ms for, and
// 4 N^2 = 1.1e9 exponentials, 0.26 ms of the special-function units, which work beside. The rows are 8 MB, their
// gradients 8 MB: 4 us of device memory. So multiply-adds are the floor, by far.
//
// Hence the tiling of a float32 matrix product: 128 x 64 pairs a block, 8 x 8 a thread, operands read from shared
// memory by float4, 16 reads for 256 multiply-adds. The tile of coefficients goes through shared memory once. Two
// blocks share a multiprocessor from compute capability 9.0 on (92 KB each), so that one loads or exponentiates while
// another multiplies.
//
// Large inputs reach the 6 N^2: each pair is taken once, for both its rows (contrastive_bands.cuh,
// contrastive_symmetric_*.cuh). What that costs, for a tile of 128 x 64 pairs with its 12,288 multiply-adds a thread:
//   24 reads of shared memory, not 16, for 256 multiply-adds of the keys' sums, of which a thread has 4 x 8: its 8 x 8
//     own sums stay in registers meanwhile;
//   16 KB of keys' parts read and 16 KB written, mostly in the L2 cache: with the keys themselves 48 KB in 12,288
//     cycles of the multiprocessor, 4 bytes a cycle of some 25;
//   a fourth launch that adds the parts: at most 78 of 4 D bytes for a row of u and one of v together, 0.33 GB written
//     and read at 16,384, 0.14 ms at 4.8 TB/s, and it grows with N, not with N^2.
// 8 N^2 products without that would take 1 ms more. Smaller inputs stay with three launches and every pair for each of
// its rows: at N = M = 1,024 the 2 N^2 products that would be saved are 4 us, the launch and the parts (3 x 16 a row,
// 13 MB written and read) no less.
//
// The training step (N = M = 128, D = 64) is 8 million multiply-adds: 0.3 us. There the launches count, and that
// every multiprocessor has something: tiles of 32 x 32, and the keys of a row spread over blocks.
#include <cuda_runtime.h>

#include <cstdint>

#include "../core/operations.h"
#include "contrastive_launches.cuh"
#include "contrastive_tensor.cuh"

namespace emodna::cuda {
namespace {

constexpr int most_tensor_coordinates = 64;  // a tile's depth

template <class T>
emodna_status run_tiled(Stream& stream, const ContrastiveWork& work) {
  return work.a.dim > T::depth ? run_contrastive<T, true>(stream, work) : run_contrastive<T, false>(stream, work);
}

template <int precision>
emodna_status run_tensor(Stream& stream, const ContrastiveWork& work) {
  switch (work.plan.tile) {
    case ContrastiveTile::large:
      return run_contrastive<TensorTile<128, 64, precision>, false>(stream, work);
    case ContrastiveTile::medium:
      return run_contrastive<TensorTile<64, 64, precision>, false>(stream, work);
    default:
      return run_contrastive<TensorTile<64, 32, precision>, false>(stream, work);
  }
}

}  // namespace

emodna_status contrastive_workspace(Context&, const emodna_contrastive_args& args, std::size_t* bytes) {
  if (args.precision != EMODNA_FLOAT32 && args.dim > most_tensor_coordinates) {
    return fail(
        EMODNA_UNAVAILABLE,
        "contrastive: on tensor cores rows have at most %d coordinates, but these have %d; set decoupling.precision "
        "to float32, or decoupling.size to %d",
        most_tensor_coordinates, args.dim, most_tensor_coordinates);
  }
  *bytes = contrastive_plan(args).bytes;
  return EMODNA_OK;
}

emodna_status contrastive(Stream& stream, const emodna_contrastive_args& args) {
  const ContrastiveWork work = contrastive_work(args, contrastive_plan(args));
  switch (args.precision) {
    case EMODNA_TF32:
      return run_tensor<EMODNA_TF32>(stream, work);
    case EMODNA_TF32X3:
      return run_tensor<EMODNA_TF32X3>(stream, work);
    case EMODNA_BF16:
      return run_tensor<EMODNA_BF16>(stream, work);
    default:
      break;
  }
  switch (work.plan.tile) {
    case ContrastiveTile::large:
      return work.plan.symmetric ? run_symmetric_contrastive<Tile<128, 64>>(stream, work)
                                 : run_contrastive<Tile<128, 64>, true>(stream, work);
    case ContrastiveTile::medium:
      return run_tiled<Tile<64, 64>>(stream, work);
    default:
      return run_tiled<Tile<32, 32>>(stream, work);
  }
}

}  // namespace emodna::cuda
