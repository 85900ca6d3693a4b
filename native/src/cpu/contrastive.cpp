// Multi-positive contrastive loss: rows against keys in tiles, streaming log-sum-exp, nothing of size N x M in memory.
//
// Forward, for each anchor: maximum and sum of exp over the keys, sum over its positives. Backward, with
// p_ij = exp(s_ij - lse_i): ds_ij = g (p_ij - [j positive of i] / |P(i)|), g = weight / (anchors that count).
// Similarity is symmetric, so row i of du gathers ds_ij + ds_ji over the other anchors and ds_ij over v, and row j of
// dv gathers ds_ij over the anchors: each chunk owns its rows of the result, and no partial sums have to be added up.
#include <cmath>
#include <limits>

#include "operations.h"
#include "panels.h"

namespace emodna::cpu {
namespace {

constexpr std::int64_t kBlock = 24;      // rows of one chunk: four register tiles
constexpr std::int64_t kTilePanels = 2;  // panels of keys taken at once
constexpr std::int64_t kTile = kTilePanels * kPanel;
constexpr std::int32_t kNoLabel = -2;                              // of padding rows: equal to no label
constexpr float kHidden = std::numeric_limits<float>::infinity();  // exp(-kHidden) = 0: a key that is none
constexpr float kNever = std::numeric_limits<float>::max();        // exp(s - kNever) = 0: a row that is not an anchor

struct Group {
  Group(Arena& arena, const emodna_contrastive_args& a)
      : u(arena, a.anchors, a.dim),
        v(arena, a.keys, a.dim),
        du(arena.take<float>(a.du != nullptr ? u.capacity * u.width : 0)),
        dv(arena.take<float>(a.du != nullptr ? v.capacity * v.width : 0)),
        maximum(arena.take<float>(u.capacity)),
        scale(arena.take<float>(u.capacity)),
        positive(arena.take<float>(u.capacity)),
        loss(arena.take<double>(u.capacity)),
        sum(arena.take<double>(u.capacity)),
        index(arena.take<std::int32_t>(u.capacity)),
        label(arena.take<std::int32_t>(u.capacity)),
        positives(arena.take<std::int32_t>(u.capacity)),
        sorted(arena.take<std::int32_t>(u.capacity)),
        active(arena.take<std::int64_t>(1)) {}

