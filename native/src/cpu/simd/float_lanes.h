// Vectors of floats for the kernels behind tiles.h. Everything is local to its file: the same header is compiled
// with different instructions, and the linker must never take one file's copy for another's.
#ifndef EMODNA_CPU_SIMD_FLOAT_LANES_H
#define EMODNA_CPU_SIMD_FLOAT_LANES_H

#include <cstddef>
#include <cstdint>

namespace emodna::cpu::EMODNA_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float Lanes __attribute__((vector_size(kLanes * 4)));
typedef std::int32_t IntLanes __attribute__((vector_size(kLanes * 4)));
typedef std::uint32_t UnsignedLanes __attribute__((vector_size(kLanes * 4)));
typedef float UnalignedLanes __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));
typedef std::int32_t UnalignedIntLanes __attribute__((vector_size(kLanes * 4), aligned(4), may_alias));

inline Lanes load(const float* from) { return *reinterpret_cast<const UnalignedLanes*>(from); }
inline IntLanes load(const std::int32_t* from) { return *reinterpret_cast<const UnalignedIntLanes*>(from); }
inline void store(float* to, Lanes value) { *reinterpret_cast<UnalignedLanes*>(to) = value; }
inline Lanes broadcast(float value) { return Lanes{} + value; }
inline Lanes larger(Lanes a, Lanes b) { return a > b ? a : b; }

inline float largest(Lanes value) {
  float result = value[0];
  for (int i = 1; i < kLanes; ++i) result = value[i] > result ? value[i] : result;
  return result;
}

// Pairwise, as a naive sum of the lanes would lose the accuracy that the lanes gained.
inline double sum(Lanes value) {
  double part[kLanes];
  for (int i = 0; i < kLanes; ++i) part[i] = value[i];
  for (int width = kLanes / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) part[i] += part[i + width];
  }
  return part[0];
}

// exp(x) for x <= 88, within 1.5 units in the last place; 0 below -87.
inline Lanes exponential(Lanes x) {
  const Lanes clamped = larger(x, broadcast(-87.0f));
  const Lanes magic = broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const Lanes shifted = clamped * 1.44269504088896341f + magic;
  const Lanes n = shifted - magic;
  const Lanes r = clamped - n * 0.693145751953125f - n * 1.42860682030941723e-6f;
  Lanes p = broadcast(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // The low bits of `shifted` hold n. Unsigned, as it may wrap around where x is not a number.
  const UnsignedLanes exponent = reinterpret_cast<UnsignedLanes>(shifted) << 23;
  const Lanes result = reinterpret_cast<Lanes>(reinterpret_cast<UnsignedLanes>(p) + exponent);
  return x < broadcast(-87.0f) ? Lanes{} : result;
}

}  // namespace
}  // namespace emodna::cpu::EMODNA_ISA

#endif
