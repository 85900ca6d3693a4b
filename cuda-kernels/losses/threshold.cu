// Pseudo-labels: which target rows are confident enough (native/include/emodna/losses.h).
//
// Reads (source_rows + target_rows) classes floats, or target_size for FLEXMATCH: some kilobytes, so the launch is the
// floor. Everything depends on means over the whole batch, so a block does a group: its threads take rows, and its
// warps classes where something is summed for each class. Sums are float64, as on the CPU: a confidence that equals its
// threshold must fall on the same side.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "../core/shared.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 512, warps = threads / 32;

struct Group {
  const float *source, *target;  // probabilities
  const int *labels, *index;     // index may be NULL
  float *state, *thresholds, *share;
  int *pseudo, *selected;

  // What a strategy does not read may be NULL.
  __device__ __forceinline__ Group(const emodna_threshold_args& a, std::int64_t states) {
    const std::int64_t g = blockIdx.x;
    source = a.source_probabilities != nullptr ? a.source_probabilities + g * a.probability_stride : nullptr;
    target = a.target_probabilities != nullptr ? a.target_probabilities + g * a.probability_stride : nullptr;
    labels = a.source_labels != nullptr ? a.source_labels + g * a.label_stride : nullptr;
    index = a.target_index != nullptr ? a.target_index + g * a.label_stride : nullptr;
    state = a.state + g * states;
    thresholds = a.thresholds + g * a.classes;
    share = a.selected_share + g;
    pseudo = a.pseudo_labels + g * a.target_rows;
    selected = a.selected + g * a.label_stride;
  }
  __device__ __forceinline__ bool enters(int row) const { return index == nullptr || index[row] >= 0; }
};

__device__ __forceinline__ int thread() { return static_cast<int>(threadIdx.x); }
__device__ __forceinline__ int warp() { return static_cast<int>(threadIdx.x) / 32; }
__device__ __forceinline__ int lane() { return static_cast<int>(threadIdx.x) % 32; }

// state: mu [K]
__device__ void adaptive(const emodna_threshold_args& a, const Group& group) {
  const double momentum = a.momentum, rho = a.rho;
  for (int c = warp(); c < a.classes; c += warps) {
    double sum = 0;
    int count = 0;
    for (int r = lane(); r < a.source_rows; r += 32) {
      if (group.labels[r] != c) continue;
      sum += group.source[static_cast<std::int64_t>(r) * a.classes + c];
      ++count;
    }
    sum = reduce_warp<Sum>(sum);
    count = reduce_warp<Sum>(count);
    if (lane() != 0) continue;
    double mu = group.state[c];
    if (count > 0) mu = momentum * mu + (1 - momentum) * (sum / count);
    group.state[c] = static_cast<float>(mu);
    group.thresholds[c] = static_cast<float>(rho * mu);
  }
}

// Every row that is confident enough writes its class to its utterance's place in the state. Where an utterance has
// several such rows the last counts, as if they came one after another: they first put the greatest row number there,
// as an integer that no class's float has the bits of, and the row that finds its own number writes its class.
__device__ void remember(const emodna_threshold_args& a, const Group& group) {
  constexpr int above_classes = 0x50000000;  // rows are below 2^28, floats of classes below 2^16 have lesser bits
  int* marks = reinterpret_cast<int*>(group.state);
  for (int pass = 0; pass < 3; ++pass) {
    for (int r = thread(); r < a.target_rows; r += threads) {
      const int utterance = group.index[r], guess = group.pseudo[r];
      if (utterance < 0 || utterance >= a.target_size) continue;
      if (group.target[static_cast<std::int64_t>(r) * a.classes + guess] < a.fixed) continue;
      if (pass == 0) group.state[utterance] = -1.0f;
      if (pass == 1) atomicMax(marks + utterance, above_classes + r);
      if (pass == 2 && __ldcg(marks + utterance) == above_classes + r) {
        group.state[utterance] = static_cast<float>(guess);
      }
    }
    __syncthreads();
  }
}

// state: the class that each utterance of the target set was last confidently put into [target_size], or -1
__device__ void flexmatch(const emodna_threshold_args& a, const Group& group) {
  int most = 0, known = 0;
  for (int c = warp(); c < a.classes; c += warps) {
    int count = 0;
    for (int i = lane(); i < a.target_size; i += 32) {
      const float state = group.state[i];
      count += state >= 0.0f && state < static_cast<float>(a.classes) && static_cast<int>(state) == c;
    }
    count = reduce_warp<Sum>(count);
    most = max(most, count);
    if (lane() != 0) continue;
    known += count;
    // Counts wait here, as bits, for the greatest of them: there may be more classes than shared memory has room for.
    group.thresholds[c] = __int_as_float(count);
  }
  most = reduce_block<Maximum>(most, shared_memory<int>());
  known = reduce_block<Sum>(known, shared_memory<int>());
  const double scale = max(most, a.target_size - known);
  for (int c = thread(); c < a.classes; c += threads) {
    const double learned = __float_as_int(group.thresholds[c]) / scale;
    group.thresholds[c] = static_cast<float>(a.fixed * (learned / (2 - learned)));
  }
  remember(a, group);
}

