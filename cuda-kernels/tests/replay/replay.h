// What programs that replay kernels share: a stream of the emulated device, rows whose sums float64 knows at any number
// of rows, and the table of errors.
//
// Blocks of a launch that nobody looks at are left out by emulation::choose_blocks(). What the chosen ones read must be
// there, or it is NaN.
#ifndef EMODNA_CUDA_TESTS_REPLAY_REPLAY_H
#define EMODNA_CUDA_TESTS_REPLAY_REPLAY_H

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "../../core/attempt.h"
#include "../../core/context.h"
#include "../../emulation/blocks.h"

namespace replay {

// The sizes at which a GPU is used, rows of a side. Smaller ones are other tests'.
inline constexpr int sizes[] = {16'384, 131'072};
inline constexpr int distinct_rows = 1021;

inline void must(emodna_status status) {
  if (status != EMODNA_OK) std::exit(2);  // the message is out already
}

inline void must(cudaError_t error) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
  std::exit(2);
}

// A stream of the emulated device, for as long as the program runs.
inline emodna::cuda::Stream& stream() {
  static emodna::cuda::Stream& made = []() -> emodna::cuda::Stream& {
    static const emodna_host printing = {[](emodna_status status, const char* message) {
      std::fprintf(stderr, "%s\n", message);
      return status;
    }};
    emodna::cuda::set_host(&printing);
    cudaDeviceProp properties;
    must(cudaGetDeviceProperties(&properties, 0));
    auto* context = new emodna::cuda::Context;  // neither is destroyed
    context->multiprocessors = properties.multiProcessorCount;
    context->shared_bytes = properties.sharedMemPerBlockOptin;
    auto* stream = new emodna::cuda::Stream;
    stream->context = context;
    must(cudaStreamCreateWithFlags(&stream->cuda, cudaStreamNonBlocking));
    return *stream;
  }();
  return made;
}

// Memory of the emulated device, which the host may read and write. NaN at first, unless values are given.
template <typename T>
class Device {
 public:
  explicit Device(std::size_t count) : count_(count) {
    void* memory = nullptr;
    must(cudaMalloc(&memory, std::max<std::size_t>(1, count * sizeof(T))));
    data = static_cast<T*>(memory);
  }
  explicit Device(const std::vector<T>& values) : Device(values.size()) {
    std::copy(values.begin(), values.end(), data);
  }
  ~Device() { cudaFree(data); }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  std::size_t size() const { return count_; }
  T& operator[](std::size_t i) const { return data[i]; }
  T* data;

 private:
  std::size_t count_;
};

// Launches one operation's kernel with the blocks that are chosen, all by default.
inline void launch(const std::function<emodna_status()>& operation,
                   std::function<bool(std::uint64_t)> chosen = nullptr) {
  emulation::choose_blocks(std::move(chosen));
  must(operation());
  must(cudaStreamSynchronize(stream().cuda));
  emulation::choose_blocks(nullptr);
}

// Rows of a side as numbers of the few rows that they repeat, in random order, as java's ManyRowsContractTest has them.
// A kernel can't tell, and float64 needs only the few.
struct Repeated {
  std::vector<int> origins;  // of each row
  std::vector<int> copies;   // of each distinct one

  Repeated(int rows, std::mt19937_64& random) : origins(rows), copies(distinct_rows) {
    for (int i = 0; i < rows; ++i) origins[i] = i % distinct_rows;
    std::shuffle(origins.begin(), origins.end(), random);
    for (int origin : origins) ++copies[origin];
  }

  // [rows, dim] of the distinct ones' [distinct_rows, dim].
  template <typename T>
  std::vector<T> rows(const std::vector<T>& distinct, int dim = 1) const {
    std::vector<T> all;
    all.reserve(origins.size() * dim);
    for (int origin : origins) {
      const auto first = distinct.begin() + static_cast<std::ptrdiff_t>(origin) * dim;
      all.insert(all.end(), first, first + dim);
    }
    return all;
  }
};

inline std::vector<float> normal(std::size_t count, std::mt19937_64& random) {
  std::normal_distribution<float> distribution;
  std::vector<float> values(count);
  for (float& value : values) value = distribution(random);
  return values;
}

// The bound that ManyRowsContractTest holds on a GPU, relative to the largest value: the project's 1e-5 (and 1e-7 of
// values times rows, which are of about one), and room for float32's sums of so many terms. `largest` is that of the
// expected values, one row's gradients among them.
inline double gradient_bound(int rows, double largest) {
  return 1e-5 + 6e-8 * std::sqrt(static_cast<double>(rows)) + 1e-7 / (largest * rows);
}

// The table: one line a result, and whether all hold their bounds.
class Table {
 public:
  explicit Table(const char* name) {
    std::printf("%-34s %8s %9s %9s %6s %8s\n", name, "rows", "error", "bound", "of it", "seconds");
  }

  // error: relative to the largest value expected. Seconds are the processor's since the line before.
  void line(const char* what, int rows, double error, double bound) {
    const std::clock_t now = std::clock();
    const double seconds = static_cast<double>(now - since_) / CLOCKS_PER_SEC;
    since_ = now;
    const bool holds = error <= bound;  // not of NaN
    std::printf("%-34s %8d %9.2e %9.2e %5.0f%% %8.2f%s\n", what, rows, error, bound,
                bound == 0 ? 0.0 : 100 * error / bound, seconds, holds ? "" : "  FAILED");
    std::fflush(stdout);
    failures_ += holds ? 0 : 1;
  }

  // What main() returns.
  int result() const { return failures_ == 0 ? 0 : 1; }

 private:
  std::clock_t since_ = std::clock();
  int failures_ = 0;
};

// The greatest difference of values that are looked at from those expected, and the largest of these.
class Errors {
 public:
  void add(double expected, double actual) {
    const double difference = std::fabs(actual - expected);
    if (!std::isnan(worst_) && !(difference <= worst_)) worst_ = difference;  // NaN stays
    largest_ = std::max(largest_, std::fabs(expected));
  }
  double largest() const { return largest_; }
  double relative() const { return worst_ / largest_; }

 private:
  double worst_ = 0, largest_ = 0;
};

}  // namespace replay

#endif
