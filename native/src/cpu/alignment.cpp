// MK-MMD of corpora (CORPUS), of classes (CLASS) and with soft class weights (LOCAL), all as one weighted sum over
// ordered pairs of rows: loss = sum_ij W_ij k(x_i, x_j), W symmetric and known before any distance is. So value and
// gradient come from one pass over the pairs, in tiles, with nothing of size N x M in memory.
//
// Rows are divided by a power of two near sigma first: then no distance overflows, and nothing is rounded. A coordinate
// that was rounded here would be so in all pairs of its row, and rows that lie close together would lose the digits of
// their differences. Rows are then sorted into segments of one side and class: W is one number for two segments, and is
// applied in double precision to exact counts. With float32 weights the rounding of 1/n would not cancel where the loss
// does.
#include "alignment.h"

#include <cmath>

#include "panels.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 24;         // rows of one chunk: four register tiles
constexpr std::int64_t kTile = 2 * kPanel;  // keys taken at once
constexpr double kSmallestSigma2 = 1e-12;

// Neighbouring packed rows of one side and class.
struct Segment {
  std::int64_t first, count;  // first is a multiple of kTileStep; the rows up to the next segment are padding
  std::int32_t side, label;
  double share;  // 1 / rows, negative for the target
};

struct Block {
  std::int64_t first, count;
  std::int32_t segment;
};

struct Header {
  std::int64_t entering[2];  // rows of the source, of the target
  std::int64_t segments, blocks;
  std::int64_t shared;  // classes on both sides
  double sigma;
  double unit;  // a power of two, within (sigma / 2, sigma]
};

struct Group {
  Group(Arena& arena, const emodna_alignment_args& a)
      : most_segments(a.kind == EMODNA_ALIGN_CLASS
                          ? std::min<std::int64_t>(2 * static_cast<std::int64_t>(a.classes), total(a))
                          : 2),
        most_blocks(total(a) / kBlock + most_segments),
        rows(arena, total(a) + most_segments * kTileStep, a.dim),
        soft(arena, a.kind == EMODNA_ALIGN_LOCAL ? rows.capacity : 0, a.classes),
        tile_sums(arena.take<float>(a.dxs != nullptr ? rows.capacity * rows.width : 0)),
        sums(arena.take<double>(a.dxs != nullptr ? rows.capacity * rows.width : 0)),
        present(arena.take<float>(rows.capacity)),
        index(arena.take<std::int32_t>(rows.capacity)),
        row_value(arena.take<double>(rows.capacity)),
        squares(arena.take<double>(a.dim)),
        class_sums(arena.take<double>(2 * static_cast<std::int64_t>(a.classes))),
        segments(arena.take<Segment>(most_segments)),
        blocks(arena.take<Block>(most_blocks)),
        header(arena.take<Header>(1)) {}

  static std::int64_t total(const emodna_alignment_args& a) {
    return static_cast<std::int64_t>(a.source_rows) + a.target_rows;
  }

  std::int64_t most_segments, most_blocks;
  PackedRows rows;      // x / unit, segment by segment
  PackedRows soft;      // LOCAL: signed, normalised weights [row, class]
  float* tile_sums;     // [capacity, width] as sums, of one tile of keys; zeros between tiles
  double* sums;         // [capacity, width] sum_j of factors times differences of rows
  float* present;       // 1, and 0 for padding
  std::int32_t* index;  // packed row -> row of its side, -1 for padding
  double* row_value;    // sum_j W_ij k_ij
  double* squares;      // per dimension over all entering rows: sum of squared distances from the mean
  double* class_sums;   // [side, class] CLASS: rows; LOCAL: sum of the weights
  Segment* segments;
  Block* blocks;
  Header* header;
};

struct Run {
  const emodna_alignment_args& a;
  const TileKernels& kernels;
};

Group group_of(const emodna_alignment_args& a, std::int64_t g) {
  Arena measure(nullptr);
  Group(measure, a);
  Arena arena(static_cast<char*>(a.workspace) + static_cast<std::size_t>(g) * measure.bytes());
  return Group(arena, a);
}

std::int32_t rows_of(const emodna_alignment_args& a, int side) { return side == 0 ? a.source_rows : a.target_rows; }

const float* weights_of(const emodna_alignment_args& a, std::int64_t g, int side, std::int64_t row) {
  return (side == 0 ? a.source_weights : a.target_weights) + g * a.weight_stride + row * a.classes;
}

