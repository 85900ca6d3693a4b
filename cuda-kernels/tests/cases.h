// Every operation at a few shapes, as functions from a device to what comes out: small enough for the emulation and for
// compute-sanitizer, odd enough to meet the edges of tiles.
#ifndef EMODNA_CUDA_TESTS_CASES_H
#define EMODNA_CUDA_TESTS_CASES_H

#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "device.h"

struct Output {
  std::string name;
  std::vector<float> values;
  double tolerance;          // of the difference between two devices, relative to the largest value; 0: equal
  double least = 0;          // of that scale: what smaller values are differences of, roundings and all
  bool mean_square = false;  // root mean square of the differences, relative to that of the values, instead
};

// Relative error of an operand that a precision rounds; TF32X3 keeps what float32 has, but for some 2 bits.
inline double operand_error(std::int32_t precision) {
  return precision == EMODNA_TF32 ? 0x1p-11 : precision == EMODNA_BF16 ? 0x1p-8 : 0;
}

inline const char* precision_name(std::int32_t precision) {
  return precision == EMODNA_TF32     ? " tf32"
         : precision == EMODNA_TF32X3 ? " tf32x3"
         : precision == EMODNA_BF16   ? " bf16"
                                      : "";
}

struct Case {
  std::string name;
  std::function<std::vector<Output>(Device&)> run;
};

class Inputs {
 public:
  explicit Inputs(std::uint64_t seed) : random_(seed) {}
  std::vector<float> normal(std::size_t count, float scale = 1) {
    std::normal_distribution<float> distribution(0, scale);
    std::vector<float> values(count);
    for (float& v : values) v = distribution(random_);
    return values;
  }
  std::vector<float> positive(std::size_t count) {
    std::vector<float> values = normal(count);
    for (float& v : values) v = std::abs(v) + 0.1f;
    return values;
  }
  // Rows that sum to 1.
  std::vector<float> probabilities(std::size_t rows, std::size_t classes) {
    std::vector<float> values = positive(rows * classes);
    for (std::size_t r = 0; r < rows; ++r) {
      float sum = 0;
      for (std::size_t c = 0; c < classes; ++c) sum += values[r * classes + c];
      for (std::size_t c = 0; c < classes; ++c) values[r * classes + c] /= sum;
    }
    return values;
  }
  std::vector<std::int32_t> integers(std::size_t count, std::int32_t low, std::int32_t high) {
    std::uniform_int_distribution<std::int32_t> distribution(low, high);
    std::vector<std::int32_t> values(count);
    for (auto& v : values) v = distribution(random_);
    return values;
  }

 private:
  std::mt19937_64 random_;
};

std::vector<Case> encoder_cases(std::uint64_t seed);
std::vector<Case> head_cases(std::uint64_t seed);
std::vector<Case> row_cases(std::uint64_t seed);
std::vector<Case> loss_cases(std::uint64_t seed);
std::vector<Case> audio_cases(std::uint64_t seed);
std::vector<Case> training_cases(std::uint64_t seed);
std::vector<Case> step_cases(std::uint64_t seed);    // those that fault_test lets fail
std::vector<Case> branch_cases(std::uint64_t seed);  // what branches change: nothing

// Copies integers into an output that must be equal.
inline Output exact(const std::string& name, const std::vector<std::int32_t>& values) {
  return {name, std::vector<float>(values.begin(), values.end()), 0};
}

#endif
