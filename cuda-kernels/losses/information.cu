// Information maximisation (native/include/emodna/losses.h), value and gradient.
//
// Reads the logits three times and adds to the gradient, some hundred operations of float64 a logit: with the few
// classes and rows of a batch the launch is the floor. A block takes a group: sums over its rows are needed before the
// first gradient. Few groups of very many rows would leave multiprocessors idle.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 256, warps = threads / 32;

// log p = logit - top - log_sum; kept apart, as the logarithm may be too small to be seen beside the maximum.
struct Row {
  double top, log_sum;
  __device__ __forceinline__ Row(const float* logits, int classes) : top(logits[0]), log_sum(0) {
    for (int k = 1; k < classes; ++k) top = fmax(top, static_cast<double>(logits[k]));
    for (int k = 0; k < classes; ++k) log_sum += exp(logits[k] - top);
    log_sum = log(log_sum);
  }
  __device__ __forceinline__ double log_p(float logit) const { return logit - top - log_sum; }
};

struct Shared {
  double top[threads], log_sum[threads];  // of the rows of a tile
  double scratch[32];
  int enters[threads];
};

__device__ __forceinline__ bool enters(const emodna_information_args& a, std::int64_t g, std::int64_t r) {
  return a.lengths == nullptr || a.lengths[g * a.length_stride + r] > 0;
}

__device__ __forceinline__ void add_gradient(const emodna_information_args& a, const float* logits, float* dlogits,
                                             const double* log_mean, double scale) {
  const Row row(logits, a.classes);
  // The slope with respect to p_k is (log mean_k - log p_k) / n, and the softmax takes off its mean.
  double centre = 0;
  for (int k = 0; k < a.classes; ++k) {
    const double log_p = row.log_p(logits[k]), p = exp(log_p);
    if (p > 0) centre += p * (log_mean[k] - log_p);
  }
  for (int k = 0; k < a.classes; ++k) {
    const double log_p = row.log_p(logits[k]), p = exp(log_p);
    if (p > 0) dlogits[k] += static_cast<float>(scale * p * (log_mean[k] - log_p - centre));
  }
}

__global__ void __launch_bounds__(threads) information_kernel(emodna_information_args a) {
  Shared& shared = *shared_memory<Shared>();
  double* mean = reinterpret_cast<double*>(shared_memory<unsigned char>() + sizeof(Shared));
  const int thread = static_cast<int>(threadIdx.x), lane = thread % 32, warp = thread / 32;
  const std::int64_t g = blockIdx.x;
  const float* logits = a.logits + g * a.logit_stride;
  for (int k = thread; k < a.classes; k += threads) mean[k] = 0;
  double count = 0, entropies = 0;
  for (std::int64_t first = 0; first < a.rows; first += threads) {
    const std::int64_t r = first + thread;
    const bool here = r < a.rows && enters(a, g, r);
    shared.enters[thread] = here ? 1 : 0;
    if (here) {
      const Row row(logits + r * a.classes, a.classes);
      shared.top[thread] = row.top;
      shared.log_sum[thread] = row.log_sum;
      count += 1;
      for (int k = 0; k < a.classes; ++k) {
        const double log_p = row.log_p(logits[r * a.classes + k]);
        entropies -= exp(log_p) * log_p;
      }
    }
    __syncthreads();
    for (int k = warp; k < a.classes; k += warps) {
      double sum = 0;
      for (int i = lane; i < threads; i += 32) {
        if (shared.enters[i] == 0) continue;
        sum += exp(logits[(first + i) * a.classes + k] - shared.top[i] - shared.log_sum[i]);
      }
      sum = reduce_warp<Sum>(sum);
      if (lane == 0) mean[k] += sum;
    }
    __syncthreads();
  }
  count = reduce_block<Sum>(count, shared.scratch);
  entropies = reduce_block<Sum>(entropies, shared.scratch);
  if (count == 0) {
    if (thread == 0) a.loss[g] = 0;
    return;
  }
  double entropy = 0;
  for (int k = thread; k < a.classes; k += threads) {
    const double p = mean[k] / count, log_p = p > 0 ? log(p) : 0;
    entropy -= p * log_p;
    // From here on the logarithm; of a class without probability it is not used.
    mean[k] = log_p;
  }
  entropy = reduce_block<Sum>(entropy, shared.scratch);
  if (thread == 0) a.loss[g] = static_cast<float>(entropies / count - entropy);
  if (a.dlogits == nullptr) return;
  const double scale = (a.weight != nullptr ? *a.weight : 1.0) / count;
  for (std::int64_t r = thread; r < a.rows; r += threads) {
    if (!enters(a, g, r)) continue;
    add_gradient(a, logits + r * a.classes, a.dlogits + g * a.logit_stride + r * a.classes, mean, scale);
  }
}

}  // namespace

emodna_status information(Stream& stream, const emodna_information_args& a) {
  return launch(stream, "information", information_kernel,
                {grid_of(a.groups), dim3(threads), sizeof(Shared) + a.classes * sizeof(double)}, a);
}

}  // namespace emodna::cuda
