// Products on tensor cores (core/mma.cuh): fragments, how operands are rounded and sums cut off, and what a long
// product loses in each precision beside a plain float32 loop.
#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <vector>

#include "../core/mma.cuh"
#include "emulated.h"

namespace {

using namespace emodna::cuda;

// c [16, 8] += a [16, 16] b [16, 8], fragments taken and put as PTX's manual has them: in TF32 two products of 8 each.
__global__ void fragment_kernel(const float* a, const float* b, float* c, bool bf16) {
  const int lane = threadIdx.x, group = lane >> 2, within = lane & 3;
  float sums[4];
  for (int r = 0; r < 4; ++r) sums[r] = c[(group + (r >= 2 ? 8 : 0)) * 8 + within * 2 + (r & 1)];
  if (bf16) {
    unsigned left[4], right[2];
    for (int r = 0; r < 4; ++r) {
      const int row = group + (r == 1 || r == 3 ? 8 : 0), column = within * 2 + (r >= 2 ? 8 : 0);
      left[r] = to_bf16_pair(a[row * 16 + column], a[row * 16 + column + 1]);
    }
    for (int r = 0; r < 2; ++r) {
      const int row = within * 2 + 8 * r;
      right[r] = to_bf16_pair(b[row * 8 + group], b[(row + 1) * 8 + group]);
    }
    mma_bf16(left, right, sums[0], sums[1], sums[2], sums[3]);
  } else {
    for (int first = 0; first < 16; first += 8) {
      unsigned left[4], right[2];
      for (int r = 0; r < 4; ++r) {
        const int row = group + (r == 1 || r == 3 ? 8 : 0), column = first + within + (r >= 2 ? 4 : 0);
        left[r] = to_tf32(a[row * 16 + column]);
      }
      for (int r = 0; r < 2; ++r) right[r] = to_tf32(b[(first + within + 4 * r) * 8 + group]);
      mma_tf32(left, right, sums[0], sums[1], sums[2], sums[3]);
    }
  }
  for (int r = 0; r < 4; ++r) c[(group + (r >= 2 ? 8 : 0)) * 8 + within * 2 + (r & 1)] = sums[r];
}

void tensor_cores_multiply() {
  Stream stream;
  Device<float> a(256), b(128), c(128);
  // Whole numbers that every precision keeps, all products different.
  for (int i = 0; i < 256; ++i) a.data[i] = static_cast<float>(i * 37 % 127 - 60);
  for (int i = 0; i < 128; ++i) b.data[i] = static_cast<float>(i * 53 % 113 - 50);
  for (bool bf16 : {false, true}) {
    for (int i = 0; i < 128; ++i) c.data[i] = 0;
    check(run(stream, 1, 32, 0, fragment_kernel, static_cast<const float*>(a.data), static_cast<const float*>(b.data),
              c.data, bf16) == cudaSuccess,
          "a product is launched");
    cudaStreamSynchronize(stream.handle);
    bool right = true;
    for (int row = 0; row < 16; ++row) {
      for (int column = 0; column < 8; ++column) {
        float sum = 0;
        for (int k = 0; k < 16; ++k) sum += a.data[row * 16 + k] * b.data[k * 8 + column];
        right = right && c.data[row * 8 + column] == sum;
      }
    }
    check(right, bf16 ? "a BF16 product" : "two TF32 products");
  }
}

// What a product of tensor cores makes of `start` and terms given by k, which are 0 elsewhere.
float tensor_sum(bool bf16, float start, const std::map<int, float>& terms) {
  Stream stream;
  Device<float> a(256), b(128), c(128);
  for (int i = 0; i < 256; ++i) a.data[i] = 0;
  for (int i = 0; i < 128; ++i) b.data[i] = 1, c.data[i] = start;
  for (const auto& [k, term] : terms) a.data[k] = term;
  run(stream, 1, 32, 0, fragment_kernel, static_cast<const float*>(a.data), static_cast<const float*>(b.data), c.data,
      bf16);
  cudaStreamSynchronize(stream.handle);
  return c.data[0];
}

// Each case has another result if sums were rounded, or cut elsewhere (emulation/tensor_core.h).
void tensor_cores_cut() {
  constexpr float ulp = 0x1p-23f;
  for (bool bf16 : {false, true}) {
    const int half = bf16 ? 8 : 4;
    check(tensor_sum(bf16, 1, {{0, 0.75f * ulp}}) == 1, "a sum is cut, not rounded to the nearest");
    check(tensor_sum(bf16, -1, {{0, -0.75f * ulp}}) == -1, "towards zero");
    check(tensor_sum(bf16, 1, {{0, 0.5f * ulp}, {half - 1, 0.5f * ulp}}) == 1 + ulp, "there is one more bit");
    check(tensor_sum(bf16, 1, {{0, 0.25f * ulp}, {1, 0.25f * ulp}, {2, 0.25f * ulp}, {3, 0.25f * ulp}}) == 1,
          "and not two");
    check(tensor_sum(bf16, 1, {{0, 0.5f * ulp}, {half, 0.5f * ulp}}) == 1, "half of the products are added at a time");
    check(tensor_sum(bf16, 1, {{0, -0.25f * ulp}}) == 1, "what is below the bits does not count, not even as a sign");
    check(tensor_sum(bf16, 0, {{0, 1}, {1, 0.75f * ulp}, {2, -1}}) == 0.5f * ulp,
          "a larger one that leaves takes bits along");
    check(tensor_sum(bf16, 0, {{0, 1}, {1, 0.75f * ulp}, {half, -1}}) == 0, "more of them from one half to the other");
    check(tensor_sum(bf16, 0, {{0, 0x1p-126f}, {1, -0x1.8p-127f}}) == 0x1p-128f, "subnormal numbers are numbers");
    check(tensor_sum(bf16, -3, {{0, 3}}) == 0 && std::isinf(tensor_sum(bf16, 1, {{0, INFINITY}})) &&
              std::isnan(tensor_sum(bf16, INFINITY, {{0, -INFINITY}})),
          "nothing is left, or no number");
  }
  // 1.5 x 1.5 is 2.25, and aligned as such to the exponents' sum, 0: 24 bits behind its units, not behind its twos.
  const float operands[4] = {1.5f, 0x1p-24f, 0, 0}, others[4] = {1.5f, 1, 0, 0};
  check(emulation::add_products(operands, others, -2.25f) == 0, "aligned to the accumulator, the largest");
  check(emulation::add_products(operands, others, -1) == 1.25f, "cut off to a float32");
  const float apart[4] = {1.5f, 0x1p-24f, -1.5f, 0}, same[4] = {1.5f, 1, 1.5f, 0};
  check(emulation::add_products(apart, same, 0) == 0x1p-24f, "aligned to the operands' exponents");
}

void operands_round() {
  const auto tf32 = [](float x) { return __uint_as_float(to_tf32(x)); };
  check(tf32(1 + 0x1p-11f) == 1 + 0x1p-10f && tf32(1 + 0x0.ffep-11f) == 1 && tf32(-1 - 0x1p-11f) == -1 - 0x1p-10f,
        "TF32: ties away from zero");
  check(tf32(3.4028235e38f) == INFINITY && tf32(-INFINITY) == -INFINITY && std::isnan(tf32(NAN)), "TF32: no numbers");
  const auto bf16 = [](float x) { return __uint_as_float(to_bf16_pair(x, 0) << 16); };
  check(bf16(1 + 0x1p-8f) == 1 && bf16(1 + 0x3p-8f) == 1 + 0x1p-6f && bf16(1 + 0x1.02p-8f) == 1 + 0x1p-7f,
        "BF16: ties to even");
  check(bf16(INFINITY) == INFINITY && std::isnan(bf16(NAN)) && to_bf16_pair(0, 1) == 0x3f800000u, "BF16: no numbers");
}

// c [16, 8] = a [16, depth] b [depth, 8], depth a multiple of 16. chained: every product of TF32 into one sum, as the
// instruction offers it.
template <int precision, bool chained>
__global__ void product_kernel(const float* a, const float* b, float* c, int depth) {
  const int lane = threadIdx.x, group = lane / 4, within = lane % 4;
  float sums[4] = {0, 0, 0, 0};
  for (int first = 0; first < depth; first += 16) {
    float x[2][4], y[2][2];
    for (int s = 0; s < 2; ++s) {
      for (int i = 0; i < 4; ++i) {
        x[s][i] = operand<precision>(a[(group + i % 2 * 8) * depth + first + 8 * s + i / 2 * 4 + within]);
      }
      for (int i = 0; i < 2; ++i) y[s][i] = operand<precision>(b[(first + 8 * s + 4 * i + within) * 8 + group]);
    }
    Fragment<precision, 4> left;
    Fragment<precision, 2> right;
    left.set(x);
    right.set(y);
    if constexpr (chained) {
      for (int s = 0; s < 2; ++s) {
        mma_tf32(left.small[s], right.big[s], sums[0], sums[1], sums[2], sums[3]);
        mma_tf32(left.big[s], right.small[s], sums[0], sums[1], sums[2], sums[3]);
        mma_tf32(left.big[s], right.big[s], sums[0], sums[1], sums[2], sums[3]);
      }
    } else {
      multiply(left, right, sums[0], sums[1], sums[2], sums[3]);
    }
  }
  for (int r = 0; r < 4; ++r) c[(group + r / 2 * 8) * 8 + within * 2 + r % 2] = sums[r];
}

struct Product {
  int depth;
  std::vector<float> a, b;
  std::vector<double> exact;

