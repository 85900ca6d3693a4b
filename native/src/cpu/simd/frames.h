// Frames of a clip into vector lanes and back.
#ifndef EMODNA_CPU_SIMD_FRAMES_H
#define EMODNA_CPU_SIMD_FRAMES_H

#include <cstdint>

#include "vectors.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// Sum of the lanes, by halves.
inline float sum_lanes(Floats values) {
#pragma GCC unroll 4
  for (int width = kFloats / 2; width > 0; width /= 2) {
    VectorOf<float>::Integers from{};
#pragma GCC unroll 16
    for (int lane = 0; lane < kFloats; ++lane) from[lane] = (lane + width) % kFloats;
    values += __builtin_shuffle(values, from);
  }
  return values[0];
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
