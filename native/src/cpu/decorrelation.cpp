// Decorrelation of two sets of columns: both standardised, the products of all pairs, and their gradients.
//
// With A and B standardised and C = A^T B / n, the gradient of mean C^2 with respect to A is 2 / (n D E) B C^T. Its
// columns have mean 0, as B's have, and its product with A is known from C, so that going back through the
// standardisation costs no further sum: da = 2 / (n D E) (B C^T - A diag(sum_e C_de^2)) / sd.
#include <algorithm>
#include <cmath>

#include "arena.h"
#include "operations.h"
#include "tiles.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 24;    // rows of one chunk: four register tiles
constexpr std::int64_t kDepth = 64;    // rows whose products are added in float32; beyond that in double
constexpr double kSmallest = 1e-12;    // clamp of standard deviations
constexpr std::int64_t kColumns = 16;  // one cache line of every row

std::int64_t blocks_of(std::int64_t count, std::int64_t block) { return (count + block - 1) / block; }

// One side of a group, in the workspace.
struct Side {
  Side(Arena& arena, std::int64_t rows, std::int64_t dim_, std::int64_t other)
      : dim(dim_),
        width(round_up(dim_, kTileStep)),
        standardised(arena.take<float>(rows * width)),
        deviation(arena.take<double>(dim_)),
        correlation(arena.take<float>(dim_ * round_up(other, kTileStep))),
        squares(arena.take<double>(dim_)) {}

  std::int64_t dim, width;
  float* standardised;  // [entering rows, width], zeros after dim
  double* deviation;    // [dim]; 0 where it was clamped
  float* correlation;   // [dim, the other's width] C of this side's columns with the other's
  double* squares;      // [dim] sums over the other's columns of C^2
};

struct Group {
  Group(Arena& arena, const emodna_decorrelation_args& a)
      : sides{Side(arena, a.rows, a.dim_a, a.dim_b), Side(arena, a.rows, a.dim_b, a.dim_a)},
        index(arena.take<std::int32_t>(a.rows)),
        entering(arena.take<std::int64_t>(1)) {}

  Side sides[2];
  std::int32_t* index;  // entering row -> row
  std::int64_t* entering;
};

Group group_of(const emodna_decorrelation_args& a, std::int64_t g) {
  Arena measure(nullptr);
  Group(measure, a);
  Arena arena(static_cast<char*>(a.workspace) + static_cast<std::size_t>(g) * measure.bytes());
  return Group(arena, a);
}

void choose_rows(const emodna_decorrelation_args& a, std::int64_t g) {
  const Group group = group_of(a, g);
  *group.entering = 0;
  for (std::int32_t r = 0; r < a.rows; ++r) {
    if (a.lengths == nullptr || a.lengths[g * a.length_stride + r] > 0) group.index[(*group.entering)++] = r;
  }
}

// Some columns of one side.
void standardise(const emodna_decorrelation_args& a, std::int64_t g, int number, std::int64_t first) {
  const Group group = group_of(a, g);
  const Side& side = group.sides[number];
  const std::int64_t rows = *group.entering, end = std::min(side.width, first + kColumns);
  if (rows == 0) return;
  const float* x = number == 0 ? a.a + g * a.a_stride : a.b + g * a.b_stride;
  for (std::int64_t c = first; c < end; ++c) {
    const bool real = c < side.dim;
    const auto at = [&](std::int64_t r) { return static_cast<double>(x[group.index[r] * side.dim + c]); };
    double sum = 0.0, squares = 0.0;
    for (std::int64_t r = 0; r < rows && real; ++r) sum += at(r);
    const double mean = sum / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows && real; ++r) squares += (at(r) - mean) * (at(r) - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(rows)),
                 inverse = 1.0 / std::max(deviation, kSmallest);
    for (std::int64_t r = 0; r < rows; ++r) {
      side.standardised[r * side.width + c] = real ? static_cast<float>((at(r) - mean) * inverse) : 0.0f;
    }
    if (real) side.deviation[c] = deviation < kSmallest ? 0.0 : deviation;
  }
}

