// Resampling by a Kaiser-windowed sinc (native/include/emodna/audio.h).
//
// A thread an output: some 138 products of the input around its time with the filter of its phase. Filters lie as
// [tap][output within a period], so that neighbouring threads read neighbouring weights, and nearly the same input:
// both stay in L1. 4 bytes in and 4 out a sample against 280 operations: bound by loads from L1, far from memory.
#include <cuda_runtime.h>

#include <cstring>
#include <string>

#include "../../native/src/cpu/sinc.h"
#include "../core/launch.h"
#include "../core/operations.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;
constexpr std::int64_t most_weights = 4 << 20;  // 16 MB
constexpr int steps = 512;                      // values of the tabulated filter a zero crossing

struct Signal {
  const float* in;
  std::int64_t samples;
  float* out;
  std::int64_t outputs;
  std::int64_t phases, advance, reach;
};

// Input sample before which output i lies. i * advance can pass 2^63 for hours at odd rates.
__device__ __forceinline__ std::int64_t input_index(const Signal& s, std::int64_t i) {
  return i / s.phases * s.advance + i % s.phases * s.advance / s.phases;
}

// weights [2 reach][phases], for output i % phases; tap k belongs to input sample index - reach + 1 + k.
__global__ void __launch_bounds__(threads) by_table_kernel(Signal s, const float* weights) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
  if (i >= s.outputs) return;
  const std::int64_t first = input_index(s, i) - s.reach + 1;
  const float* filter = weights + i % s.phases;
  // Two sums of half the terms: one long chain would round more than the CPU's do.
  float even = 0, odd = 0;
  for (std::int64_t k = 0; k < 2 * s.reach; k += 2) {
    const std::int64_t n = first + k;
    if (n >= 0 && n < s.samples) even = fmaf(s.in[n], filter[k * s.phases], even);
    if (n + 1 >= 0 && n + 1 < s.samples) odd = fmaf(s.in[n + 1], filter[(k + 1) * s.phases], odd);
  }
  s.out[i] = even + odd;
}

// Where the table of filters would be too big: weights from the tabulated function, values [64 * steps + 4], by the
// cubic interpolation of native/src/cpu/sinc.cpp.
__global__ void __launch_bounds__(threads) by_weight_kernel(Signal s, const double* values, double scale) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * threads + threadIdx.x;
  if (i >= s.outputs) return;
  const std::int64_t at = input_index(s, i);
  const double fraction = static_cast<double>(i % s.phases * s.advance % s.phases) / static_cast<double>(s.phases);
  double sum = 0;
  for (std::int64_t k = 0; k < 2 * s.reach; ++k) {
    const std::int64_t n = at - s.reach + 1 + k;
    if (n < 0 || n >= s.samples) continue;
    const double position = fabs(scale * (fraction - static_cast<double>(n - at))) * steps;
    if (!(position <= cpu::kSincCrossings * steps)) continue;
    const int index = static_cast<int>(position);
    const double f = position - index, a = f + 1, b = f - 1, c = f - 2;
    const double* y = values + index;
    sum += s.in[n] * scale * (-f * b * c * y[0] + 3 * a * b * c * y[1] - 3 * a * f * c * y[2] + a * f * b * y[3]) / 6;
  }
  s.out[i] = static_cast<float>(sum);
}

template <typename T>
std::vector<unsigned char> bytes_of(const std::vector<T>& values) {
  std::vector<unsigned char> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<unsigned char> filters(const cpu::SincGeometry& g) {
  const cpu::SincTable table;
  std::vector<float> weights(2 * g.reach * g.phases);
  for (std::int64_t i = 0; i < g.phases; ++i) {
    const double fraction = static_cast<double>(i * g.advance % g.phases) / static_cast<double>(g.phases);
    for (std::int64_t k = 0; k < 2 * g.reach; ++k) {
      weights[k * g.phases + i] = static_cast<float>(g.weight(table, fraction - static_cast<double>(k - g.reach + 1)));
    }
  }
  return bytes_of(weights);
}

std::vector<unsigned char> tabulated() {
  const cpu::SincTable table;
  // From one step before 0, where the filter is even, to two behind its end, where it is 0.
  std::vector<double> values(static_cast<std::size_t>(cpu::kSincCrossings) * steps + 4);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = table.at((static_cast<double>(i) - 1) / steps);
  return bytes_of(values);
}

}  // namespace

emodna_status resample(Stream& stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                       std::int32_t to_rate, float* out, std::int64_t out_count) {
  if (out_count == 0) return EMODNA_OK;
  if (from_rate == to_rate) {
    return attempt("resample", [&] {
      return cudaMemcpyAsync(out, samples, out_count * sizeof(float), cudaMemcpyDeviceToDevice, stream.cuda);
    });
  }
  const cpu::SincGeometry geometry(from_rate, to_rate);
  const Signal signal = {samples, count, out, out_count, geometry.phases, geometry.advance, geometry.reach};
  const Launch where = {dim3(static_cast<unsigned>(ceil_div<std::int64_t>(out_count, threads))), dim3(threads)};
  const void* table = nullptr;
  if (2 * geometry.reach <= most_weights / geometry.phases) {
    const std::string key = "resample " + std::to_string(geometry.phases) + "/" + std::to_string(geometry.advance);
    const emodna_status status = stream.context->tables.find(
        key, stream.cuda, [&] { return filters(geometry); }, &table);
    if (status != EMODNA_OK) return status;
    return launch(stream, "resample", by_table_kernel, where, signal, static_cast<const float*>(table));
  }
  const emodna_status status = stream.context->tables.find("sinc", stream.cuda, tabulated, &table);
  if (status != EMODNA_OK) return status;
  return launch(stream, "resample", by_weight_kernel, where, signal, static_cast<const double*>(table), geometry.scale);
}

}  // namespace emodna::cuda
