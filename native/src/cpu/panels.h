// Rows packed for the tile kernels: once row by row with a padded width, once as transposed panels.
#ifndef EMODNA_CPU_PANELS_H
#define EMODNA_CPU_PANELS_H

#include <algorithm>

#include "arena.h"
#include "tiles.h"

namespace emodna::cpu {

struct PackedRows {
  PackedRows() = default;
  PackedRows(Arena& arena, std::int64_t capacity_, std::int64_t dim_)
      : dim(dim_),
        width(round_up(dim_, kTileStep)),
        capacity(round_up(capacity_, kPanel)),
        rows(arena.take<float>(capacity * width)),
        panels(arena.take<float>(capacity * dim)) {}

  float* row(std::int64_t r) const { return rows + r * width; }
  // [dim][kPanel] of rows kPanel * p and following.
  const float* panel(std::int64_t p) const { return panels + p * kPanel * dim; }

  // Fills panel p: value(row, column) where row < count, zeros after.
  template <class Value>
  void fill(std::int64_t p, std::int64_t count, const Value& value) const {
    float* transposed = panels + p * kPanel * dim;
    for (std::int64_t lane = 0; lane < kPanel; ++lane) {
      const std::int64_t r = p * kPanel + lane;
      float* to = row(r);
      for (std::int64_t i = 0; i < dim; ++i) to[i] = r < count ? value(r, i) : 0.0f;
      std::fill(to + dim, to + width, 0.0f);
      for (std::int64_t i = 0; i < dim; ++i) transposed[i * kPanel + lane] = to[i];
    }
  }

  std::int64_t dim = 0, width = 0, capacity = 0;
  float* rows = nullptr;
  float* panels = nullptr;
};

}  // namespace emodna::cpu

#endif
