// Softmax and cross-entropy (native/include/emodna/heads.h).
//
// Moves at most 3 floats an element (reads logits; writes probabilities and dlogits) and takes two exponentials of
// each; for a batch of 128 rows and 5 classes the launch is the floor. Every row's gradient depends on how many rows
// have a label, and the loss on all of them, so a block does a whole group in one launch; its threads take a row each,
// or its warps where there are more than 32 classes. Very many rows are right, but only as fast as one multiprocessor.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"

namespace emodna::cuda {
namespace {

constexpr int most_threads = 1024;

// Over the lanes that share a row: one, which has it all, or the warp.
template <typename Operation, bool Warp>
__device__ __forceinline__ float reduce_row(float value) {
  return Warp ? reduce_warp<Operation>(value) : value;
}

// The row's loss, in every lane; 0 where it has no label. Writes what is wanted.
template <bool Warp>
__device__ __forceinline__ float row_loss(const emodna_cross_entropy_args& a, std::int64_t row, int label,
                                          float scale) {
  const int lane = Warp ? static_cast<int>(threadIdx.x) % 32 : 0;
  constexpr int lanes = Warp ? 32 : 1;
  const std::int64_t begin = row * a.classes;
  const float* logits = a.logits + begin;
  float top = -INFINITY;
  for (int k = lane; k < a.classes; k += lanes) top = fmaxf(top, logits[k]);
  top = reduce_row<Maximum, Warp>(top);
  float sum = 0;
  for (int k = lane; k < a.classes; k += lanes) sum += expf(logits[k] - top);
  sum = reduce_row<Sum, Warp>(sum);
  // Kept apart from the maximum, beside which it may be too small to be seen.
  const float log_sum = logf(sum), inverse = 1.0f / sum;
  const bool labelled = label >= 0 && label < a.classes;
  const float share = a.smoothing / static_cast<float>(a.classes);
  float loss = 0;
  for (int k = lane; k < a.classes; k += lanes) {
    const float target = (k == label ? 1.0f - a.smoothing : 0.0f) + share;
    const float below = logits[k] - top;
    const float p = expf(below) * inverse;
    if (labelled && target != 0.0f) loss += target * (log_sum - below);
    if (a.probabilities != nullptr) a.probabilities[begin + k] = p;
    if (a.dlogits != nullptr) a.dlogits[begin + k] = labelled ? scale * (p - target) : 0.0f;
  }
  return reduce_row<Sum, Warp>(loss);
}

template <bool Warp>
__global__ void __launch_bounds__(most_threads, 1) cross_entropy_kernel(emodna_cross_entropy_args a) {
  const std::int64_t g = blockIdx.x;
  const int* labels = a.labels + g * a.label_stride;
  int mine = 0;
  for (int r = static_cast<int>(threadIdx.x); r < a.rows; r += static_cast<int>(blockDim.x)) {
    mine += labels[r] >= 0 && labels[r] < a.classes;
  }
  const int labelled = reduce_block<Sum>(mine, shared_memory<int>());
  const float weight = a.weight != nullptr ? *a.weight : 1.0f;
  const float scale = labelled > 0 ? weight / static_cast<float>(labelled) : 0.0f;
  constexpr int lanes = Warp ? 32 : 1;
  double loss = 0;
  for (int r = static_cast<int>(threadIdx.x) / lanes; r < a.rows; r += static_cast<int>(blockDim.x) / lanes) {
    const float row = row_loss<Warp>(a, g * a.rows + r, labels[r], scale);
    if (!Warp || threadIdx.x % 32 == 0) loss += row;
  }
  if (a.loss == nullptr) return;
  loss = reduce_block<Sum>(loss, shared_memory<double>());
  if (threadIdx.x == 0) a.loss[g] = labelled > 0 ? static_cast<float>(loss / labelled) : 0.0f;
}

}  // namespace

emodna_status cross_entropy(Stream& stream, const emodna_cross_entropy_args& args) {
  const bool warps = args.classes > 32;
  const std::int64_t wanted = ceil_div<std::int64_t>(static_cast<std::int64_t>(args.rows) * (warps ? 32 : 1), 32) * 32;
  const unsigned threads = static_cast<unsigned>(wanted < 32 ? 32 : wanted > most_threads ? most_threads : wanted);
  return launch(stream, "cross_entropy", warps ? cross_entropy_kernel<true> : cross_entropy_kernel<false>,
                {grid_of(args.groups), dim3(threads), 32 * sizeof(double)}, args);
}

}  // namespace emodna::cuda
