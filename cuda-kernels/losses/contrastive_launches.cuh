// The launches of the contrastive loss, in their two ways.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_LAUNCHES_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_LAUNCHES_CUH

#include "../core/launch.h"
#include "contrastive_gradient.cuh"
#include "contrastive_rows.cuh"
#include "contrastive_score.cuh"
#include "contrastive_symmetric_gradient.cuh"
#include "contrastive_symmetric_score.cuh"

namespace emodna::cuda {

inline ContrastiveWork contrastive_work(const emodna_contrastive_args& args, const ContrastivePlan& plan) {
  ContrastiveWork work = {args, plan, 0.0f, false};
  work.exponent = static_cast<float>(1.4426950408889634074 / static_cast<double>(args.temperature));
  const auto whole = [](const void* address, std::int64_t stride) {
    return reinterpret_cast<std::uintptr_t>(address) % sizeof(float4) == 0 && stride % 4 == 0;
  };
  work.vector = args.dim % 4 == 0 && whole(args.u, args.u_stride) && whole(args.v, args.v_stride) &&
                whole(args.du, args.u_stride) && whole(args.dv, args.v_stride);
  return work;
}

// One of the kernels, `blocks` blocks of it.
template <typename... Parameters, typename... More>
emodna_status launch_contrastive(Stream& stream, void (*kernel)(Parameters...), std::int64_t blocks, int threads,
                                 std::size_t shared_bytes, const ContrastiveWork& work, More... more) {
  return launch(stream, "contrastive", kernel, {grid_of(blocks), dim3(static_cast<unsigned>(threads)), shared_bytes},
                work, more...);
}

inline emodna_status launch_rows(Stream& stream, const ContrastiveWork& work) {
  return launch_contrastive(stream, rows_kernel, static_cast<std::int64_t>(work.a.groups) * work.plan.row_blocks,
                            contrastive_row_threads, rows_shared_bytes(), work);
}

// Every pair for each of its rows.
template <class T, bool deep>
emodna_status run_contrastive(Stream& stream, const ContrastiveWork& work) {
  emodna_status status = launch_contrastive(stream, score_kernel<T, deep>, work.plan.score_blocks, contrastive_threads,
                                            score_shared_bytes<T>(), work);
  if (status == EMODNA_OK) status = launch_rows(stream, work);
  if (status != EMODNA_OK || work.a.du == nullptr) return status;
  const std::int64_t blocks = static_cast<std::int64_t>(work.a.groups) * work.plan.gradient_items;
  return launch_contrastive(stream, gradient_kernel<T, deep>, blocks, contrastive_threads, gradient_shared_bytes<T>(),
                            work);
}

// Every pair once, with a plan that is symmetric.
template <class T>
emodna_status run_symmetric_contrastive(Stream& stream, const ContrastiveWork& work) {
  const std::int64_t blocks = work.plan.score_blocks;
  emodna_status status = launch_contrastive(stream, symmetric_score_kernel<T>, blocks, contrastive_threads,
                                            symmetric_score_shared_bytes<T>(), work);
  if (status == EMODNA_OK) status = launch_rows(stream, work);
  if (status != EMODNA_OK || work.a.du == nullptr) return status;
  status = launch_contrastive(stream, symmetric_gradient_kernel<T>, blocks, contrastive_threads,
                              symmetric_gradient_shared_bytes<T>(), work);
  if (status != EMODNA_OK) return status;
  const std::int64_t sums = sum_blocks(work.plan, work.a);
  return launch_contrastive(stream, sum_kernel, work.a.groups * sums, sum_threads, 0, work,
                            static_cast<unsigned>(sums));
}

}  // namespace emodna::cuda

#endif
