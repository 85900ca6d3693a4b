// Causal convolution of width 2 (or 1) with its gradient to the input: a register tile of output channels times
// frames, whose weights are broadcast.
#include "encoder_functions.h"
#include "vec.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

// Accumulators, the frames and one broadcast weight fill the registers: 32 with AVX-512, else 16.
#if defined(__AVX512F__)
constexpr int kRows = 13, kVectors = 2;
#else
constexpr int kRows = 6, kVectors = 2;
#endif

// Rows of the tile that begins at `row`: as equal as can be.
struct Tiles {
  int count, rows;
  explicit Tiles(int total) : count((total + kRows - 1) / kRows), rows(total) {}
  int begin(int tile) const { return static_cast<int>(static_cast<std::int64_t>(tile) * rows / count); }
};

// One cache line of each plane ahead for each input channel.
constexpr std::ptrdiff_t kLine = 16;

// `ahead` floats of the planes ahead are on their way already. Indices are constants: the checks of a sanitizer on
// each of them would only make this file take minutes to compile.
template <int R, int V, bool Far>
__attribute__((no_sanitize("undefined"))) void tile(const Convolution& c, const float* weights, int row,
                                                    std::ptrdiff_t frame, std::ptrdiff_t ahead) {
  Vec sums[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
    const Vec start = c.start != nullptr ? broadcast(c.start[row + r]) : Vec{};
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) sums[r][v] = start;
  }
  if (c.add.at != nullptr) {
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += load(c.add.at + (row + r) * c.add.stride + frame + v * kWidth);
    }
  }
  const float* in = c.in.at + frame;
  const std::ptrdiff_t stride = c.in.stride, shift = c.shift;
  // pack() puts the far tap's weights in front of the near tap's.
  const int step = c.taps * R;
  const float* near = weights + (c.taps - 1) * R;
  const float* next[Ahead::kPlanes];
  for (int i = 0; i < Ahead::kPlanes; ++i) next[i] = c.ahead.at[i] != nullptr ? c.ahead.at[i] + ahead : weights;
  const std::ptrdiff_t line = ahead < c.ahead.floats ? kLine : 0;
  for (int k = 0; k < c.inputs; ++k, in += stride, near += step) {
#pragma GCC unroll 8
    for (int i = 0; i < Ahead::kPlanes; ++i) __builtin_prefetch(next[i] + k * line, 0, 2);
    Vec x[V];
    if constexpr (Far) {
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) x[v] = load(in + shift + v * kWidth);
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r) {
        const Vec w = broadcast(near[r - R]);
#pragma GCC unroll 4
        for (int v = 0; v < V; ++v) sums[r][v] += w * x[v];
      }
    }
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) x[v] = load(in + v * kWidth);
#pragma GCC unroll 16
    for (int r = 0; r < R; ++r) {
      const Vec w = broadcast(near[r]);
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += w * x[v];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) store(c.out.at + (row + r) * c.out.stride + frame + v * kWidth, sums[r][v]);
  }
}

using Tile = void (*)(const Convolution&, const float*, int, std::ptrdiff_t, std::ptrdiff_t);

template <int V, bool Far>
Tile tile_of(int rows) {
  static constexpr Tile tiles[] = {
    tile<1, V, Far>,
    tile<2, V, Far>,
    tile<3, V, Far>,
    tile<4, V, Far>,
    tile<5, V, Far>,
    tile<6, V, Far>,
#if defined(__AVX512F__)
    tile<7, V, Far>,
    tile<8, V, Far>,
    tile<9, V, Far>,
    tile<10, V, Far>,
    tile<11, V, Far>,
    tile<12, V, Far>,
    tile<13, V, Far>,
#endif
  };
  return tiles[rows - 1];
}

// V vectors of frames from `frame` on, all rows.
template <int V>
void strip(const Convolution& c, const Tiles& tiles, std::ptrdiff_t frame, std::ptrdiff_t& ahead) {
  // A causal tap that only meets the zeros in front of the row, or an anti-causal one that only meets those
  // after it, is left out.
  const bool far = c.taps == 2 && (c.shift < 0 ? frame + V * kWidth > -c.shift : frame + c.shift < c.frames);
  for (int t = 0; t < tiles.count; ++t) {
    const int row = tiles.begin(t), rows = tiles.begin(t + 1) - row;
    const float* weights = c.weights + static_cast<std::ptrdiff_t>(row) * c.inputs * c.taps;
    (far ? tile_of<V, true>(rows) : tile_of<V, false>(rows))(c, weights, row, frame, ahead);
    ahead += c.inputs * kLine;
  }
}

}  // namespace

void pack(const float* weights, std::ptrdiff_t row_stride, std::ptrdiff_t input_stride, int rows, int inputs, int taps,
          float* packed) {
  const Tiles tiles(rows);
  for (int t = 0; t < tiles.count; ++t) {
    for (int k = 0; k < inputs; ++k) {
      for (int tap = 0; tap < taps; ++tap) {
        for (int r = tiles.begin(t); r < tiles.begin(t + 1); ++r) {
          *packed++ = weights[r * row_stride + k * input_stride + tap];
        }
      }
    }
  }
}

void convolve(const Convolution& c) {
  const Tiles tiles(c.rows);
  const std::ptrdiff_t vectors = (c.frames + kWidth - 1) / kWidth;
  std::ptrdiff_t v = 0, ahead = 0;
  for (; v + kVectors <= vectors; v += kVectors) strip<kVectors>(c, tiles, v * kWidth, ahead);
  for (; v < vectors; ++v) strip<1>(c, tiles, v * kWidth, ahead);
}

}  // namespace emodna::cpu::EMODNA_ISA
