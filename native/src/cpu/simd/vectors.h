// The widest vectors of the instruction set that a file is compiled for, as the audio kernels use them: floats or
// doubles, how to transpose them, and their logarithm.
#ifndef EMODNA_CPU_SIMD_VECTORS_H
#define EMODNA_CPU_SIMD_VECTORS_H

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

template <typename Real>
constexpr int kLanesOf = kVectorBytes / static_cast<int>(sizeof(Real));
constexpr int kFloats = kLanesOf<float>;

template <typename Real>
struct VectorOf;
template <>
struct VectorOf<float> {
  typedef float Type __attribute__((vector_size(kVectorBytes)));
  typedef std::int32_t Integers __attribute__((vector_size(kVectorBytes)));
  // As many floats as the vector has lanes, at any address.
  typedef float Loaded __attribute__((vector_size(kVectorBytes)));
  typedef float Unaligned __attribute__((vector_size(kVectorBytes), aligned(4), may_alias));
};
template <>
struct VectorOf<double> {
  typedef double Type __attribute__((vector_size(kVectorBytes)));
  typedef std::int64_t Integers __attribute__((vector_size(kVectorBytes)));
  typedef float Loaded __attribute__((vector_size(kVectorBytes / 2)));
  typedef float Unaligned __attribute__((vector_size(kVectorBytes / 2), aligned(4), may_alias));
};
template <typename Real>
using Vector = typename VectorOf<Real>::Type;
using Floats = Vector<float>;
using Doubles = Vector<double>;

template <typename Real>
inline Vector<Real> load_floats(const float* from) {
  const typename VectorOf<Real>::Loaded values = *reinterpret_cast<const typename VectorOf<Real>::Unaligned*>(from);
  return __builtin_convertvector(values, Vector<Real>);
}

template <typename Real>
inline void store_floats(float* to, Vector<Real> values) {
  *reinterpret_cast<typename VectorOf<Real>::Unaligned*>(to) =
      __builtin_convertvector(values, typename VectorOf<Real>::Loaded);
}

// The first `count` lanes.
template <typename Real>
inline void store_floats(float* to, Vector<Real> values, std::int64_t count) {
  if (count >= kLanesOf<Real>) return store_floats<Real>(to, values);
  for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(values[i]);
}

// rows[i][j] <-> rows[j][i], by exchanging ever larger blocks. Unrolled, so that the rows stay in registers. Of fewer
// rows than lanes every block is transposed: rows[i][count b + j] <-> rows[j][count b + i].
template <typename Real, int width = 1, int count>
__attribute__((always_inline)) inline void transpose(Vector<Real> (&rows)[count]) {
  static_assert(count <= kLanesOf<Real>);
  if constexpr (width < count) {
    // For __builtin_shuffle(a, b, .): where lane j of the exchanged a and b comes from.
    typename VectorOf<Real>::Integers low{}, high{};
#pragma GCC unroll 16
    for (int j = 0; j < kLanesOf<Real>; ++j) {
      low[j] = (j & width) != 0 ? j - width + kLanesOf<Real> : j;
      high[j] = (j & width) != 0 ? j + kLanesOf<Real> : j + width;
    }
#pragma GCC unroll 16
    for (int i = 0; i < count; ++i) {
      if ((i & width) != 0) continue;
      const Vector<Real> a = rows[i], b = rows[i + width];
      rows[i] = __builtin_shuffle(a, b, low);
      rows[i + width] = __builtin_shuffle(a, b, high);
    }
    transpose<Real, 2 * width>(rows);
  }
}

// Natural logarithm of positive normal numbers, within some 3e-16 of the larger of the result and 1; NaN for NaN and
// infinity, so that a poisoned sample is seen at the end.
inline Doubles natural_log(Doubles x) {
  using Longs = VectorOf<double>::Integers;
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

// The same for floats, within some 1.5e-7 of the larger of the result and 1.
inline Floats natural_log(Floats x) {
  using Ints = VectorOf<float>::Integers;
  const Ints bits = (Ints)x;
  const Ints exponent = (bits - 0x3f3504f3) >> 23;
  const Floats m = (Floats)(bits - (exponent << 23));
  const Floats e = __builtin_convertvector(exponent, Floats);
  const Floats s = (m - 1.0F) / (m + 1.0F);
  const Floats z = s * s;
  Floats sum = z * (1.0F / 9) + 1.0F / 7;
  sum = sum * z + 1.0F / 5;
  sum = sum * z + 1.0F / 3;
  return e * 0.693147180559945F + (2.0F * s + 2.0F * s * (z * sum)) + (x - x);
}

}  // namespace
}  // namespace emodna::cpu::EMODNA_ISA

#endif
