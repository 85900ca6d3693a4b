// The pass over anchors, between the two over pairs: puts the blocks' scores together, and gives the loss and what the
// gradient needs of every row.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_ROWS_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_ROWS_CUH

#include "../core/ticket.cuh"
#include "contrastive_score.cuh"
#include "exponential.cuh"

namespace emodna::cuda {

// The terms of a row, and its share of the loss.
__device__ __forceinline__ ContrastiveTerms row_terms(const ContrastiveWork& work, std::int64_t g, int row, int label,
                                                      double* loss) {
  const ContrastivePlan& plan = work.plan;
  const std::int64_t padded = static_cast<std::int64_t>(plan.u_own) * plan.rows;
  const float4* scores = plan.scores + g * plan.score_splits * padded + row;
  float maximum = -FLT_MAX;
  for (int k = 0; k < plan.score_splits; ++k) maximum = fmaxf(maximum, scores[k * padded].x);
  double sum = 0.0, positive = 0.0;
  int positives = 0;
  for (int k = 0; k < plan.score_splits; ++k) {
    const float4 part = scores[k * padded];
    sum += static_cast<double>(part.y * exp2_flushed(part.x - maximum));
    positive += static_cast<double>(part.z);
    positives += __float_as_int(part.w);
  }
  *loss = 0.0;
  if (label < 0 || positives == 0) return {FLT_MAX, 0.0f, 0.0f, label};
  constexpr double ln2 = 0.69314718055994530942;
  *loss =
      static_cast<double>(maximum) * ln2 + log(sum) - positive / (static_cast<double>(work.a.temperature) * positives);
  return {maximum, static_cast<float>(1.0 / sum), 1.0f / static_cast<float>(positives), label};
}

constexpr std::size_t rows_shared_bytes() { return 33 * sizeof(double); }

static __global__ void __launch_bounds__(contrastive_row_threads) rows_kernel(ContrastiveWork work) {
  const ContrastivePlan& plan = work.plan;
  const std::int64_t g = blockIdx.x / plan.row_blocks;
  const int block = static_cast<int>(blockIdx.x % plan.row_blocks), tid = threadIdx.x;
  double* scratch = shared_memory<double>();
  int* int_scratch = shared_memory<int>();
  int* flag = int_scratch + 64;
  const int row = block * contrastive_row_threads + tid;
  double loss = 0.0;
  int counting = 0, active = 0;
  if (row < work.a.anchors) {
    const ContrastiveTerms terms = row_terms(work, g, row, work.a.labels[g * work.a.label_stride + row], &loss);
    plan.terms[g * plan.u_own * plan.rows + row] = terms;
    counting = terms.positive > 0.0f;
    active = terms.label >= 0;
  }
  loss = reduce_block<Sum>(loss, scratch);
  counting = reduce_block<Sum>(counting, int_scratch);
  active = reduce_block<Sum>(active, int_scratch);
  if (plan.row_blocks > 1) {
    ContrastiveShare* shares = plan.shares + g * plan.row_blocks;
    if (tid == 0) shares[block] = {loss, counting, active};
    if (!last_block(plan.counters_at + g, plan.row_blocks, flag)) return;
    loss = 0.0;
    counting = active = 0;
    for (int k = tid; k < plan.row_blocks; k += contrastive_row_threads) {
      loss += shares[k].loss;
      counting += shares[k].counting;
      active += shares[k].active;
    }
    loss = reduce_block<Sum>(loss, scratch);
    counting = reduce_block<Sum>(counting, int_scratch);
    active = reduce_block<Sum>(active, int_scratch);
  }
  if (tid != 0) return;
  work.a.loss[g] = counting > 0 ? static_cast<float>(loss / counting) : 0.0f;
  if (work.a.skipped != nullptr) work.a.skipped[g] = static_cast<float>(active - counting);
  const double weight = work.a.weight != nullptr ? static_cast<double>(*work.a.weight) : 1.0;
  plan.factor[g] =
      counting > 0 ? static_cast<float>(weight / (static_cast<double>(work.a.temperature) * counting)) : 0.0f;
}

}  // namespace emodna::cuda

#endif
