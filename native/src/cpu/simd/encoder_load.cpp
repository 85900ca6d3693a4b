// The encoder's input, frames times features, transposed to a plane.
#include "encoder_functions.h"
#include "vec.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// One step of a transposition: of a pair of rows 2^Level apart, the off-diagonal blocks of that size change places.
template <int Level>
inline __attribute__((always_inline)) void exchange(Vec& a, Vec& b) {
  constexpr int kBit = 1 << Level;
  const IntVec lane = lane_numbers(), upper = (lane & kBit) >> Level;
  const IntVec low = lane + upper * (kWidth - kBit), high = low + kBit;
  const Vec first = __builtin_shuffle(a, b, low), second = __builtin_shuffle(a, b, high);
  a = first;
  b = second;
}

template <int Level>
inline __attribute__((always_inline)) void transpose(Vec* rows) {
  if constexpr ((1 << Level) < kWidth) {
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i) {
      if ((i & (1 << Level)) == 0) exchange<Level>(rows[i], rows[i + (1 << Level)]);
    }
    transpose<Level + 1>(rows);
  }
}

}  // namespace

void load_plane(const float* x, int features, int frames, bool reversed, Plane out) {
  const std::ptrdiff_t step = reversed ? -features : features;
  const float* first = reversed ? x + static_cast<std::ptrdiff_t>(frames - 1) * features : x;
  int t = 0;
  if (features >= kWidth) {
    for (; t + kWidth <= frames; t += kWidth) {
      // The last block of features overlaps the one before.
      for (int f = 0; f < features; f += kWidth) {
        const int begin = f + kWidth <= features ? f : features - kWidth;
        Vec rows[kWidth];
#pragma GCC unroll 16
        for (int i = 0; i < kWidth; ++i) rows[i] = load(first + (t + i) * step + begin);
        transpose<0>(rows);
#pragma GCC unroll 16
        for (int i = 0; i < kWidth; ++i) store(out.at + (begin + i) * out.stride + t, rows[i]);
      }
    }
  }
  const int end = (frames + kFrameUnit - 1) / kFrameUnit * kFrameUnit;
  for (int f = 0; f < features; ++f) {
    for (int rest = t; rest < end; ++rest) {
      out.at[f * out.stride + rest] = rest < frames ? first[rest * step + f] : 0.0f;
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
