// Deep CORAL: |Cov(source) - Cov(target)|_F^2 / (4 dim^2). A side with one row has covariance 0.
#include "alignment.h"
#include "panels.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 24;  // rows of one chunk: four register tiles
constexpr std::int64_t kDepth = 64;  // rows whose products are added in float32; beyond that in double

struct Group {
  Group(Arena& arena, const emodna_alignment_args& a)
      : width(round_up(a.dim, kTileStep)),
        rows{arena.take<float>(a.source_rows * width), arena.take<float>(a.target_rows * width)},
        index{arena.take<std::int32_t>(a.source_rows), arena.take<std::int32_t>(a.target_rows)},
        mean{arena.take<double>(a.dim), arena.take<double>(a.dim)},
        difference(arena.take<float>(a.dim * width)),
        squares(arena.take<double>(a.dim)),
        entering(arena.take<std::int64_t>(2)) {}

  std::int64_t width;
  float* rows[2];          // [entering, width] centred
  std::int32_t* index[2];  // entering row -> row
  double* mean[2];         // [dim]
  float* difference;       // [dim, width] Cov(source) - Cov(target)
  double* squares;         // [dim] sums over the rows of the difference
  std::int64_t* entering;
};

Group group_of(const emodna_alignment_args& a, std::int64_t g) {
  Arena measure(nullptr);
  Group(measure, a);
  Arena arena(static_cast<char*>(a.workspace) + static_cast<std::size_t>(g) * measure.bytes());
  return Group(arena, a);
}

void choose_rows(const emodna_alignment_args& a, std::int64_t g) {
  const Group group = group_of(a, g);
  for (int side = 0; side < 2; ++side) {
    group.entering[side] = 0;
    for (std::int32_t r = 0; r < (side == 0 ? a.source_rows : a.target_rows); ++r) {
      if (alignment_row_enters(a, g, side, r)) group.index[side][group.entering[side]++] = r;
    }
  }
}

void centre(const emodna_alignment_args& a, std::int64_t g) {
  const Group group = group_of(a, g);
  for (int side = 0; side < 2; ++side) {
    const float* x = side == 0 ? a.xs + g * a.source_stride : a.xt + g * a.target_stride;
    for (std::int64_t r = 0; r < group.entering[side]; ++r) {
      const float* from = x + static_cast<std::int64_t>(group.index[side][r]) * a.dim;
      float* to = group.rows[side] + r * group.width;
      for (std::int64_t i = 0; i < a.dim; ++i) to[i] = static_cast<float>(from[i] - group.mean[side][i]);
      std::fill(to + a.dim, to + group.width, 0.0f);
    }
  }
}

// Rows first .. first + count of the difference of the covariances.
void difference_block(const TileKernels& kernels, const emodna_alignment_args& a, std::int64_t g, std::int64_t first,
                      std::int64_t count) {
  const Group group = group_of(a, g);
  const std::int64_t width = group.width;
  float part[kBlock * kPanel];
  for (std::int64_t column = 0; column < width; column += kPanel) {
    const std::int64_t columns = std::min<std::int64_t>(kPanel, width - column);
    double sums[kBlock * kPanel] = {};
    for (int side = 0; side < 2; ++side) {
      const std::int64_t rows = group.entering[side];
      if (rows < 2) continue;
      const double factor = (side == 0 ? 1.0 : -1.0) / static_cast<double>(rows - 1);
      for (std::int64_t r = 0; r < rows; r += kDepth) {
        const float* x = group.rows[side] + r * width;
        kernels.multiply(count, columns, std::min(kDepth, rows - r), x + first, 1, width, x + column, width, part,
                         kPanel, false);
        for (std::int64_t i = 0; i < count; ++i) {
          for (std::int64_t j = 0; j < columns; ++j) sums[i * kPanel + j] += factor * part[i * kPanel + j];
        }
      }
    }
    for (std::int64_t i = 0; i < count; ++i) {
      double* squares = group.squares + first + i;
      if (column == 0) *squares = 0.0;
      for (std::int64_t j = 0; j < columns; ++j) {
        const double value = sums[i * kPanel + j];
        *squares += value * value;
        group.difference[(first + i) * width + column + j] = static_cast<float>(value);
      }
    }
  }
}

