// Jitter of a batch's features, a row a chunk.
#include <algorithm>
#include <cmath>
#include <vector>

#include "operations.h"
#include "philox.h"

namespace emodna::cpu {
namespace {

constexpr double kWordStates = 4294967296.0;

struct Draw {
  std::uint64_t seed, step;
  std::array<std::uint32_t, 4> operator()(std::uint32_t place, std::uint32_t last) const {
    return philox({static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32), place, last}, seed);
  }
};

struct Span {
  std::int64_t begin, end;
};

// word is uniform in 0 ... 2^32 - 1, the result in 0 ... most.
std::int64_t uniform(std::uint32_t word, std::int64_t most) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(word) * static_cast<std::uint64_t>(most + 1) >> 32);
}

Span span_of(const Draw& draw, const emodna_jitter_args& a, std::uint32_t row, std::int64_t length) {
  const auto words = draw(1u << 16 | static_cast<std::uint32_t>(a.site), row << 12);
  const std::int64_t most = static_cast<std::int64_t>(static_cast<double>(a.span) * static_cast<double>(length));
  const std::int64_t size = uniform(words[0], most), begin = uniform(words[1], length - size);
  return {begin, begin + size};
}

}  // namespace

void jitter(Context& context, const emodna_jitter_args& a) {
  const std::int64_t rows = a.rows, features = a.features, size = static_cast<std::int64_t>(a.frames) * features;
  // Each thread's shifts and factors of a row.
  std::vector<float> scratch(static_cast<std::size_t>(context.pool.threads()) * 2 * features);
  context.pool.run(a.inputs * rows, [&](std::int64_t chunk, int thread) {
    const std::int64_t input = chunk / rows, r = chunk % rows;
    const Draw draw{a.seeds[input], static_cast<std::uint64_t>(*a.step)};
    const std::uint32_t row = static_cast<std::uint32_t>(r);
    float* shift = scratch.data() + thread * 2 * features;
    float* factor = shift + features;
    for (std::int64_t f = 0; f < features; ++f) {
      const auto words = draw(static_cast<std::uint32_t>(a.site), row << 12 | static_cast<std::uint32_t>(f));
      const double radius = std::sqrt(-2.0 * std::log((words[0] + 1.0) / kWordStates));
      const double angle = 2.0 * 3.14159265358979323846 * words[1] / kWordStates;
      shift[f] = static_cast<float>(a.shift * radius * std::cos(angle));
      factor[f] = static_cast<float>(1.0 + a.scale * radius * std::sin(angle));
    }
    const std::int64_t length =
        a.lengths != nullptr ? std::clamp<std::int64_t>(a.lengths[input * a.length_stride + r], 0, a.frames) : a.frames;
    const Span span = span_of(draw, a, row, length);
    const float* x = a.x + input * a.x_stride + r * size;
    float* y = a.y + input * a.y_stride + r * size;
    for (std::int64_t t = 0; t < a.frames; ++t) {
      if (t >= length || (t >= span.begin && t < span.end)) {
        std::fill_n(y + t * features, features, 0.0f);
        continue;
      }
      for (std::int64_t f = 0; f < features; ++f) y[t * features + f] = (x[t * features + f] + shift[f]) * factor[f];
    }
  });
}

}  // namespace emodna::cpu