// Some of a side's columns with all of the other's.
void correlate(const TileKernels& kernels, const emodna_decorrelation_args& a, std::int64_t g, int number,
               std::int64_t first) {
  const Group group = group_of(a, g);
  const Side &side = group.sides[number], &other = group.sides[1 - number];
  const std::int64_t rows = *group.entering, count = std::min(kBlock, side.dim - first);
  std::fill_n(side.squares + first, count, 0.0);
  float part[kBlock * kPanel];
  for (std::int64_t column = 0; column < other.width && rows > 0; column += kPanel) {
    const std::int64_t columns = std::min<std::int64_t>(kPanel, other.width - column);
    double sums[kBlock * kPanel] = {};
    for (std::int64_t r = 0; r < rows; r += kDepth) {
      kernels.multiply(count, columns, std::min(kDepth, rows - r), side.standardised + r * side.width + first, 1,
                       side.width, other.standardised + r * other.width + column, other.width, part, kPanel, false);
      for (std::int64_t i = 0; i < count; ++i) {
        for (std::int64_t j = 0; j < columns; ++j) sums[i * kPanel + j] += part[i * kPanel + j];
      }
    }
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = 0; j < columns; ++j) {
        const double value = sums[i * kPanel + j] / static_cast<double>(rows);
        side.squares[first + i] += value * value;
        side.correlation[(first + i) * other.width + column + j] = static_cast<float>(value);
      }
    }
  }
}

// Some rows of a side's gradient: the other side's rows times its correlation [other's dim, width].
void gradient(const TileKernels& kernels, const emodna_decorrelation_args& a, std::int64_t g, int number,
              std::int64_t first) {
  const Group group = group_of(a, g);
  const Side &side = group.sides[number], &other = group.sides[1 - number];
  const std::int64_t rows = *group.entering;
  if (first >= rows) return;
  const std::int64_t count = std::min(kBlock, rows - first);
  const double weight = a.weight != nullptr ? *a.weight : 1.0;
  const double factor = 2.0 * weight / (static_cast<double>(rows) * a.dim_a * a.dim_b);
  float* dx = number == 0 ? a.da + g * a.a_stride : a.db + g * a.b_stride;
  float part[kBlock * kPanel];
  for (std::int64_t column = 0; column < side.width; column += kPanel) {
    const std::int64_t columns = std::min<std::int64_t>(kPanel, side.width - column);
    kernels.multiply(count, columns, other.dim, other.standardised + first * other.width, other.width, 1,
                     other.correlation + column, side.width, part, kPanel, false);
    for (std::int64_t r = 0; r < count; ++r) {
      const float* x = side.standardised + (first + r) * side.width + column;
      float* to = dx + static_cast<std::int64_t>(group.index[first + r]) * side.dim + column;
      for (std::int64_t j = 0; j < std::min(columns, side.dim - column); ++j) {
        // A clamped deviation is a constant.
        const double deviation = side.deviation[column + j], slope = deviation > 0.0 ? side.squares[column + j] : 0.0;
        to[j] += static_cast<float>(factor * (part[r * kPanel + j] - x[j] * slope) / std::max(deviation, kSmallest));
      }
    }
  }
}

}  // namespace

std::size_t decorrelation_workspace(Context&, const emodna_decorrelation_args& a) {
  Arena measure(nullptr);
  Group(measure, a);
  return measure.bytes() * static_cast<std::size_t>(a.groups);
}

void decorrelation(Context& context, const emodna_decorrelation_args& a) {
  const TileKernels& kernels = tile_kernels(context.isa);
  const std::int64_t groups = a.groups, widths[2] = {a.dim_a, a.dim_b};
  // Calls body(group, side, first) for `block` columns of either side.
  const auto for_columns = [&](std::int64_t block, const auto& body) {
    const std::int64_t of_a = blocks_of(round_up(widths[0], kTileStep), block);
    const std::int64_t all = of_a + blocks_of(round_up(widths[1], kTileStep), block);
    context.pool.run(groups * all, [&](std::int64_t chunk, int) {
      const std::int64_t at = chunk % all;
      const int number = at < of_a ? 0 : 1;
      body(chunk / all, number, (at - (number == 0 ? 0 : of_a)) * block);
    });
  };
  context.pool.run(groups, [&](std::int64_t g, int) { choose_rows(a, g); });
  for_columns(kColumns, [&](std::int64_t g, int number, std::int64_t first) { standardise(a, g, number, first); });
  // b's own correlations are a's transposed; a's gradient reads them as rows.
  for_columns(kBlock, [&](std::int64_t g, int number, std::int64_t first) {
    if (first < widths[number]) correlate(kernels, a, g, number, first);
  });
  for (std::int64_t g = 0; g < groups; ++g) {
    const Side side = group_of(a, g).sides[0];
    double sum = 0.0;
    for (std::int64_t i = 0; i < side.dim; ++i) sum += side.squares[i];
    a.loss[g] = static_cast<float>(sum / (static_cast<double>(a.dim_a) * a.dim_b));
  }
  const std::int64_t blocks = blocks_of(a.rows, kBlock);
  context.pool.run(groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, first = chunk % blocks * kBlock;
    if (a.da != nullptr) gradient(kernels, a, g, 0, first);
    if (a.db != nullptr) gradient(kernels, a, g, 1, first);
  });
}

}  // namespace emodna::cpu
