// Resampling by a Kaiser-windowed sinc (native/include/emodna/audio.h).
//
// A thread an output: some 138 products of the input around its time with the filter of its phase. Filters lie as
// [tap][output within a period], so that neighbouring threads read neighbouring weights, and nearly the same input:
// both stay in L1. 4 bytes in and 4 out a sample against 280 operations: bound by loads from L1, far from memory.
//
// Where a filter for each phase would be too much, a warp an output: the filters are polynomials of the fraction, and
// their coefficients lie by taps, so that neighbouring lanes read neighbouring ones.
#include <cuda_runtime.h>

#include <cstring>
#include <string>

#include "../../native/src/cpu/sinc.h"
#include "../../native/src/cpu/sinc_polynomials.h"
#include "../core/launch.h"
#include "../core/operations.h"
#include "../core/reduce.cuh"
#include "resample.h"

namespace emodna::cuda {
namespace {

constexpr int threads = 256;
constexpr int warps = threads / 32, outputs_a_warp = 8;
constexpr std::int64_t most_weights = 1 << 20;  // 4 MB

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

// coefficients [bins][3][taps], see FractionTables in native/src/cpu/simd/audio_kernels.h.
__global__ void __launch_bounds__(threads)
    by_fraction_kernel(Signal s, const float* coefficients, std::int64_t bins, std::int64_t taps) {
  const std::int64_t warp = static_cast<std::int64_t>(blockIdx.x) * warps + threadIdx.x / 32;
  const int lane = threadIdx.x % 32;
  const double bins_a_phase = static_cast<double>(bins) / static_cast<double>(s.phases);
  for (std::int64_t i = warp * outputs_a_warp; i < (warp + 1) * outputs_a_warp && i < s.outputs; ++i) {
    const double position = static_cast<double>(i % s.phases * s.advance % s.phases) * bins_a_phase;
    const auto bin = static_cast<std::int64_t>(position);
    const float* filter = coefficients + bin * cpu::kFractionTerms * taps;
    const std::int64_t first = input_index(s, i) - s.reach + 1;
    float constant = 0, linear = 0, square = 0;
    for (std::int64_t k = lane; k < 2 * s.reach; k += 32) {
      if (first + k < 0 || first + k >= s.samples) continue;
      const float sample = s.in[first + k];
      constant = fmaf(sample, filter[k], constant);
      linear = fmaf(sample, filter[taps + k], linear);
      square = fmaf(sample, filter[2 * taps + k], square);
    }
    const float fraction = static_cast<float>(position - static_cast<double>(bin) - 0.5);
    const float sum = reduce_warp<Sum>(fmaf(fraction, fmaf(fraction, square, linear), constant));
    if (lane == 0) s.out[i] = sum;
  }
}

std::vector<unsigned char> bytes_of(const float* values, std::size_t count) {
  std::vector<unsigned char> bytes(count * sizeof(float));
  std::memcpy(bytes.data(), values, bytes.size());
  return bytes;
}

std::vector<unsigned char> filters(const cpu::SincGeometry& g, const cpu::SincFilter& filter) {
  const cpu::SincTable table(filter);
  std::vector<float> weights(2 * g.reach * g.phases);
  for (std::int64_t i = 0; i < g.phases; ++i) {
    const double fraction = static_cast<double>(i * g.advance % g.phases) / static_cast<double>(g.phases);
    for (std::int64_t k = 0; k < 2 * g.reach; ++k) {
      weights[k * g.phases + i] = static_cast<float>(g.weight(table, fraction - static_cast<double>(k - g.reach + 1)));
    }
  }
  return bytes_of(weights.data(), weights.size());
}

std::vector<unsigned char> polynomials(const cpu::SincGeometry& g, const cpu::SincFilter& filter) {
  const cpu::SincPolynomials made(g, cpu::SincTable(filter));
  const cpu::FractionTables& t = made.tables();
  return bytes_of(t.coefficients, t.bins * cpu::kFractionTerms * t.taps);
}

}  // namespace

emodna_status resample_by(Stream& stream, const cpu::SincFilter& filter, const float* samples, std::int64_t count,
                          std::int32_t from_rate, std::int32_t to_rate, float* out, std::int64_t out_count) {
  if (out_count == 0) return EMODNA_OK;
  if (from_rate == to_rate) {
    return attempt("resample", [&] {
      return cudaMemcpyAsync(out, samples, out_count * sizeof(float), cudaMemcpyDeviceToDevice, stream.cuda);
    });
  }
  const cpu::SincGeometry geometry(from_rate, to_rate, filter);
  const std::string of_filter(reinterpret_cast<const char*>(&filter), sizeof filter);
  const Signal signal = {samples, count, out, out_count, geometry.phases, geometry.advance, geometry.reach};
  const void* table = nullptr;
  if (2 * geometry.reach <= most_weights / geometry.phases) {
    const std::string key =
        "resample " + std::to_string(geometry.phases) + "/" + std::to_string(geometry.advance) + of_filter;
    const emodna_status status = stream.context->tables.find(
        key, stream, [&] { return filters(geometry, filter); }, &table);
    if (status != EMODNA_OK) return status;
    const Launch where = {grid_of(ceil_div<std::int64_t>(out_count, threads)), dim3(threads)};
    return launch(stream, "resample", by_table_kernel, where, signal, static_cast<const float*>(table));
  }
  // Upwards the filter is the same for all ratios.
  const std::string key =
      "resample " + std::string(reinterpret_cast<const char*>(&geometry.scale), sizeof geometry.scale) + of_filter;
  const emodna_status status = stream.context->tables.find(
      key, stream, [&] { return polynomials(geometry, filter); }, &table);
  if (status != EMODNA_OK) return status;
  const std::int64_t blocks = ceil_div<std::int64_t>(out_count, warps * outputs_a_warp);
  return launch(stream, "resample", by_fraction_kernel, {grid_of(blocks), dim3(threads)}, signal,
                static_cast<const float*>(table), cpu::SincPolynomials::bins(geometry),
                cpu::SincPolynomials::taps(geometry));
}

emodna_status resample(Stream& stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                       std::int32_t to_rate, float* out, std::int64_t out_count) {
  return resample_by(stream, cpu::kBestFilter, samples, count, from_rate, to_rate, out, out_count);
}

}  // namespace emodna::cuda
