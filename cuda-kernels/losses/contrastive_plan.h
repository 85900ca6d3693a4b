// How the contrastive loss is cut into tiles and blocks, and where its workspace lies. Depends on the shape of one
// group alone, so that the order of every sum does too, and a group has the same bits whatever others there are.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_PLAN_H
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_PLAN_H

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "../core/launch.h"
#include "emodna/losses.h"

namespace emodna::cuda {

inline constexpr int contrastive_threads = 128;      // of the two kernels over pairs: 16 by 8
inline constexpr int contrastive_row_threads = 256;  // of the kernel over anchors: one a row
inline constexpr int contrastive_chain = 2048;       // terms that one float32 register may add

// What is known of a row of u once it has been scored; a row that is not an anchor has scale = positive = 0.
struct ContrastiveTerms {
  float maximum;   // of log2(e) / t * u_i.k over its keys; FLT_MAX if it is not an anchor
  float scale;     // 1 / sum of exp2(log2(e) / t * u_i.k - maximum)
  float positive;  // 1 / |P(i)|
  int label;       // -1: not a row of A
};
static_assert(sizeof(ContrastiveTerms) == sizeof(float4));

// What one block of the kernel over anchors adds to the loss.
struct ContrastiveShare {
  double loss;
  int counting;  // anchors with a positive
  int active;    // rows of A
};

// Bands that rows of u or v are cut into where the pairs of u are taken once (contrastive_bands.cuh). A row has a part
// of its sums for every band that meets its own: 26 are some 1,000 blocks, enough for all multiprocessors to end at
// about the same time, and 3 * 26 parts of 4 D bytes for a row of u and one of v.
inline constexpr int contrastive_bands = 26;

// The sizes of tiles, chosen by how much work there is: own rows by keys. On tensor cores a small tile has 64 rows, 16
// for each warp.
enum class ContrastiveTile { small, medium, large };  // 32 x 32, 64 x 64, 128 x 64

struct ContrastivePlan {
  ContrastiveTile tile;
  int rows, columns;          // of a tile
  int u_own, v_own;           // tiles of own rows
  int u_tiles, v_tiles;       // tiles of keys
  int score_chunk;            // tiles of keys that one block scores
  int score_splits;           // blocks that share an anchor's keys
  int chunk;                  // tiles of keys that one block of the gradient takes
  int u_splits, v_splits;     // blocks that share a row of du and of dv
  int row_blocks;             // of the kernel over anchors, in a group
  int width;                  // of a row of partial sums: dim rounded up to whole float4
  bool symmetric;             // pairs of u are taken once, and u-v for both sides: blocks are pairs of bands
  int u_band, v_band;         // tiles of own rows, or as many rows of v, in a band
  int u_bands, v_bands;       // and each is a part of the scores and sums of the rows that it meets
  std::int64_t score_blocks;  // in all groups
  unsigned gradient_items;    // blocks of the gradient in one group; of the scores too, if symmetric
  std::int64_t counters;      // in all groups

  float4* scores;            // [G, score_splits, u_own * rows] maximum, sum, sum over positives, |P| as bits
  ContrastiveTerms* terms;   // [G, u_own * rows]
  ContrastiveShare* shares;  // [G, row_blocks]
  float* factor;             // [G] weight / (t * anchors that count)
  unsigned* counters_at;     // [G] rows done, then [G, u_own + v_own] sums done
  float* sums;               // [G] of u_splits x [u_own * rows, width], then v_splits x [v_own * rows, width]
  std::size_t bytes;

