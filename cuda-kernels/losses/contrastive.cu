// Multi-positive contrastive decoupling, value and gradient (native/include/emodna/losses.h).
//
//   u [G][N, D], v [G][M, D], labels [G][N]  ->  loss [G], skipped [G], du += [G][N, D], dv += [G][M, D]
//
// Three launches: scores of all pairs (contrastive_score.cuh), the rows' log-sum-exps and the loss
// (contrastive_rows.cuh), the gradient (contrastive_gradient.cuh). No matrix of pairs is ever in device memory.
//
// Floors, in products of D multiply-adds (similarities, or rows gathered):
//   forward   N (N + M)                         1 exponential a pair
//   backward  2 N^2 + 4 N M                     2 and 2: u-u both coefficients; u-v once for du, once for dv
// At N = M = 16,384, D = 64: 8 N^2 products = 1.37e11 multiply-adds, which 67 TFLOP/s of float32 take 4.1 ms for, and
// 6 N^2 = 1.6e9 exponentials, 0.4 ms of the special-function units, which work beside. The rows are 8 MB, their
// gradients 16 MB: 6 us of device memory. So multiply-adds are the floor, by far, and everything lies in the L2 cache.
// (Without computing similarities again for du and dv apart it would be 7 N^2; but then one of them needs atomics or
// parts for every block.)
//
// Hence the tiling of a float32 matrix product: 128 x 64 pairs a block, 8 x 8 a thread, operands read from shared
// memory by float4, 16 reads for 256 multiply-adds. The tile of coefficients goes through shared memory once. Two to
// three blocks share a multiprocessor, so that one loads or exponentiates while another multiplies.
//
// The training step (N = M = 128, D = 64) is 8 million multiply-adds: 0.3 us. There the launches count, and that
// every multiprocessor has something: tiles of 32 x 32, and the keys of a row spread over blocks.
#include <cuda_runtime.h>

#include <cstdint>

#include "../core/launch.h"
#include "../core/operations.h"
#include "contrastive_gradient.cuh"
#include "contrastive_rows.cuh"
#include "contrastive_score.cuh"
#include "contrastive_symmetric_gradient.cuh"
#include "contrastive_symmetric_score.cuh"
#include "contrastive_tensor.cuh"

namespace emodna::cuda {
namespace {

constexpr const char* name = "contrastive";
constexpr int most_tensor_coordinates = 64;  // a tile's depth

template <class T, bool deep>
emodna_status run(Stream& stream, const ContrastiveWork& work) {
  const ContrastivePlan& plan = work.plan;
  const auto grid = [](std::int64_t blocks) { return dim3(static_cast<unsigned>(blocks)); };
  emodna_status status = launch(stream, name, score_kernel<T, deep>,
                                {grid(plan.score_blocks), dim3(contrastive_threads), score_shared_bytes<T>()}, work);
  if (status != EMODNA_OK) return status;
  status = launch(stream, name, rows_kernel,
                  {grid(static_cast<std::int64_t>(work.a.groups) * plan.row_blocks), dim3(contrastive_row_threads),
                   rows_shared_bytes()},
                  work);
  if (status != EMODNA_OK || work.a.du == nullptr) return status;
  return launch(stream, name, gradient_kernel<T, deep>,
                {grid(static_cast<std::int64_t>(work.a.groups) * plan.gradient_items), dim3(contrastive_threads),
                 gradient_shared_bytes<T>()},
                work);
}

template <class T>
emodna_status run_symmetric(Stream& stream, const ContrastiveWork& work) {
  const ContrastivePlan& plan = work.plan;
  const auto grid = [](std::int64_t blocks) { return dim3(static_cast<unsigned>(blocks)); };
  emodna_status status =
      launch(stream, name, symmetric_score_kernel<T>,
             {grid(plan.score_blocks), dim3(contrastive_threads), symmetric_score_shared_bytes<T>()}, work);
  if (status != EMODNA_OK) return status;
  status = launch(stream, name, rows_kernel,
                  {grid(static_cast<std::int64_t>(work.a.groups) * plan.row_blocks), dim3(contrastive_row_threads),
                   rows_shared_bytes()},
                  work);
  if (status != EMODNA_OK || work.a.du == nullptr) return status;
  status = launch(stream, name, symmetric_gradient_kernel<T>,
                  {grid(plan.score_blocks), dim3(contrastive_threads), gradient_shared_bytes<T>()}, work);
  if (status != EMODNA_OK) return status;
  const std::int64_t blocks = sum_blocks(plan, work.a);
  return launch(stream, name, sum_kernel, {grid(work.a.groups * blocks), dim3(sum_threads), 0}, work,
                static_cast<unsigned>(blocks));
}

template <class T>
emodna_status run_tiled(Stream& stream, const ContrastiveWork& work) {
  return work.a.dim > T::depth ? run<T, true>(stream, work) : run<T, false>(stream, work);
}

template <int precision>
emodna_status run_tensor(Stream& stream, const ContrastiveWork& work) {
  switch (work.plan.tile) {
    case ContrastiveTile::large:
      return run<TensorTile<128, 64, precision>, false>(stream, work);
    case ContrastiveTile::medium:
      return run<TensorTile<64, 64, precision>, false>(stream, work);
    default:
      return run<TensorTile<64, 32, precision>, false>(stream, work);
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
  ContrastiveWork work = {args, contrastive_plan(args), 0.0f, false};
  work.exponent = static_cast<float>(1.4426950408889634074 / static_cast<double>(args.temperature));
  const auto whole = [](const void* address, std::int64_t stride) {
    return reinterpret_cast<std::uintptr_t>(address) % sizeof(float4) == 0 && stride % 4 == 0;
  };
  work.vector = args.dim % 4 == 0 && whole(args.u, args.u_stride) && whole(args.v, args.v_stride) &&
                whole(args.du, args.u_stride) && whole(args.dv, args.v_stride);
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
      return work.plan.symmetric ? run_symmetric<Tile<128, 64>>(stream, work) : run<Tile<128, 64>, true>(stream, work);
    case ContrastiveTile::medium:
      return run_tiled<Tile<64, 64>>(stream, work);
    default:
      return run_tiled<Tile<32, 32>>(stream, work);
  }
}

}  // namespace emodna::cuda
