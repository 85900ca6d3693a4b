// What the kernel distances and CORAL share: which rows enter, and walks over their columns.
#ifndef EMODNA_CPU_ALIGNMENT_H
#define EMODNA_CPU_ALIGNMENT_H

#include <algorithm>

#include "operations.h"

namespace emodna::cpu {

std::size_t coral_workspace(const emodna_alignment_args& a);
void coral(Context& context, const emodna_alignment_args& a);

// side: 0 source, 1 target. Without labels every row counts as labelled 0.
inline std::int32_t alignment_label(const emodna_alignment_args& a, std::int64_t g, int side, std::int64_t row) {
  const std::int32_t* labels = side == 0 ? a.source_labels : a.target_labels;
  return labels != nullptr ? labels[g * a.label_stride + row] : 0;
}

inline bool alignment_row_enters(const emodna_alignment_args& a, std::int64_t g, int side, std::int64_t row) {
  const std::int32_t label = alignment_label(a, g, side, row);
  return label >= 0 && (a.kind != EMODNA_ALIGN_CLASS || label < a.classes);
}

// Calls body(group, column) for every dimension, in parallel; columns of one cache line stay together.
template <class Body>
void for_alignment_columns(Context& context, const emodna_alignment_args& a, const Body& body) {
  constexpr std::int64_t block = 16;
  const std::int64_t dim = a.dim, blocks = (dim + block - 1) / block;
  context.pool.run(a.groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk % blocks * block;
    for (std::int64_t i = first; i < std::min(dim, first + block); ++i) body(chunk / blocks, i);
  });
}

// Calls body(side, value) for one column of the entering rows.
template <class Body>
void for_alignment_values(const emodna_alignment_args& a, std::int64_t g, std::int64_t column, const Body& body) {
  for (int side = 0; side < 2; ++side) {
    const float* x = side == 0 ? a.xs + g * a.source_stride : a.xt + g * a.target_stride;
    const std::int64_t rows = side == 0 ? a.source_rows : a.target_rows;
    for (std::int64_t r = 0; r < rows; ++r) {
      if (alignment_row_enters(a, g, side, r)) body(side, x[r * a.dim + column]);
    }
  }
}

}  // namespace emodna::cpu

#endif
