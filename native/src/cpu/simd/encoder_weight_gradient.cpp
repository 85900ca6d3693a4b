// Weight gradient of a convolution: register tiles of output times input channels, each a vector of partial sums
// over time.
#include "encoder_functions.h"
#include "vec.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// Accumulators, one vector for each output channel and one input fill the registers: 32 with AVX-512, else 16.
#if defined(__AVX512F__)
constexpr int kOutputs = 5, kInputs = 5;
#else
constexpr int kOutputs = 3, kInputs = 4;
#endif

// Lanes of a where bit Level of the lane's number is 0, of b elsewhere, each plus its neighbour at that distance.
template <int Level>
inline Vec merge(Vec a, Vec b) {
  constexpr int kBit = 1 << Level;
  const IntVec lane = lane_numbers(), of_b = (lane & kBit) >> Level;
  const IntVec low = (lane & ~kBit) + of_b * kWidth, high = low + kBit;
  return __builtin_shuffle(a, b, low) + __builtin_shuffle(a, b, high);
}

template <int Level>
inline void merge_all(Vec* v) {
  if constexpr ((1 << Level) < kWidth) {
#pragma GCC unroll 16
    for (int i = 0; i < kWidth >> (Level + 1); ++i) v[i] = merge<Level>(v[2 * i], v[2 * i + 1]);
    merge_all<Level + 1>(v);
  }
}

// Indices are constants: the checks of a sanitizer on each of them would only make this file take minutes to compile.
template <int O, int K>
__attribute__((no_sanitize("undefined"))) void tile(const WeightGradient& g, int output, int input, int tap) {
  Vec sums[O][K] = {};
  const std::ptrdiff_t shift = tap == 0 && g.taps == 2 ? g.dilation : 0;
  // Frames whose far tap only meets the zeros in front of the row are left out.
  const std::ptrdiff_t begin = shift / kWidth * kWidth;
  for (int row = 0; row < g.rows; ++row) {
    const float* dy = g.dy.at + row * g.pitch + output * g.dy.stride;
    const float* in = g.in.at + row * g.pitch + input * g.in.stride - shift;
    for (std::ptrdiff_t t = begin; t < g.frames[row]; t += kWidth) {
      Vec d[O];
#pragma GCC unroll 8
      for (int o = 0; o < O; ++o) d[o] = load(dy + o * g.dy.stride + t);
#pragma GCC unroll 8
      for (int k = 0; k < K; ++k) {
        const Vec x = load(in + k * g.in.stride + t);
#pragma GCC unroll 8
        for (int o = 0; o < O; ++o) sums[o][k] += d[o] * x;
      }
    }
  }
  constexpr int kGroups = (O * K + kWidth - 1) / kWidth;
  alignas(64) float totals[kGroups * kWidth];
#pragma GCC unroll 4
  for (int group = 0; group < kGroups; ++group) {
    Vec v[kWidth];
#pragma GCC unroll 16
    for (int i = 0; i < kWidth; ++i) {
      const int number = group * kWidth + i;
      v[i] = number < O * K ? sums[number / K][number % K] : Vec{};
    }
    merge_all<0>(v);
    store(totals + group * kWidth, v[0]);
  }
  for (int o = 0; o < O; ++o) {
    float* out = g.out + (static_cast<std::ptrdiff_t>(output + o) * g.inputs + input) * g.taps + tap;
    for (int k = 0; k < K; ++k) out[k * g.taps] = totals[o * K + k];
  }
}

using Tile = void (*)(const WeightGradient&, int, int, int);

template <int O>
Tile tile_of(int inputs) {
  static constexpr Tile tiles[] = {
    tile<O, 1>,
    tile<O, 2>,
    tile<O, 3>,
    tile<O, 4>,
#if defined(__AVX512F__)
    tile<O, 5>,
#endif
  };
  return tiles[inputs - 1];
}

Tile tile_of(int outputs, int inputs) {
  switch (outputs) {
    case 1:
      return tile_of<1>(inputs);
    case 2:
      return tile_of<2>(inputs);
#if defined(__AVX512F__)
    case 3:
      return tile_of<3>(inputs);
    case 4:
      return tile_of<4>(inputs);
#endif
    default:
      return tile_of<kOutputs>(inputs);
  }
}

inline int least(int a, int b) { return a < b ? a : b; }

}  // namespace

void weight_gradient(const WeightGradient& g) {
  for (int output = 0; output < g.outputs; output += kOutputs) {
    for (int input = 0; input < g.inputs; input += kInputs) {
      for (int tap = 0; tap < g.taps; ++tap) {
        tile_of(least(kOutputs, g.outputs - output), least(kInputs, g.inputs - input))(g, output, input, tap);
      }
    }
  }
}

void add_partials(const float* partials, std::ptrdiff_t pitch, int count, int values, float* to) {
  // In double, some values at a time.
  constexpr int kBlock = 32;
  for (int begin = 0; begin < values; begin += kBlock) {
    double totals[kBlock] = {};
    const int block = least(kBlock, values - begin);
    for (int number = 0; number < count; ++number) {
      const float* partial = partials + number * pitch + begin;
      if (block == kBlock) {
        for (int i = 0; i < kBlock; ++i) totals[i] += partial[i];
      } else {
        for (int i = 0; i < block; ++i) totals[i] += partial[i];
      }
    }
    for (int i = 0; i < block; ++i) to[begin + i] += static_cast<float>(totals[i]);
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