// state: global threshold [1], mean probabilities [K]
__device__ void freematch(const emodna_threshold_args& a, const Group& group) {
  double confidence = 0;
  int mine = 0;
  for (int r = thread(); r < a.target_rows; r += threads) {
    if (!group.enters(r)) continue;
    ++mine;
    confidence += group.target[static_cast<std::int64_t>(r) * a.classes + group.pseudo[r]];
  }
  const int rows = reduce_block<Sum>(mine, shared_memory<int>());
  confidence = reduce_block<Sum>(confidence, shared_memory<double>());
  const double keep = rows > 0 ? a.momentum : 1.0, take = rows > 0 ? (1 - keep) / rows : 0;
  const float global = static_cast<float>(keep * group.state[0] + take * confidence);
  float* means = group.state + 1;
  float top = 1e-30f;
  for (int c = warp(); c < a.classes; c += warps) {
    double sum = 0;
    for (int r = lane(); r < a.target_rows; r += 32) {
      if (group.enters(r)) sum += group.target[static_cast<std::int64_t>(r) * a.classes + c];
    }
    sum = reduce_warp<Sum>(sum);
    const float mean = static_cast<float>(keep * means[c] + take * sum);
    top = fmaxf(top, mean);
    __syncwarp();  // every lane has read means[c]
    if (lane() == 0) means[c] = mean;
  }
  // Behind the barriers in here all means are written and all threads have read the old global threshold.
  top = reduce_block<Maximum>(top, shared_memory<float>());
  if (thread() == 0) group.state[0] = global;
  for (int c = thread(); c < a.classes; c += threads) {
    group.thresholds[c] = static_cast<float>(means[c] / static_cast<double>(top) * global);
  }
}

__device__ void guess(const emodna_threshold_args& a, const Group& group) {
  for (int r = thread(); r < a.target_rows; r += threads) {
    const float* p = group.target + static_cast<std::int64_t>(r) * a.classes;
    int best = 0;
    for (int c = 1; c < a.classes; ++c) {
      if (p[best] < p[c]) best = c;
    }
    group.pseudo[r] = best;
  }
  __syncthreads();
}

__device__ void select(const emodna_threshold_args& a, const Group& group) {
  int rows = 0, chosen = 0;
  for (int r = thread(); r < a.target_rows; r += threads) {
    const int label = group.pseudo[r];
    const bool enters = group.enters(r);
    const bool is_chosen =
        enters && group.target[static_cast<std::int64_t>(r) * a.classes + label] >= group.thresholds[label];
    group.selected[r] = is_chosen ? label : -1;
    rows += enters;
    chosen += is_chosen;
  }
  rows = reduce_block<Sum>(rows, shared_memory<int>());
  chosen = reduce_block<Sum>(chosen, shared_memory<int>());
  if (thread() == 0) *group.share = rows > 0 ? static_cast<float>(static_cast<double>(chosen) / rows) : 0.0f;
}

__global__ void __launch_bounds__(threads, 1) threshold_kernel(emodna_threshold_args a, std::int64_t states) {
  const Group group(a, states);
  guess(a, group);
  if (a.strategy == EMODNA_THRESHOLD_ADAPTIVE) adaptive(a, group);
  if (a.strategy == EMODNA_THRESHOLD_FLEXMATCH) flexmatch(a, group);
  if (a.strategy == EMODNA_THRESHOLD_FREEMATCH) freematch(a, group);
  if (a.strategy == EMODNA_THRESHOLD_FIXED) {
    for (int c = thread(); c < a.classes; c += threads) group.thresholds[c] = a.fixed;
  }
  __syncthreads();
  select(a, group);
}

// Floats of one group's state, as emodna_threshold_state() gives them, which is not this library's to call.
std::int64_t state_size(const emodna_threshold_args& a) {
  switch (a.strategy) {
    case EMODNA_THRESHOLD_ADAPTIVE:
      return a.classes;
    case EMODNA_THRESHOLD_FLEXMATCH:
      return a.target_size;
    case EMODNA_THRESHOLD_FREEMATCH:
      return 1 + static_cast<std::int64_t>(a.classes);
    default:
      return 1;
  }
}

}  // namespace

emodna_status threshold(Stream& stream, const emodna_threshold_args& args) {
  return launch(stream, "threshold", threshold_kernel, {grid_of(args.groups), dim3(threads), 32 * sizeof(double)}, args,
                state_size(args));
}

}  // namespace emodna::cuda
