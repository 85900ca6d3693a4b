// The widest vectors of the instruction set that a file is compiled for, as the audio kernels use them: doubles,
// floats, and the logarithm of doubles.
#ifndef EMODNA_CPU_SIMD_DOUBLES_H
#define EMODNA_CPU_SIMD_DOUBLES_H

#include <cstdint>

namespace emodna::cpu::EMODNA_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif
constexpr int kDoubles = kVectorBytes / 8;
constexpr int kFloats = kVectorBytes / 4;

typedef double Doubles __attribute__((vector_size(kVectorBytes)));
typedef std::int64_t Longs __attribute__((vector_size(kVectorBytes)));
typedef float Floats __attribute__((vector_size(kVectorBytes)));
// The same at any address of a float array.
typedef float UnalignedFloats __attribute__((vector_size(kVectorBytes), aligned(4), may_alias));

typedef float HalfFloats __attribute__((vector_size(kVectorBytes / 2)));
typedef float UnalignedHalfFloats __attribute__((vector_size(kVectorBytes / 2), aligned(4), may_alias));

// For __builtin_shuffle(a, b, .): where lane j of the exchanged a and b comes from.
struct Exchange {
  alignas(kVectorBytes) std::int64_t low[kDoubles];
  alignas(kVectorBytes) std::int64_t high[kDoubles];
};

constexpr Exchange exchange(int width) {
  Exchange e{};
  for (int j = 0; j < kDoubles; ++j) {
    e.low[j] = (j & width) != 0 ? j - width + kDoubles : j;
    e.high[j] = (j & width) != 0 ? j + kDoubles : j + width;
  }
  return e;
}

// rows[i][j] <-> rows[j][i], by exchanging ever larger blocks. Unrolled, so that the rows stay in registers.
template <int width>
__attribute__((always_inline)) inline void transpose(Doubles (&rows)[kDoubles]) {
  if constexpr (width < kDoubles) {
    constexpr Exchange e = exchange(width);
    Longs low{}, high{};
#pragma GCC unroll 8
    for (int j = 0; j < kDoubles; ++j) {
      low[j] = e.low[j];
      high[j] = e.high[j];
    }
#pragma GCC unroll 8
    for (int i = 0; i < kDoubles; ++i) {
      if ((i & width) != 0) continue;
      const Doubles a = rows[i], b = rows[i + width];
      rows[i] = __builtin_shuffle(a, b, low);
      rows[i + width] = __builtin_shuffle(a, b, high);
    }
    transpose<2 * width>(rows);
  }
}

// Natural logarithm of positive normal numbers, within some 3e-16 of the larger of the result and 1; NaN for NaN and
// infinity, so that a poisoned sample is seen at the end.
inline Doubles natural_log(Doubles x) {
  // x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| < 0.172.
  const Longs bits = (Longs)x;
  const Longs exponent = (bits - 0x3fe6a09e667f3bcdLL) >> 52;
  const Doubles m = (Doubles)(bits - (exponent << 52));
  // An integer put into the mantissa of 1.5 * 2^52 becomes a double without a conversion instruction.
  const Doubles e = (Doubles)(exponent + 0x4338000000000000LL) - 6755399441055744.0;
  const Doubles s = (m - 1.0) / (m + 1.0);
  const Doubles z = s * s;
  Doubles sum = z * (1.0 / 21) + 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  return e * 0.69314718055994530942 + 2.0 * s * (1.0 + z * sum) + (x - x);
}

}  // namespace
}  // namespace emodna::cpu::EMODNA_ISA

#endif
