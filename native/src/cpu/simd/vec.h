// Vectors of floats for the encoder's kernels. Everything is local to its file: the same header is compiled with
// different instructions, and the linker must never take one file's copy for another's.
#ifndef EMODNA_CPU_SIMD_VEC_H
#define EMODNA_CPU_SIMD_VEC_H

#include <cstddef>
#include <cstdint>
#include <utility>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

// The maskz forms of intrinsics with a full mask are the plain ones, without a false warning in GCC 12's headers.

namespace emodna::cpu::EMODNA_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kWidth = 16;
#elif defined(__AVX2__)
constexpr int kWidth = 8;
#else
constexpr int kWidth = 4;
#endif

typedef float Vec __attribute__((vector_size(kWidth * 4)));
typedef std::int32_t IntVec __attribute__((vector_size(kWidth * 4)));
typedef std::uint32_t UnsignedVec __attribute__((vector_size(kWidth * 4)));
typedef float AnyVec __attribute__((vector_size(kWidth * 4), aligned(4), may_alias));

inline __attribute__((always_inline)) Vec load(const float* from) { return *reinterpret_cast<const AnyVec*>(from); }
inline __attribute__((always_inline)) void store(float* to, Vec value) { *reinterpret_cast<AnyVec*>(to) = value; }
// Minus 0, which is free: plus 0 would turn -0 into 0, and so stay an addition.
inline __attribute__((always_inline)) Vec broadcast(float value) { return value - Vec{}; }

// max(0, x) that lets NaN through, so that a diverged network is seen.
inline __attribute__((always_inline)) Vec rectified(Vec x) {
#if defined(__AVX512F__)
  return (Vec)_mm512_maskz_max_ps(0xffff, _mm512_setzero_ps(), (__m512)x);
#elif defined(__AVX2__)
  return (Vec)_mm256_max_ps(_mm256_setzero_ps(), (__m256)x);
#elif defined(__SSE2__)
  return (Vec)_mm_max_ps(_mm_setzero_ps(), (__m128)x);
#else
  return x < 0.0f ? Vec{} : x;
#endif
}

// The smaller one; b where b is NaN.
inline __attribute__((always_inline)) Vec smaller(Vec a, Vec b) {
#if defined(__AVX512F__)
  return (Vec)_mm512_maskz_min_ps(0xffff, (__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (Vec)_mm256_min_ps((__m256)a, (__m256)b);
#elif defined(__SSE2__)
  return (Vec)_mm_min_ps((__m128)a, (__m128)b);
#else
  return a < b ? a : b;
#endif
}

// 0, 1, 2 ... in the lanes.
template <int... Lane>
inline __attribute__((always_inline)) IntVec lane_numbers(std::integer_sequence<int, Lane...>) {
  return IntVec{Lane...};
}
inline __attribute__((always_inline)) IntVec lane_numbers() {
  return lane_numbers(std::make_integer_sequence<int, kWidth>());
}

// All ones in lanes below `count`.
inline __attribute__((always_inline)) IntVec lanes_below(int count) { return lane_numbers() < count; }

inline __attribute__((always_inline)) Vec select(IntVec mask, Vec value) { return mask ? value : Vec{}; }

inline float sum(Vec value) {
  float part[kWidth];
  for (int i = 0; i < kWidth; ++i) part[i] = value[i];
  for (int width = kWidth / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) part[i] += part[i + width];
  }
  return part[0];
}

// 2^-x for x >= 0, within 2 units in the last place; above 126 what it is there.
inline __attribute__((always_inline)) Vec exp2_minus(Vec x) {
  const Vec clamped = smaller(broadcast(126.0f), x);
  const Vec shifted = clamped + broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const Vec f = clamped - (shifted - broadcast(12582912.0f));
  // Minimax for 2^-f, |f| <= 1/2.
  Vec p = broadcast(-1.326472731e-3f);
  p = p * f + 9.671512991e-3f;
  p = p * f - 5.550733581e-2f;
  p = p * f + 2.402224243e-1f;
  p = p * f - 6.931470037e-1f;
  p = p * f + 1.0f;
  // The low bits of `shifted` hold the whole number. Unsigned, as it may wrap around where x is not a number.
  return (Vec)((UnsignedVec)p - ((UnsignedVec)shifted << 23));
}

// 1 / x for 1 <= x <= 2.
inline __attribute__((always_inline)) Vec reciprocal(Vec x) {
#if defined(__AVX512F__)
  // 14 bits and one step of Newton: faster than the division, and within one unit in the last place.
  const Vec start = (Vec)_mm512_maskz_rcp14_ps(0xffff, (__m512)x);
  return start + start * (1.0f - x * start);
#else
  return 1.0f / x;
#endif
}

}  // namespace
}  // namespace emodna::cpu::EMODNA_ISA

#endif
