// Jitter of a batch's features (native/include/emodna/rows.h).
//
// Moves 2 floats an element, two operations each: bandwidth is the floor. A block takes a row: first it draws the
// features' shifts and factors into shared memory, in float64, as float32 has no sine near 2 pi that is good enough for
// a small one; that is one logarithm, sine and cosine for all frames of a feature.
#include <cuda_runtime.h>

#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/philox.cuh"
#include "../core/shared.cuh"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;

// word is uniform in 0 ... 2^32 - 1, the result in 0 ... most.
__device__ __forceinline__ std::int64_t uniform(unsigned word, std::int64_t most) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(most + 1) >> 32);
}

__global__ void __launch_bounds__(threads) jitter_kernel(emodna_jitter_args a) {
  float* shift = shared_memory<float>();
  float* factor = shift + a.features;
  const std::int64_t input = blockIdx.x / a.rows, r = blockIdx.x % a.rows;
  const std::uint64_t step = static_cast<std::uint64_t>(*a.step), seed = a.seeds[input];
  const unsigned low = static_cast<unsigned>(step), high = static_cast<unsigned>(step >> 32);
  const unsigned site = static_cast<unsigned>(a.site), row = static_cast<unsigned>(r) << 12;
  for (int f = static_cast<int>(threadIdx.x); f < a.features; f += threads) {
    const uint4 words = philox(make_uint4(low, high, site, row | static_cast<unsigned>(f)), seed);
    const double radius = sqrt(-2 * log((words.x + 1.0) / 4294967296.0));
    const double angle = 2 * 3.14159265358979323846 * words.y / 4294967296.0;
    shift[f] = static_cast<float>(a.shift * radius * cos(angle));
    factor[f] = static_cast<float>(1 + a.scale * radius * sin(angle));
  }
  __syncthreads();
  const std::int64_t length =
      a.lengths != nullptr ? min(max(a.lengths[input * a.length_stride + r], 0), a.frames) : a.frames;
  const uint4 words = philox(make_uint4(low, high, 1u << 16 | site, row), seed);
  const std::int64_t most = static_cast<std::int64_t>(static_cast<double>(a.span) * static_cast<double>(length));
  const std::int64_t size = uniform(words.x, most), begin = uniform(words.y, length - size), end = begin + size;
  const std::int64_t count = static_cast<std::int64_t>(a.frames) * a.features;
  const float* x = a.x + input * a.x_stride + r * count;
  float* y = a.y + input * a.y_stride + r * count;
  for (std::int64_t i = threadIdx.x; i < count; i += threads) {
    const std::int64_t t = i / a.features;
    const int f = static_cast<int>(i - t * a.features);
    const bool zero = t >= length || (t >= begin && t < end);
    y[i] = zero ? 0.0f : (x[i] + shift[f]) * factor[f];
  }
}

}  // namespace

emodna_status jitter(Stream& stream, const emodna_jitter_args& a) {
  const std::int64_t blocks = static_cast<std::int64_t>(a.inputs) * a.rows;
  return launch(stream, "jitter", jitter_kernel, {grid_of(blocks), dim3(threads), 2 * sizeof(float) * a.features}, a);
}

}  // namespace emodna::cuda