bool both_sides(const Group& group) { return group.entering[0] > 0 && group.entering[1] > 0; }

// dx = +-weight / (dim^2 (n - 1)) centred rows times the difference.
void gradient_block(const TileKernels& kernels, const emodna_alignment_args& a, std::int64_t g, int side,
                    std::int64_t first) {
  const Group group = group_of(a, g);
  const std::int64_t rows = group.entering[side], width = group.width;
  if (first >= rows || rows < 2 || !both_sides(group)) return;
  const std::int64_t count = std::min(kBlock, rows - first);
  const double dim = a.dim, weight = a.weight != nullptr ? *a.weight : 1.0;
  const double factor = (side == 0 ? weight : -weight) / (dim * dim * static_cast<double>(rows - 1));
  float* dx = side == 0 ? a.dxs + g * a.source_stride : a.dxt + g * a.target_stride;
  float part[kBlock * kPanel];
  for (std::int64_t column = 0; column < width; column += kPanel) {
    const std::int64_t columns = std::min<std::int64_t>(kPanel, width - column);
    kernels.multiply(count, columns, a.dim, group.rows[side] + first * width, width, 1, group.difference + column,
                     width, part, kPanel, false);
    for (std::int64_t r = 0; r < count; ++r) {
      float* to = dx + static_cast<std::int64_t>(group.index[side][first + r]) * a.dim + column;
      for (std::int64_t j = 0; j < std::min<std::int64_t>(columns, a.dim - column); ++j) {
        to[j] += static_cast<float>(factor * part[r * kPanel + j]);
      }
    }
  }
}

}  // namespace

std::size_t coral_workspace(const emodna_alignment_args& a) {
  Arena measure(nullptr);
  Group(measure, a);
  return measure.bytes() * static_cast<std::size_t>(a.groups);
}

void coral(Context& context, const emodna_alignment_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  const std::int64_t groups = a.groups, dim = a.dim;
  const auto blocks_of = [](std::int64_t rows) { return (rows + kBlock - 1) / kBlock; };
  context.pool.run(groups, [&](std::int64_t g, int) { choose_rows(a, g); });
  for_alignment_columns(context, a, [&](std::int64_t g, std::int64_t i) {
    const Group group = group_of(a, g);
    double sums[2] = {0.0, 0.0};
    for_alignment_values(a, g, i, [&](int side, double x) { sums[side] += x; });
    for (int side = 0; side < 2; ++side) group.mean[side][i] = sums[side] / static_cast<double>(group.entering[side]);
  });
  context.pool.run(groups, [&](std::int64_t g, int) { centre(a, g); });
  const std::int64_t dim_blocks = blocks_of(dim);
  context.pool.run(groups * dim_blocks, [&](std::int64_t chunk, int) {
    const std::int64_t first = chunk % dim_blocks * kBlock;
    difference_block(kernels, a, chunk / dim_blocks, first, std::min(kBlock, dim - first));
  });
  for (std::int64_t g = 0; g < groups; ++g) {
    const Group group = group_of(a, g);
    double sum = 0.0;
    for (std::int64_t i = 0; i < dim; ++i) sum += group.squares[i];
    const double squared_dim = static_cast<double>(dim) * static_cast<double>(dim);
    a.loss[g] = both_sides(group) ? static_cast<float>(sum / (4.0 * squared_dim)) : 0.0f;
    if (a.sigma2 != nullptr) a.sigma2[g] = 0.0f;
  }
  if (a.dxs == nullptr) return;
  const std::int64_t source_blocks = blocks_of(a.source_rows), blocks = source_blocks + blocks_of(a.target_rows);
  context.pool.run(groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t block = chunk % blocks;
    const int side = block < source_blocks ? 0 : 1;
    gradient_block(kernels, a, chunk / blocks, side, (block - (side == 0 ? 0 : source_blocks)) * kBlock);
  });
}

}  // namespace emodna::cpu