// Fills class_sums and entering.
void count_classes(const emodna_alignment_args& a, std::int64_t g, const Group& group) {
  std::fill_n(group.class_sums, 2 * static_cast<std::int64_t>(a.classes), 0.0);
  for (int side = 0; side < 2; ++side) {
    double* sums = group.class_sums + static_cast<std::int64_t>(side) * a.classes;
    std::int64_t entering = 0;
    for (std::int32_t r = 0; r < rows_of(a, side); ++r) {
      if (!alignment_row_enters(a, g, side, r)) continue;
      ++entering;
      if (a.kind == EMODNA_ALIGN_CLASS) sums[alignment_label(a, g, side, r)] += 1.0;
      if (a.kind != EMODNA_ALIGN_LOCAL) continue;
      for (std::int32_t c = 0; c < a.classes; ++c) sums[c] += weights_of(a, g, side, r)[c];
    }
    group.header->entering[side] = entering;
  }
}

bool shared(const emodna_alignment_args& a, const Group& group, std::int64_t c) {
  return group.class_sums[c] > 0.0 && group.class_sums[a.classes + c] > 0.0;
}

// Adds a segment of the rows of one side, of one class or (label -1) of all.
void add_segment(const emodna_alignment_args& a, std::int64_t g, const Group& group, int side, std::int32_t label,
                 std::int64_t* next) {
  Segment segment{*next, 0, side, label, 0.0};
  for (std::int32_t r = 0; r < rows_of(a, side); ++r) {
    if (!alignment_row_enters(a, g, side, r)) continue;
    if (label >= 0 && alignment_label(a, g, side, r) != label) continue;
    group.index[*next + segment.count++] = r;
  }
  segment.share = (side == 0 ? 1.0 : -1.0) / static_cast<double>(segment.count);
  *next = round_up(segment.first + segment.count, kTileStep);
  for (std::int64_t first = 0; first < segment.count; first += kBlock) {
    group.blocks[group.header->blocks++] = {segment.first + first, std::min(kBlock, segment.count - first),
                                            static_cast<std::int32_t>(group.header->segments)};
  }
  group.segments[group.header->segments++] = segment;
}

// Which rows enter, in which order.
void choose_rows(const Run& run, std::int64_t g) {
  const emodna_alignment_args& a = run.a;
  const Group group = group_of(a, g);
  Header& header = *group.header;
  header = {};
  count_classes(a, g, group);
  std::fill_n(group.index, group.rows.capacity, -1);
  std::int64_t next = 0;
  const bool both = header.entering[0] > 0 && header.entering[1] > 0;
  for (std::int64_t c = 0; a.kind != EMODNA_ALIGN_CORPUS && c < a.classes; ++c) header.shared += shared(a, group, c);
  for (int side = 0; both && side < 2; ++side) {
    if (a.kind == EMODNA_ALIGN_CLASS) {
      for (std::int32_t c = 0; c < a.classes; ++c) {
        if (shared(a, group, c)) add_segment(a, g, group, side, c, &next);
      }
    } else if (a.kind == EMODNA_ALIGN_CORPUS || header.shared > 0) {
      add_segment(a, g, group, side, -1, &next);
    }
  }
  for (std::int64_t r = 0; r < group.rows.capacity; ++r) group.present[r] = group.index[r] >= 0 ? 1.0f : 0.0f;
}

// sigma2 = 2 / (n - 1) * sum of squared distances from the mean: the mean over all pairs without looking at pairs.
void find_sigma(const Run& run, std::int64_t g) {
  const Group group = group_of(run.a, g);
  const std::int64_t entering = group.header->entering[0] + group.header->entering[1];
  double sum = 0.0;
  for (std::int64_t i = 0; i < run.a.dim; ++i) sum += group.squares[i];
  const double sigma2 = entering > 1 ? 2.0 * sum / static_cast<double>(entering - 1) : 0.0;
  const double sigma = std::sqrt(std::max(sigma2, kSmallestSigma2));
  group.header->sigma = sigma;
  group.header->unit = std::ldexp(1.0, std::ilogb(sigma));
}

