// How a tensor core adds: c + sum of `count` products, count 4 in TF32 and 8 in BF16. NVIDIA documents none of it ("at
// least single precision", PTX). Measured it is, to the bit, by two models that agree on both GPUs that we compile for
// and match the hardware on 10^5 to 10^6 random products:
//   P. Xie, Y. Wang, F. Yang, M. Yang, MMA-Sim: Bit-Accurate Reference Model of Tensor Cores and Matrix Cores, 2025
//     (arXiv 2511.10909, github.com/microsoft/MMA-Sim);
//   F. A. Khattak, M. Mikaitis, Accurate Models of NVIDIA Tensor Cores, 2025 (arXiv 2512.07004,
//     github.com/north-numerical-computing/MATLAB-tensor-core);
// before them M. Fasi, N. J. Higham, M. Mikaitis, S. Pranesh, Numerical behavior of NVIDIA tensor cores, PeerJ Computer
// Science 7:e330, 2021 (V100, T4, A100), and X. Li et al., FTTN, 2024 (arXiv 2403.00232; H100 too).
//
// Products are exact. They and c are aligned to the largest exponent among them, a product's being the sum of its
// operands' (so that a product may be up to 4 of its units), and cut off after 23 bits of fraction and some extra ones;
// the sum of what is left is exact, and is itself cut off to a float32. All cutting is towards zero.
//   A100  1 extra bit; the 8 products of m16n8k8 in TF32 in two halves, one after the other, and the 16 of m16n8k16 in
//         BF16 likewise: 4 and 8 at a time;
//   H100, H200  2 extra bits; all products of the instruction at once.
// The emulation does what the A100 does, which loses more: fewer bits, and twice as many cuts.
#ifndef EMODNA_EMULATION_TENSOR_CORE_H
#define EMODNA_EMULATION_TENSOR_CORE_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace emulation {

inline constexpr int tensor_core_bits = 24;  // of fraction, while a tensor core adds

// 2^exponent, |exponent| < 1023.
inline double power_of_two(int exponent) {
  const std::uint64_t bits = static_cast<std::uint64_t>(exponent + 1023) << 52;
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return power;
}

// Of a number that is not 0; subnormal numbers have that of the smallest normal one.
inline int exponent_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const int biased = static_cast<int>(bits >> 23 & 0xff);
  return biased == 0 ? -126 : biased - 127;
}

inline float toward_zero(double x) {
  float y = static_cast<float>(x);
  if (std::fabs(static_cast<double>(y)) > std::fabs(x)) y = std::nextafterf(y, 0.0f);
  return y;
}

// left, right: operands as the instruction takes them, of at most 11 significant bits.
template <int count>
float add_products(const float (&left)[count], const float (&right)[count], float c) {
  constexpr int none = std::numeric_limits<int>::min();
  double products[count], plain = c;
  int largest = c == 0 ? none : exponent_of(c);
  for (int k = 0; k < count; ++k) {
    products[k] = static_cast<double>(left[k]) * static_cast<double>(right[k]);
    plain += products[k];
    if (products[k] == 0) continue;
    const int exponent = exponent_of(left[k]) + exponent_of(right[k]);
    largest = exponent > largest ? exponent : largest;
  }
  if (!std::isfinite(plain))
    return std::isnan(plain) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(plain);
  if (largest == none) return 0;
  const double scale = power_of_two(tensor_core_bits - largest);
  auto sum = static_cast<std::int64_t>(c * scale);
  for (int k = 0; k < count; ++k) sum += static_cast<std::int64_t>(products[k] * scale);
  return toward_zero(static_cast<double>(sum) * power_of_two(largest - tensor_core_bits));
}

}  // namespace emulation

#endif