  PackedRows u, v;      // u: the rows of A only, one after the other
  float *du, *dv;       // [capacity, width]
  float* maximum;       // of s over an anchor's keys; kNever where it has no positive
  float* scale;         // g / sum of exp(s - maximum)
  float* positive;      // g / |P|
  double* loss;         // l_i
  double* sum;          // of exp(s - maximum)
  std::int32_t* index;  // row of A -> row of u
  std::int32_t* label;
  std::int32_t* positives;  // |P|
  std::int32_t* sorted;     // the labels in order
  std::int64_t* active;     // rows of A
};

struct Run {
  Context& context;
  const emodna_contrastive_args& a;
  const TileKernels& kernels;
  float inverse_temperature;
};

Group group_of(const emodna_contrastive_args& a, std::int64_t g) {
  Arena measure(nullptr);
  Group(measure, a);
  Arena arena(static_cast<char*>(a.workspace) + static_cast<std::size_t>(g) * measure.bytes());
  return Group(arena, a);
}

std::int64_t blocks_of(std::int64_t rows) { return (rows + kBlock - 1) / kBlock; }

// Lists the rows of A and counts everyone's positives.
void choose_anchors(const Run& run, std::int64_t g) {
  const Group group = group_of(run.a, g);
  const std::int32_t* labels = run.a.labels + g * run.a.label_stride;
  std::int64_t active = 0;
  for (std::int32_t r = 0; r < run.a.anchors; ++r) {
    if (labels[r] < 0) continue;
    group.index[active] = r;
    group.sorted[active] = labels[r];
    group.label[active++] = labels[r];
  }
  std::fill(group.label + active, group.label + group.u.capacity, kNoLabel);
  std::sort(group.sorted, group.sorted + active);
  for (std::int64_t r = 0; r < active; ++r) {
    const auto same = std::equal_range(group.sorted, group.sorted + active, group.label[r]);
    group.positives[r] = static_cast<std::int32_t>(same.second - same.first) - 1;
  }
  *group.active = active;
}

void pack(const Run& run, std::int64_t g, std::int64_t panel) {
  const emodna_contrastive_args& a = run.a;
  const Group group = group_of(a, g);
  const std::int64_t dim = a.dim, anchor_panels = group.u.capacity / kPanel;
  if (panel < anchor_panels) {
    const float* u = a.u + g * a.u_stride;
    group.u.fill(panel, *group.active, [&](std::int64_t r, std::int64_t i) { return u[group.index[r] * dim + i]; });
  } else {
    const float* v = a.v + g * a.v_stride;
    group.v.fill(panel - anchor_panels, a.keys, [&](std::int64_t r, std::int64_t i) { return v[r * dim + i]; });
  }
}

// Calls body(key, columns, tile) for every tile of keys key .. key + columns: the dot products [count, kTile] of
// rows first .. first + count with them. Columns from key_count on are padding.
template <class Body>
void for_tiles(const Run& run, const PackedRows& rows, std::int64_t first, std::int64_t count, const PackedRows& keys,
               std::int64_t key_count, const Body& body) {
  alignas(64) float tile[kBlock * kTile];
  for (std::int64_t key = 0; key < key_count; key += kTile) {
    const std::int64_t columns = std::min(kTile, round_up(key_count - key, kPanel));
    for (std::int64_t column = 0; column < columns; column += kPanel) {
      run.kernels.multiply(count, kPanel, rows.dim, rows.row(first), rows.width, 1, keys.panel((key + column) / kPanel),
                           kPanel, tile + column, kTile, false);
    }
    body(key, columns, tile);
  }
}

// Log-sum-exp and loss of one block of anchors.
void score(const Run& run, std::int64_t g, std::int64_t block) {
  const Group group = group_of(run.a, g);
  const std::int64_t first = block * kBlock, active = *group.active;
  if (first >= active) return;
  const std::int64_t count = std::min(kBlock, active - first);
  SoftmaxRow states[kBlock];
  double positives[kBlock] = {};
  for (SoftmaxRow& state : states) state = {-kNever, 0.0};
  const auto take = [&](std::int64_t r, float* dots, std::int64_t columns, std::int64_t real) {
    std::fill(dots + std::min(columns, real), dots + columns, -kHidden);
    run.kernels.softmax_row(dots, columns, run.inverse_temperature, &states[r]);
  };
  for_tiles(run, group.u, first, count, group.u, active, [&](std::int64_t key, std::int64_t columns, float* tile) {
    for (std::int64_t r = 0; r < count; ++r) {
      float* dots = tile + r * kTile;
      const std::int64_t own = first + r - key;
      const bool inside = own >= 0 && own < columns;
      if (inside) dots[own] = 0.0f;
      positives[r] += run.kernels.labelled_sum(dots, columns, group.label[first + r], group.label + key);
      if (inside) dots[own] = -kHidden;
      take(r, dots, columns, active - key);
    }
  });
  for_tiles(run, group.u, first, count, group.v, run.a.keys, [&](std::int64_t key, std::int64_t columns, float* tile) {
    for (std::int64_t r = 0; r < count; ++r) take(r, tile + r * kTile, columns, run.a.keys - key);
  });
  for (std::int64_t r = 0; r < count; ++r) {
    const std::int64_t i = first + r;
    const bool counts = group.positives[i] > 0;
    group.maximum[i] = counts ? states[r].maximum : kNever;
    group.sum[i] = states[r].sum;
    group.loss[i] = counts ? states[r].maximum + std::log(states[r].sum) -
                                 positives[r] * run.inverse_temperature / group.positives[i]
                           : 0.0;
  }
}

// The group's loss, and every anchor's factors in the gradient.
void conclude(const Run& run, std::int64_t g) {
  const Group group = group_of(run.a, g);
  const std::int64_t active = *group.active;
  std::int64_t counting = 0;
  double sum = 0.0;
  for (std::int64_t i = 0; i < active; ++i) {
    sum += group.loss[i];
    counting += group.positives[i] > 0;
  }
  run.a.loss[g] = counting > 0 ? static_cast<float>(sum / static_cast<double>(counting)) : 0.0f;
  if (run.a.skipped != nullptr) run.a.skipped[g] = static_cast<float>(active - counting);
  const double weight = run.a.weight != nullptr ? *run.a.weight : 1.0;
  const double factor = weight * run.inverse_temperature / static_cast<double>(std::max<std::int64_t>(counting, 1));
  for (std::int64_t i = 0; i < group.u.capacity; ++i) {
    const bool counts = i < active && group.positives[i] > 0;
    if (!counts) group.maximum[i] = kNever;
    group.scale[i] = counts ? static_cast<float>(factor / group.sum[i]) : 0.0f;
    group.positive[i] = counts ? static_cast<float>(factor / group.positives[i]) : 0.0f;
  }
}

// sums [count, width] += tile [count, columns] times the keys' rows.
void gather_keys(const Run& run, const float* tile, std::int64_t count, std::int64_t key, std::int64_t columns,
                 const PackedRows& keys, float* sums) {
  run.kernels.multiply(count, keys.width, columns, tile, kTile, 1, keys.row(key), keys.width, sums, keys.width, true);
}

void add_row(const float* from, std::int64_t dim, float* to) {
  for (std::int64_t i = 0; i < dim; ++i) to[i] += from[i];
}

void anchor_gradient(const Run& run, std::int64_t g, std::int64_t block) {
  const Group group = group_of(run.a, g);
  const std::int64_t first = block * kBlock, active = *group.active;
  if (first >= active) return;
  const std::int64_t count = std::min(kBlock, active - first), width = group.u.width;
  float* sums = group.du + first * width;
  std::fill(sums, sums + count * width, 0.0f);
  const auto own_terms = [&](std::int64_t r) {
    return ContrastiveTerms{group.maximum + first + r, group.scale + first + r, group.positive + first + r};
  };
  for_tiles(run, group.u, first, count, group.u, active, [&](std::int64_t key, std::int64_t columns, float* tile) {
    const ContrastiveTerms keys{group.maximum + key, group.scale + key, group.positive + key};
    for (std::int64_t r = 0; r < count; ++r) {
      float* dots = tile + r * kTile;
      run.kernels.contrastive_row(dots, columns, run.inverse_temperature, group.label[first + r], group.label + key,
                                  own_terms(r), keys);
      const std::int64_t own = first + r - key;
      if (own >= 0 && own < columns) dots[own] = 0.0f;
      std::fill(dots + std::min(columns, active - key), dots + columns, 0.0f);
    }
    gather_keys(run, tile, count, key, columns, group.u, sums);
  });
  for_tiles(run, group.u, first, count, group.v, run.a.keys, [&](std::int64_t key, std::int64_t columns, float* tile) {
    for (std::int64_t r = 0; r < count; ++r) {
      float* dots = tile + r * kTile;
      run.kernels.contrastive_row(dots, columns, run.inverse_temperature, 0, nullptr, own_terms(r), {});
      std::fill(dots + std::min(columns, run.a.keys - key), dots + columns, 0.0f);
    }
    gather_keys(run, tile, count, key, columns, group.v, sums);
  });
  for (std::int64_t r = 0; r < count; ++r) {
    const std::int64_t row = group.index[first + r];
    add_row(sums + r * width, run.a.dim, run.a.du + g * run.a.u_stride + row * run.a.dim);
  }
}

void key_gradient(const Run& run, std::int64_t g, std::int64_t block) {
  const Group group = group_of(run.a, g);
  const std::int64_t first = block * kBlock, active = *group.active;
  const std::int64_t count = std::min<std::int64_t>(kBlock, run.a.keys - first), width = group.v.width;
  float* sums = group.dv + first * width;
  std::fill(sums, sums + count * width, 0.0f);
  for_tiles(run, group.v, first, count, group.u, active, [&](std::int64_t key, std::int64_t columns, float* tile) {
    const ContrastiveTerms keys{group.maximum + key, group.scale + key, group.positive + key};
    for (std::int64_t r = 0; r < count; ++r) {
      run.kernels.contrastive_row(tile + r * kTile, columns, run.inverse_temperature, 0, nullptr, {}, keys);
    }
    gather_keys(run, tile, count, key, columns, group.u, sums);
  });
  for (std::int64_t r = 0; r < count; ++r) {
    add_row(sums + r * width, run.a.dim, run.a.dv + g * run.a.v_stride + (first + r) * run.a.dim);
  }
}

}  // namespace

std::size_t contrastive_workspace(Context&, const emodna_contrastive_args& a) {
  Arena measure(nullptr);
  Group(measure, a);
  return measure.bytes() * static_cast<std::size_t>(a.groups);
}

void contrastive(Context& context, const emodna_contrastive_args& a) {
  const Run run{context, a, tile_kernels(context.isa), static_cast<float>(1.0 / static_cast<double>(a.temperature))};
  const std::int64_t groups = a.groups;
  const std::int64_t panels = (round_up(a.anchors, kPanel) + round_up(a.keys, kPanel)) / kPanel;
  const std::int64_t anchor_blocks = blocks_of(a.anchors), key_blocks = blocks_of(a.keys);
  context.pool.run(groups, [&](std::int64_t g, int) { choose_anchors(run, g); });
  context.pool.run(groups * panels, [&](std::int64_t chunk, int) { pack(run, chunk / panels, chunk % panels); });
  context.pool.run(groups * anchor_blocks,
                   [&](std::int64_t chunk, int) { score(run, chunk / anchor_blocks, chunk % anchor_blocks); });
  context.pool.run(groups, [&](std::int64_t g, int) { conclude(run, g); });
  if (a.du == nullptr) return;
  const std::int64_t blocks = anchor_blocks + key_blocks;
  context.pool.run(groups * blocks, [&](std::int64_t chunk, int) {
    const std::int64_t g = chunk / blocks, block = chunk % blocks;
    if (block < anchor_blocks) {
      anchor_gradient(run, g, block);
    } else {
      key_gradient(run, g, block - anchor_blocks);
    }
  });
}

}  // namespace emodna::cpu