void pack(const Run& run, std::int64_t g, std::int64_t panel) {
  const emodna_alignment_args& a = run.a;
  const Group group = group_of(a, g);
  const Header& header = *group.header;
  if (header.segments == 0) return;
  const Segment& last = group.segments[header.segments - 1];
  const std::int64_t end = last.first + last.count, target = group.segments[header.segments / 2].first;
  if (panel * kPanel >= end) return;
  const float* sides[2] = {a.xs + g * a.source_stride, a.xt + g * a.target_stride};
  group.rows.fill(panel, end, [&](std::int64_t r, std::int64_t i) {
    if (group.index[r] < 0) return 0.0f;
    const double x = sides[r >= target][static_cast<std::int64_t>(group.index[r]) * a.dim + i];
    return static_cast<float>(x / header.unit);
  });
  if (a.kind != EMODNA_ALIGN_LOCAL) return;
  group.soft.fill(panel, end, [&](std::int64_t r, std::int64_t c) {
    if (group.index[r] < 0 || !shared(a, group, c)) return 0.0f;
    const int side = r >= target;
    const double weight = weights_of(a, g, side, group.index[r])[c] / group.class_sums[side * a.classes + c];
    return static_cast<float>(side == 0 ? weight : -weight);
  });
}

// W of a pair of segments; for LOCAL the factor of the soft weights.
double pair_weight(const emodna_alignment_args& a, const Header& header, const Segment& x, const Segment& y) {
  const double classes = static_cast<double>(header.shared);
  if (a.kind == EMODNA_ALIGN_LOCAL) return 1.0 / classes;
  if (a.kind == EMODNA_ALIGN_CORPUS || header.shared == 1) return x.share * y.share;
  // With two classes or more, the terms within a side cancel between the two means of the loss.
  if (x.side == y.side) return 0.0;
  return x.share * y.share * (x.label == y.label ? 1.0 / classes : -1.0 / (classes * (classes - 1.0)));
}

// Scatters a block's gradient: dx_i = -4 weight unit / sigma2 * sum_j W_ij slope_ij (x_i - x_j), x in units.
void write_gradient(const Run& run, std::int64_t g, const Group& group, const Block& block) {
  const emodna_alignment_args& a = run.a;
  const double weight = a.weight != nullptr ? *a.weight : 1.0, sigma = group.header->sigma,
               factor = -4.0 * weight * group.header->unit / (sigma * sigma);
  const bool source = group.segments[block.segment].side == 0;
  float* dx = source ? a.dxs + g * a.source_stride : a.dxt + g * a.target_stride;
  for (std::int64_t r = block.first; r < block.first + block.count; ++r) {
    float* to = dx + static_cast<std::int64_t>(group.index[r]) * a.dim;
    const double* sums = group.sums + r * group.rows.width;
    for (std::int64_t i = 0; i < a.dim; ++i) to[i] += static_cast<float>(factor * sums[i]);
  }
}