  __host__ __device__ std::int64_t sums_of_u() const {
    return static_cast<std::int64_t>(u_splits) * u_own * rows * width;
  }
  __host__ __device__ std::int64_t sums_of_group() const {
    return sums_of_u() + static_cast<std::int64_t>(v_splits) * v_own * rows * width;
  }
};

// Large tiles do the least work outside the products; but a few of them would leave multiprocessors idle.
inline ContrastiveTile contrastive_tile(const emodna_contrastive_args& a) {
  const double anchors = a.anchors, pairs = anchors * (anchors + a.keys);
  return pairs >= 8e6 ? ContrastiveTile::large : pairs >= 2e6 ? ContrastiveTile::medium : ContrastiveTile::small;
}

// Where the products are what takes the time, and their operands in shared memory serve both sides: not on tensor
// cores, whose coefficients never leave their thread, nor for rows that pass through device memory 64 coordinates at a
// time. Smaller tiles are for inputs whose pairs take less than the parts and the launch that this costs
// (contrastive.cu).
inline int most_contrastive_bands(const emodna_contrastive_args& a, ContrastiveTile tile) {
  return tile == ContrastiveTile::large && a.precision == EMODNA_FLOAT32 && a.dim <= 64 ? contrastive_bands : 0;
}

// With a.workspace NULL the addresses mean nothing, but bytes is right. most_bands: 0 takes every pair for each of its
// rows.
inline ContrastivePlan contrastive_plan(const emodna_contrastive_args& a, ContrastiveTile tile, int most_bands) {
  constexpr std::int64_t most_score_splits = 32, most_splits = 16;  // bound the memory: O((N + M) D)
  constexpr std::int64_t wanted_blocks = 2048;                      // many for every multiprocessor there may be
  ContrastivePlan p = {};
  const std::int64_t groups = a.groups, anchors = a.anchors, keys = a.keys;
  p.tile = tile;
  const bool narrow = p.tile == ContrastiveTile::small && a.precision == EMODNA_FLOAT32;
  p.rows = p.tile == ContrastiveTile::large ? 128 : narrow ? 32 : 64;
  p.columns = p.tile == ContrastiveTile::small ? 32 : 64;
  p.u_own = static_cast<int>(ceil_div<std::int64_t>(anchors, p.rows));
  p.v_own = static_cast<int>(ceil_div<std::int64_t>(keys, p.rows));
  p.u_tiles = static_cast<int>(ceil_div<std::int64_t>(anchors, p.columns));
  p.v_tiles = static_cast<int>(ceil_div<std::int64_t>(keys, p.columns));
  const std::int64_t tiles = static_cast<std::int64_t>(p.u_tiles) + p.v_tiles;
  const auto chunk = [](std::int64_t work, std::int64_t longest, std::int64_t splits) {
    const std::int64_t wanted = std::max(ceil_div(work, wanted_blocks), ceil_div(longest, splits));
    return static_cast<int>(std::clamp<std::int64_t>(wanted, 1, contrastive_chain));  // a sum for each tile
  };
  p.score_chunk = chunk(p.u_own * tiles, tiles, most_score_splits);
  p.score_splits = static_cast<int>(ceil_div<std::int64_t>(tiles, p.score_chunk));
  p.chunk = chunk(p.u_own * tiles + static_cast<std::int64_t>(p.v_own) * p.u_tiles, tiles, most_splits);
  p.u_splits = anchors == 0 ? 0 : static_cast<int>(ceil_div<std::int64_t>(tiles, p.chunk));
  p.v_splits = static_cast<int>(ceil_div<std::int64_t>(p.u_tiles, p.chunk));
  p.gradient_items = static_cast<unsigned>(p.u_own * p.u_splits + p.v_own * p.v_splits);
  p.score_blocks = groups * p.u_own * p.score_splits;
  p.symmetric = most_bands > 0 && anchors > 0;
  if (p.symmetric) {
    p.u_band = ceil_div(p.u_own, most_bands);
    p.u_bands = ceil_div(p.u_own, p.u_band);
    // As many blocks where u is short.
    p.v_band = std::max(1, ceil_div(p.v_own, std::max(most_bands, most_bands * most_bands / p.u_bands)));
    p.v_bands = ceil_div(p.v_own, p.v_band);
    p.score_splits = p.u_splits = p.u_bands + p.v_bands;
    p.v_splits = p.u_bands;
    p.gradient_items = static_cast<unsigned>(p.u_bands * p.v_bands + p.u_bands * (p.u_bands + 1) / 2);
    p.score_blocks = groups * p.gradient_items;
  }
  p.row_blocks = static_cast<int>(std::max<std::int64_t>(1, ceil_div<std::int64_t>(anchors, contrastive_row_threads)));
  p.width = ceil_div(a.dim, 4) * 4;
  p.counters = groups * (1 + static_cast<std::int64_t>(p.u_own) + p.v_own);

  constexpr std::uintptr_t alignment = 64;
  const std::uintptr_t begin = ceil_div(reinterpret_cast<std::uintptr_t>(a.workspace), alignment) * alignment;
  std::uintptr_t at = begin;
  const auto take = [&](auto*& address, std::int64_t count) {
    address = reinterpret_cast<std::decay_t<decltype(address)>>(at);
    at += ceil_div(static_cast<std::uintptr_t>(count) * sizeof(*address), alignment) * alignment;
  };
  const std::int64_t padded = groups * p.u_own * p.rows;
  take(p.scores, padded * p.score_splits);
  take(p.terms, padded);
  take(p.shares, groups * p.row_blocks);
  take(p.factor, groups);
  take(p.counters_at, p.counters);
  // One block a row needs no partial sums, unless a row is too wide for its registers, or has too many keys.
  const bool parted =
      a.dim > 64 || p.u_splits > 1 || p.v_splits > 1 || p.symmetric || p.chunk * p.columns > contrastive_chain;
  take(p.sums, a.du != nullptr && parted ? groups * p.sums_of_group() : 0);
  p.bytes = static_cast<std::size_t>(at - begin) + alignment;  // room for moving an unaligned base up is part of it
  return p;
}

inline ContrastivePlan contrastive_plan(const emodna_contrastive_args& a) {
  const ContrastiveTile tile = contrastive_tile(a);
  return contrastive_plan(a, tile, most_contrastive_bands(a, tile));
}

}  // namespace emodna::cuda

#endif
