// What the tests of heads, losses, thresholds and training share: contexts, device arrays, random numbers, comparisons,
// and naive float64 versions of the losses.
#ifndef EMODNA_TESTS_REFERENCE_H
#define EMODNA_TESTS_REFERENCE_H

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "check.h"

using Doubles = std::vector<double>;
using Floats = std::vector<float>;
using Labels = std::vector<std::int32_t>;

// A context with one stream; not alive where this machine lacks the instructions.
struct Device {
  explicit Device(const char* instructions = "", int threads = 2) {
    if (emodna_context_create(0, threads, instructions, &context) != EMODNA_OK) return;
    CHECK(emodna_stream_create(context, &stream) == EMODNA_OK);
  }
  ~Device() {
    if (context == nullptr) return;
    CHECK(emodna_stream_destroy(stream) == EMODNA_OK);
    CHECK(emodna_context_destroy(context) == EMODNA_OK);
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  bool alive() const { return context != nullptr; }

  emodna_context* context = nullptr;
  emodna_stream* stream = nullptr;
};

// An array on the device, filled from the host.
template <class T>
class Array {
 public:
  Array(const Device& device, const std::vector<T>& values) : device_(device), count_(values.size()) {
    CHECK(emodna_buffer_create(device.context, std::max<std::size_t>(1, count_ * sizeof(T)), &buffer_) == EMODNA_OK);
    CHECK(emodna_buffer_address(buffer_, &address_) == EMODNA_OK);
    if (count_ > 0)
      CHECK(emodna_copy_to_device(device.stream, address_, values.data(), count_ * sizeof(T)) == EMODNA_OK);
  }
  Array(const Device& device, std::size_t count) : Array(device, std::vector<T>(count)) {}
  ~Array() { CHECK(emodna_buffer_destroy(buffer_) == EMODNA_OK); }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  operator T*() const { return static_cast<T*>(address_); }
  std::size_t bytes() const { return count_ * sizeof(T); }
  std::vector<T> host() const {
    std::vector<T> values(count_);
    if (count_ > 0) CHECK(emodna_copy_to_host(device_.stream, values.data(), address_, bytes()) == EMODNA_OK);
    return values;
  }

 private:
  const Device& device_;
  std::size_t count_;
  emodna_buffer* buffer_ = nullptr;
  void* address_ = nullptr;
};

// Fresh numbers in every run; EMODNA_SEED repeats one.
inline std::mt19937& random_numbers() {
  static std::mt19937 engine = [] {
    const char* given = std::getenv("EMODNA_SEED");
    const unsigned seed = given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device()();
    std::printf("seed %u (EMODNA_SEED)\n", seed);
    return std::mt19937(seed);
  }();
  return engine;
}

inline Floats normal(std::size_t count, float scale = 1.0f) {
  std::normal_distribution<float> distribution(0.0f, scale);
  Floats values(count);
  for (float& value : values) value = distribution(random_numbers());
  return values;
}

inline Labels classes(std::size_t count, int lowest, int highest) {
  std::uniform_int_distribution<std::int32_t> distribution(lowest, highest);
  Labels values(count);
  for (std::int32_t& value : values) value = distribution(random_numbers());
  return values;
}

inline Floats unit_rows(std::size_t rows, std::size_t dim) {
  Floats values = normal(rows * dim);
  for (std::size_t r = 0; r < rows; ++r) {
    double norm = 0.0;
    for (std::size_t i = 0; i < dim; ++i) norm += values[r * dim + i] * values[r * dim + i];
    for (std::size_t i = 0; i < dim; ++i) values[r * dim + i] /= static_cast<float>(std::sqrt(norm));
  }
  return values;
}

inline Doubles wide(const Floats& values) { return Doubles(values.begin(), values.end()); }

inline double largest(const Doubles& values) {
  double result = 0.0;
  for (double value : values) result = std::max(result, std::abs(value));
  return result;
}

// The project's rule: within 1e-5 of the tensor's largest magnitude. `more` is for what is known only roughly.
inline bool close(const Floats& actual, const Doubles& expected, double more = 0.0) {
  if (actual.size() != expected.size()) return false;
  const double bound = 1e-5 * largest(expected) + 1e-7 + more;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::abs(actual[i] - expected[i]) <= bound) continue;
    std::fprintf(stderr, "  [%zu] is %.9g, expected %.9g within %.3g\n", i, static_cast<double>(actual[i]), expected[i],
                 bound);
    return false;
  }
  return true;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

// Central differences of value() with respect to every x. Where value() has kinks, a small h makes it unlikely that
// one lies between the two points.
template <class Value>
Doubles differences(Doubles& x, const Value& value, double h = 1e-6) {
  Doubles gradient(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double before = x[i], step = h * std::max(1.0, std::abs(before));
    x[i] = before + step;
    const double above = value();
    x[i] = before - step;
    gradient[i] = (above - value()) / (2.0 * step);
    x[i] = before;
  }
  return gradient;
}

template <class T>
std::vector<T> slice(const std::vector<T>& all, std::size_t begin, std::size_t count) {
  return std::vector<T>(all.begin() + begin, all.begin() + begin + count);
}

// Whether the gradient gives the slope along one random direction, within 1e-4 of what slopes are: a direction may be
// nearly across the gradient.
template <class Value>
bool gives_slope(Doubles& x, const Floats& gradient, const Value& value) {
  const Doubles before = x, direction = wide(normal(x.size()));
  const double h = 1e-6;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = before[i] + h * direction[i];
  const double above = value();
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = before[i] - h * direction[i];
  const double below = value();
  x = before;
  double product = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    product += gradient[i] * direction[i];
    squares += static_cast<double>(gradient[i]) * gradient[i];
  }
  return std::abs((above - below) / (2.0 * h) - product) < 1e-4 * std::sqrt(squares) + 1e-6;
}

// The call must fail as a wrong argument, with a message that names `field`.
inline void check_refused(emodna_status status, const char* field, int line) {
  const bool refused = status == EMODNA_INVALID_ARGUMENT;
  const bool named = std::string(emodna_last_error()).find(field) != std::string::npos;
  check_that(refused && named, field, "refused at", line);
}
#define REFUSED(call, field) check_refused((call), field, __LINE__)

#endif