  // Numbers around `mean` with a spread of 1: with 0 sums stay small beside their terms, with 4 they grow all the way.
  Product(int depth_, double mean, std::mt19937_64& random) : depth(depth_), a(16 * depth), b(depth * 8), exact(128) {
    std::normal_distribution<double> draw(mean, 1);
    for (float& x : a) x = static_cast<float>(draw(random));
    for (float& x : b) x = static_cast<float>(draw(random));
    for (int i = 0; i < 128; ++i) {
      for (int k = 0; k < depth; ++k) exact[i] += double(a[i / 8 * depth + k]) * double(b[k * 8 + i % 8]);
    }
  }
  // Largest error relative to the largest magnitude.
  double error(const std::vector<float>& c) const {
    double wrong = 0, largest = 0;
    for (int i = 0; i < 128; ++i) {
      wrong = std::max(wrong, std::fabs(c[i] - exact[i]));
      largest = std::max(largest, std::fabs(exact[i]));
    }
    return wrong / largest;
  }
  double plain() const {
    std::vector<float> c(128);
    for (int i = 0; i < 128; ++i) {
      for (int k = 0; k < depth; ++k) c[i] = std::fma(a[i / 8 * depth + k], b[k * 8 + i % 8], c[i]);
    }
    return error(c);
  }
  template <int precision, bool chained = false>
  double tensor() const {
    Stream stream;
    Device<float> left(a.size()), right(b.size()), c(128);
    std::copy(a.begin(), a.end(), left.data);
    std::copy(b.begin(), b.end(), right.data);
    run(stream, 1, 32, 0, product_kernel<precision, chained>, static_cast<const float*>(left.data),
        static_cast<const float*>(right.data), c.data, depth);
    cudaStreamSynchronize(stream.handle);
    return error(c.host());
  }
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The contract's rule for what counts as float32's accuracy, over draws: at most twice the plain loop's error, and 2
// ulps.
void long_products_are_exact() {
  std::mt19937_64 random(1);
  std::printf("largest error of a product, relative to its largest value, median of 5:\n");
  std::printf("%6s %6s %9s %9s %9s %9s %9s\n", "k", "mean", "float32", "tf32x3", "chained", "tf32", "bf16");
  for (double mean : {0.0, 4.0}) {
    for (int depth : {16, 48, 80, 224, 1024, 4096}) {
      std::vector<double> plain, split, chained, tf32, bf16;
      for (int draw = 0; draw < 5; ++draw) {
        const Product product(depth, mean, random);
        plain.push_back(product.plain());
        split.push_back(product.tensor<EMODNA_TF32X3>());
        chained.push_back(product.tensor<EMODNA_TF32X3, true>());
        tf32.push_back(product.tensor<EMODNA_TF32>());
        bf16.push_back(product.tensor<EMODNA_BF16>());
      }
      std::printf("%6d %6.1f %9.1e %9.1e %9.1e %9.1e %9.1e\n", depth, mean, median(plain), median(split),
                  median(chained), median(tf32), median(bf16));
      check(median(split) <= 2 * median(plain) + 2 * 0x1p-23, "tf32x3 is as exact as float32");
      if (mean > 0 && depth >= 1024) {
        check(median(chained) > 2 * median(plain) + 2 * 0x1p-23, "sums that tensor cores chain are not");
      }
    }
  }
}

}  // namespace

int main() {
  tensor_cores_multiply();
  tensor_cores_cut();
  operands_round();
  long_products_are_exact();
  std::printf("mma_test: %d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