// One block of rows against all keys.
void pair_block(const Run& run, std::int64_t g, std::int64_t number) {
  const emodna_alignment_args& a = run.a;
  const Group group = group_of(a, g);
  const Header& header = *group.header;
  if (number >= header.blocks) return;
  const Block block = group.blocks[number];
  const Segment& own = group.segments[block.segment];
  const PackedRows& rows = group.rows;
  const bool local = a.kind == EMODNA_ALIGN_LOCAL, gradient = a.dxs != nullptr;
  alignas(64) float tile[kBlock * kTile], weights[kBlock * kTile];
  const auto scale = static_cast<float>(header.unit * header.unit / (header.sigma * header.sigma));
  std::fill_n(group.row_value + block.first, block.count, 0.0);
  const std::int64_t cells = gradient ? block.count * rows.width : 0;
  float* tile_sums = group.tile_sums + block.first * rows.width;
  double* sums = group.sums + block.first * rows.width;
  std::fill_n(tile_sums, cells, 0.0f);
  std::fill_n(sums, cells, 0.0);
  std::int64_t segment = 0;
  // Keys before `begin` belong to segments without weight; each turn takes a tile from the first key that has one.
  for (std::int64_t key = 0; segment < header.segments;) {
    const Segment& first = group.segments[segment];
    key = std::max(key, first.first);
    if (pair_weight(a, header, own, first) == 0.0) {
      ++segment;
      continue;
    }
    const std::int64_t base = key / kPanel * kPanel;
    const std::int64_t end = std::min(base + kTile, rows.capacity), columns = end - base;
    for (std::int64_t column = 0; column < columns; column += kPanel) {
      const std::int64_t panel = (base + column) / kPanel;
      run.kernels.distances(block.count, kPanel, a.dim, rows.row(block.first), rows.width, rows.panel(panel), kPanel,
                            tile + column, kTile);
      if (local) {
        run.kernels.multiply(block.count, kPanel, a.classes, group.soft.row(block.first), group.soft.width, 1,
                             group.soft.panel(panel), kPanel, weights + column, kTile, false);
      }
    }
    const std::int64_t begin = key;
    for (; key < end && segment < header.segments;) {
      const Segment& keys = group.segments[segment];
      const double weight = pair_weight(a, header, own, keys);
      if (weight == 0.0) break;
      const std::int64_t stop = std::min(end, round_up(keys.first + keys.count, kTileStep));
      for (std::int64_t r = 0; r < block.count; ++r) {
        float* distances = tile + r * kTile + (key - base);
        group.row_value[block.first + r] +=
            weight * run.kernels.kernel_row(distances, local ? weights + r * kTile + (key - base) : group.present + key,
                                            static_cast<float>(weight), scale, stop - key);
      }
      key = stop;
      if (key >= keys.first + keys.count) ++segment;
    }
    if (gradient) {
      run.kernels.weigh_differences(block.count, rows.width, key - begin, tile + (begin - base), kTile,
                                    rows.row(block.first), rows.row(begin), rows.width, tile_sums);
    }
    // Keys of one class follow one another, and so do terms of one sign: their sums grow far above the result.
    for (std::int64_t i = 0; i < cells; ++i) {
      sums[i] += tile_sums[i];
      tile_sums[i] = 0.0f;
    }
  }
  if (gradient) write_gradient(run, g, group, block);
}

void conclude(const Run& run, std::int64_t g) {
  const Group group = group_of(run.a, g);
  double sum = 0.0;
  for (std::int64_t b = 0; b < group.header->blocks; ++b) {
    const Block& block = group.blocks[b];
    for (std::int64_t r = 0; r < block.count; ++r) sum += group.row_value[block.first + r];
  }
  run.a.loss[g] = static_cast<float>(sum);
  if (run.a.sigma2 != nullptr) {
    run.a.sigma2[g] = static_cast<float>(group.header->sigma * group.header->sigma);
  }
}

void align_kernels(Context& context, const emodna_alignment_args& a) {
  const Run run{a, tile_kernels(context.isa)};
  const Group shape = group_of(a, 0);
  const std::int64_t panels = shape.rows.capacity / kPanel, blocks = shape.most_blocks, groups = a.groups;
  context.pool.run(groups, [&](std::int64_t g, int) { choose_rows(run, g); });
  for_alignment_columns(context, a, [&](std::int64_t g, std::int64_t i) {
    const Group group = group_of(a, g);
    const double entering = static_cast<double>(group.header->entering[0] + group.header->entering[1]);
    double sum = 0.0, squares = 0.0;
    for_alignment_values(a, g, i, [&](int, double x) { sum += x; });
    const double mean = entering > 0.0 ? sum / entering : 0.0;
    for_alignment_values(a, g, i, [&](int, double x) { squares += (x - mean) * (x - mean); });
    group.squares[i] = squares;
  });
  context.pool.run(groups, [&](std::int64_t g, int) { find_sigma(run, g); });
  context.pool.run(groups * panels, [&](std::int64_t chunk, int) { pack(run, chunk / panels, chunk % panels); });
  context.pool.run(groups * blocks, [&](std::int64_t chunk, int) { pair_block(run, chunk / blocks, chunk % blocks); });
  context.pool.run(groups, [&](std::int64_t g, int) { conclude(run, g); });
}

}  // namespace

std::size_t alignment_workspace(Context&, const emodna_alignment_args& a) {
  if (a.kind == EMODNA_ALIGN_CORAL) return coral_workspace(a);
  Arena measure(nullptr);
  Group(measure, a);
  return measure.bytes() * static_cast<std::size_t>(a.groups);
}

void alignment(Context& context, const emodna_alignment_args& a) {
  if (a.kind == EMODNA_ALIGN_CORAL) {
    coral(context, a);
  } else {
    align_kernels(context, a);
  }
}

}  // namespace emodna::cpu
