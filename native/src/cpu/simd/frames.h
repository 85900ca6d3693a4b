// Frames of a clip into vector lanes and back.
#ifndef EMODNA_CPU_SIMD_FRAMES_H
#define EMODNA_CPU_SIMD_FRAMES_H

#include <cstdint>

#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// The lanes turned by so many places. A template, so that the places are constants.
template <int by, class Lanes>
inline Lanes turned(Lanes values) {
  VectorOf<float>::Integers from{};
#pragma GCC unroll 16
  for (int lane = 0; lane < kFloats; ++lane) from[lane] = (lane + by) % kFloats;
  return __builtin_shuffle(values, from);
}

// Sum of the lanes, by halves.
template <int width = kFloats / 2>
inline float sum_lanes(Floats values) {
  if constexpr (width == 0) {
    return values[0];
  } else {
    return sum_lanes<width / 2>(values + turned<width>(values));
  }
}

// Whether any lane is not 0.
template <int width = kFloats / 2>
inline bool any_lane(VectorOf<float>::Integers values) {
  if constexpr (width == 0) {
    return values[0] != 0;
  } else {
    return any_lane<width / 2>(values | turned<width>(values));
  }
}

// Where `count` samples from `start` on can be read: in the clip, or in `edge` with zeros for what lies outside.
inline const float* frame_at(const float* clip, std::int64_t samples, std::int64_t start, std::int32_t count,
                             float* edge) {
  if (start >= 0 && start + count <= samples) return clip + start;
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int64_t at = start + i;
    edge[i] = at >= 0 && at < samples ? clip[at] : 0.0F;
  }
  return edge;
}

// data[i] of lane l = sources[l][i] for i < count.
template <typename Real>
inline void to_lanes(const float* const* sources, std::int32_t count, Vector<Real>* data) {
  constexpr int kLanes = kLanesOf<Real>;
  std::int32_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    Vector<Real> rows[kLanes];
#pragma GCC unroll 16
    for (int lane = 0; lane < kLanes; ++lane) rows[lane] = load_floats<Real>(sources[lane] + i);
    transpose<Real>(rows);
#pragma GCC unroll 16
    for (int k = 0; k < kLanes; ++k) data[i + k] = rows[k];
  }
  for (; i < count; ++i) {
    for (int lane = 0; lane < kLanes; ++lane) data[i][lane] = sources[lane][i];
  }
}

// out[l * stride + i] = lane l of data[i] for i < count and the first `lanes` lanes. data has room up to a multiple of
// the lanes.
inline void from_lanes(const Floats* data, std::int32_t count, int lanes, std::int64_t stride, float* out) {
  for (std::int32_t i = 0; i < count; i += kFloats) {
    Floats rows[kFloats];
#pragma GCC unroll 16
    for (int k = 0; k < kFloats; ++k) rows[k] = data[i + k];
    transpose<float>(rows);
    for (int lane = 0; lane < lanes; ++lane) store_floats<float>(out + lane * stride + i, rows[lane], count - i);
  }
}

}  // namespace
}  // namespace emodna::cpu::EMODNA_ISA

#endif
