// Mean and standard deviation of neighbouring columns over time, and their gradient. Two passes over frames that lie in
// the caches: a sum of squares less the square of a sum would cancel.
#include "../tiles.h"

#include "pool_functions.h"

namespace emodna::cpu::EMODNA_ISA {
namespace {

struct Moments {
  double mean[kPoolColumns];
  double deviation[kPoolColumns];
};

// `width` is a constant where it is kPoolColumns, and then the loops over columns are vectors.
template <bool whole>
void moments(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor, Moments* m) {
  const std::int64_t width = whole ? kPoolColumns : columns;
  double sum[kPoolColumns] = {};
  for (std::int64_t t = 0; t < length; ++t) {
    for (std::int64_t i = 0; i < width; ++i) sum[i] += x[t * stride + i];
  }
  const double inverse = 1.0 / static_cast<double>(length);
  for (std::int64_t i = 0; i < width; ++i) m->mean[i] = sum[i] * inverse;
  double squares[kPoolColumns] = {};
  for (std::int64_t t = 0; t < length; ++t) {
    for (std::int64_t i = 0; i < width; ++i) {
      const double off = x[t * stride + i] - m->mean[i];
      squares[i] += off * off;
    }
  }
  for (std::int64_t i = 0; i < width; ++i) {
    m->deviation[i] = __builtin_sqrt(squares[i] * inverse + static_cast<double>(floor));
  }
}

void find(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor, Moments* m) {
  if (columns == kPoolColumns) {
    moments<true>(x, length, stride, columns, floor, m);
  } else {
    moments<false>(x, length, stride, columns, floor, m);
  }
}

}  // namespace

void pool(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor, float* mean,
          float* deviation) {
  if (length == 0) {
    for (std::int64_t i = 0; i < columns; ++i) mean[i] = deviation[i] = 0.0F;
    return;
  }
  Moments m;
  find(x, length, stride, columns, floor, &m);
  for (std::int64_t i = 0; i < columns; ++i) {
    mean[i] = static_cast<float>(m.mean[i]);
    deviation[i] = static_cast<float>(m.deviation[i]);
  }
}

void pool_gradient(const float* x, std::int64_t length, std::int64_t stride, std::int64_t columns, float floor,
                   const float* dmean, const float* ddeviation, float* dx) {
  if (length == 0) return;
  Moments m;
  find(x, length, stride, columns, floor, &m);
  const double inverse = 1.0 / static_cast<double>(length);
  double level[kPoolColumns], slope[kPoolColumns];
  for (std::int64_t i = 0; i < columns; ++i) {
    level[i] = dmean[i] * inverse;
    slope[i] = ddeviation[i] * inverse / m.deviation[i];
  }
  for (std::int64_t t = 0; t < length; ++t) {
    for (std::int64_t i = 0; i < columns; ++i) {
      dx[t * stride + i] += static_cast<float>(level[i] + (x[t * stride + i] - m.mean[i]) * slope[i]);
    }
  }
}

}  // namespace emodna::cpu::EMODNA_ISA
