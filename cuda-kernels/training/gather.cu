// A step's batch from the resident features (native/include/emodna/training.h).
//
// Reads and writes rows x frames x features floats, 3.9 MB each for 128 utterances of 196 x 39: bandwidth (of the L2
// cache, once the features lie there) is the floor. A block copies 2,048 floats of one row, so that a batch gives work
// to every multiprocessor, in 16-byte pieces where both sides are aligned to them.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;
constexpr int block_floats = 8 * threads;

__device__ __forceinline__ bool aligned(const void* address) {
  return reinterpret_cast<std::uintptr_t>(address) % sizeof(float4) == 0;
}

// x[begin, end) = data where below `valid`, else 0.
__device__ __forceinline__ void copy_part(const float* data, float* x, std::int64_t begin, std::int64_t end,
                                          std::int64_t valid) {
  std::int64_t scalar = begin;
  if (aligned(data) && aligned(x)) {
    // Whole vectors; block_floats is a multiple of 4, so they begin where the part does.
    const std::int64_t whole = begin + (end - begin) / 4 * 4;
    for (std::int64_t i = begin + 4 * threadIdx.x; i < whole; i += 4 * threads) {
      float4 v = make_float4(0, 0, 0, 0);
      if (i + 4 <= valid) {
        v = *reinterpret_cast<const float4*>(data + i);
      } else {
        if (i < valid) v.x = data[i];
        if (i + 1 < valid) v.y = data[i + 1];
        if (i + 2 < valid) v.z = data[i + 2];
      }
      *reinterpret_cast<float4*>(x + i) = v;
    }
    scalar = whole;
  }
  for (std::int64_t i = scalar + threadIdx.x; i < end; i += threads) x[i] = i < valid ? data[i] : 0.0f;
}

__global__ void __launch_bounds__(threads) gather_kernel(emodna_gather_args a) {
  const std::int64_t size = static_cast<std::int64_t>(a.frames) * a.features;
  const std::int64_t parts = (size + block_floats - 1) / block_floats;
  const std::int64_t part = blockIdx.x % parts, row = blockIdx.x / parts, g = row / a.rows, r = row % a.rows;
  // A step is never negative; should one be, the batch must still lie inside the index.
  const std::int64_t batch = (*a.step % a.steps + a.steps) % a.steps;
  const int picked = a.index[(g * a.steps + batch) * a.rows + r];
  const std::int64_t set_begin = a.set_begin != nullptr ? a.set_begin[g] : 0;
  const std::int64_t set_size = a.set_size != nullptr ? a.set_size[g] : a.utterances;
  const std::int64_t from = set_begin + picked;
  const bool exists = set_begin >= 0 && picked >= 0 && picked < set_size && from < a.utterances;
  int length = 0;
  if (exists) length = a.data_lengths != nullptr ? max(0, min(a.data_lengths[from], a.frames)) : a.frames;
  const std::int64_t begin = part * block_floats, end = begin + block_floats < size ? begin + block_floats : size;
  copy_part(a.data + (exists ? from : 0) * size, a.x + g * a.x_stride + r * size, begin, end,
            static_cast<std::int64_t>(length) * a.features);
  if (part != 0 || threadIdx.x != 0) return;
  const std::int64_t at = g * a.row_stride + r;
  if (a.lengths != nullptr) a.lengths[at] = length;
  if (a.labels != nullptr) {
    const bool labelled = exists && a.data_labels != nullptr && picked < a.label_count;
    a.labels[at] = labelled ? a.data_labels[g * a.label_count + picked] : -1;
  }
  if (a.picked != nullptr) a.picked[at] = picked;
}

}  // namespace

emodna_status gather(Stream& stream, const emodna_gather_args& args) {
  const std::int64_t size = static_cast<std::int64_t>(args.frames) * args.features;
  const std::int64_t blocks = ceil_div<std::int64_t>(size, block_floats) * args.groups * args.rows;
  return launch(stream, "gather", gather_kernel, {grid_of(blocks), dim3(threads)}, args);
}

}  // namespace emodna::cuda
