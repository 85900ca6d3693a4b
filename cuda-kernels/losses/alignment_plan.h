// How the alignment distances are cut into blocks, and where their workspace lies. Depends on the shape of one group
// alone, so that the order of every sum does too.
#ifndef EMODNA_CUDA_LOSSES_ALIGNMENT_PLAN_H
#define EMODNA_CUDA_LOSSES_ALIGNMENT_PLAN_H

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "../core/launch.h"
#include "emodna/losses.h"

namespace emodna::cuda {

inline constexpr int alignment_threads = 256;
inline constexpr int alignment_block = 256;   // rows of a side that are counted and averaged together
inline constexpr int alignment_lanes = 16;    // threads that share a row where all rows fit into one block's memory
inline constexpr int alignment_tile = 128;    // keys that lie in shared memory at once
inline constexpr int alignment_chain = 2048;  // most keys that a float32 sum of the gradient takes up
inline constexpr int alignment_chunks = 32;   // most parts into which rows are cut to take each pair once
// From so many blocks of rows on that is done: then a chunk has two blocks, and each tile of keys four tiles of own
// rows to share what a block of threads begins and ends with.
inline constexpr int alignment_symmetric_blocks = 64;
inline constexpr int alignment_soft = 8;        // most classes of LOCAL that a thread keeps in registers
inline constexpr int alignment_wide_tile = 32;  // rows and keys of a tile of the kernel for any width
inline constexpr int alignment_totals = 3;
inline constexpr int alignment_small_rows = 512;
// Shared memory of the one launch for few rows: what every GPU from compute capability 8.0 on has, and its part that is
// not for rows.
inline constexpr std::int64_t alignment_small_bytes = 96 << 10, alignment_small_extra = 9 << 10;

// What is known of a group once its rows have been looked at.
struct AlignmentHeader {
  double sigma;
  int rows[2];  // that enter
  int shared;   // classes on both sides
  int active;   // whether there is a distance at all
};

// A row is packed into a record of `stride` floats: its coordinates (alignment_rows.cuh) with zeros up to `width`,
// then -|row|^2, its signed share, its label as bits and a zero, then (LOCAL) its signed class weights. A row that does
// not enter has coordinates 0 and -infinity for -|row|^2, so that each of its kernel values is 0.
struct AlignmentPlan {
  int groups;
  int width, soft, stride;
  int rows[2];
  int side_blocks[2], blocks;  // of alignment_block packed rows; each side begins a block
  std::int64_t capacity;       // packed rows
  bool small;                  // one launch: every block packs all rows for itself
  bool fast;                   // rows are kept in registers
  int key_tiles[2];            // of each side
  int units;                   // blocks of own rows
  int splits;                  // parts of a row's sums: blocks that share the keys of one unit, or chunks
  int chunk_blocks;            // of a chunk, where each unordered pair is taken once; or 0
  int total_parts;             // blocks that have totals, in a group
  int sums_stride;             // floats of a row of sums; the last is the sum of the slopes

  unsigned* tickets;         // [G] zero when an operation begins, as is
  int* class_rows;           // [G, 2, classes] CLASS: rows of a class
  AlignmentHeader* headers;  // [G]
  int* block_rows;           // [G, blocks] rows that enter
  double* block_mean;        // [G, blocks, dim]
  double* block_squares;     // [G, blocks] sum of squared distances from the block's mean
  double* block_weights;     // [G, blocks, classes] LOCAL: sums of the row weights
  double* mean;              // [G, 2, dim] of all rows (in the first), CORAL: of each side
  double* class_weights;     // [G, 2, classes] LOCAL
  float* records;            // [G, capacity, stride]
  float* sums;               // [G, splits, capacity, sums_stride] over keys of own share times slope times key
  double* wide_sums;         // the same of the kernel for any width
  double* totals;            // [G, total_parts, alignment_totals]
  double* coral_parts;       // [G, coral_splits, dim, dim]
  float* coral_difference;   // [G, dim, dim]
  double* coral_squares;     // [G, coral_blocks]
  int coral_tiles;           // tiles of 64 along dim
  int coral_splits;          // blocks that share the rows of one tile of the covariances
  int coral_blocks;          // that sum the difference of the covariances

  std::size_t zeroed_bytes;  // from tickets on
  std::size_t bytes;

  // Tiles of keys in the first `count` blocks of packed rows; those after a side's last row are none.
  __host__ __device__ int tiles_before(int count) const {
    const int of_block = alignment_block / alignment_tile, target = count - side_blocks[0];
    const int tiles = target <= 0 ? count * of_block : target * of_block, most = key_tiles[target <= 0 ? 0 : 1];
    return (target <= 0 ? 0 : key_tiles[0]) + (tiles < most ? tiles : most);
  }
};

// workspace NULL: the addresses mean nothing, but bytes is right. symmetric_blocks: tests have fewer.
inline AlignmentPlan alignment_plan(const emodna_alignment_args& a, void* workspace,
                                    int symmetric_blocks = alignment_symmetric_blocks) {
  constexpr std::int64_t wanted_blocks = 1024;  // enough for any GPU: some 4 for each place an H100 has
  constexpr std::int64_t most_splits = 16;      // bounds the memory
  AlignmentPlan p = {};
  const bool coral = a.kind == EMODNA_ALIGN_CORAL, local = a.kind == EMODNA_ALIGN_LOCAL;
  const std::int64_t groups = a.groups, total = static_cast<std::int64_t>(a.source_rows) + a.target_rows;
  p.groups = a.groups;
  p.rows[0] = a.source_rows;
  p.rows[1] = a.target_rows;
  for (int side = 0; side < 2; ++side) p.side_blocks[side] = std::max(1, ceil_div(p.rows[side], alignment_block));
  p.blocks = p.side_blocks[0] + p.side_blocks[1];

  p.fast = !coral && a.dim <= 64 && (!local || a.classes <= alignment_soft);
  p.width = !p.fast ? ceil_div(a.dim, 4) * 4 : a.dim < 40 ? 40 : 64;
  p.soft = !local ? 0 : p.fast ? alignment_soft : ceil_div(a.classes, 4) * 4;
  p.stride = p.width + 4 + p.soft;
  const std::int64_t square = static_cast<std::int64_t>(a.dim) * a.dim;
  const std::int64_t small_floats = total * p.stride + (coral ? square : 0);
  p.small = (p.fast || coral) && a.dim <= 64 && a.classes <= 256 && total <= alignment_small_rows &&
            small_floats * static_cast<std::int64_t>(sizeof(float)) <= alignment_small_bytes - alignment_small_extra;
  p.sums_stride = !p.fast ? ceil_div(a.dim + 1, 4) * 4 : p.width == 40 ? 40 : 68;
  p.capacity = static_cast<std::int64_t>(p.blocks) * alignment_block;
  std::int64_t units = p.blocks;
  const int tile = p.fast ? alignment_tile : alignment_wide_tile;
  for (int side = 0; side < 2; ++side) p.key_tiles[side] = ceil_div(p.rows[side], tile);
  const std::int64_t key_tiles = static_cast<std::int64_t>(p.key_tiles[0]) + p.key_tiles[1];
  if (!p.fast) units = p.capacity / alignment_wide_tile;
  if (p.small) units = std::max<std::int64_t>(1, ceil_div<std::int64_t>(total * alignment_lanes, alignment_threads));
  p.units = static_cast<int>(units);
  const std::int64_t most = std::max<std::int64_t>(1, std::min(most_splits, key_tiles));
  p.splits = p.small ? 1 : static_cast<int>(std::clamp(ceil_div(wanted_blocks, units), std::int64_t{1}, most));

  p.total_parts = p.units * p.splits;
  if (p.fast && !p.small && a.dxs != nullptr && p.blocks >= symmetric_blocks) {
    p.chunk_blocks = ceil_div(p.blocks, alignment_chunks);
    p.splits = ceil_div(p.blocks, p.chunk_blocks);
    p.total_parts = p.units + p.splits * (p.splits - 1) / 2;
  }

  p.coral_tiles = ceil_div(a.dim, 64);
  const std::int64_t tiles = static_cast<std::int64_t>(p.coral_tiles) * p.coral_tiles;
  p.coral_splits = static_cast<int>(
      std::clamp(ceil_div(wanted_blocks / 4, tiles), std::int64_t{1}, std::min<std::int64_t>(64, p.blocks)));
  p.coral_blocks = static_cast<int>(ceil_div<std::int64_t>(square, 4 * alignment_threads));

  constexpr std::uintptr_t alignment = 64;
  const auto begin = reinterpret_cast<std::uintptr_t>(workspace);
  std::uintptr_t at = ceil_div(begin, alignment) * alignment;
  const auto take = [&](auto*& address, std::int64_t count) {
    address = reinterpret_cast<std::decay_t<decltype(address)>>(at);
    at += ceil_div(static_cast<std::uintptr_t>(count) * sizeof(*address), alignment) * alignment;
  };
  const std::int64_t large = p.small ? 0 : groups, pairs = coral ? 0 : groups, blocks = p.blocks;
  const std::uintptr_t zeroed = at;
  take(p.tickets, groups);
  take(p.class_rows, a.kind == EMODNA_ALIGN_CLASS ? large * 2 * a.classes : 0);
  p.zeroed_bytes = at - zeroed;
  take(p.headers, large);
  take(p.block_rows, large * blocks);
  take(p.block_mean, large * blocks * a.dim);
  take(p.block_squares, large * blocks);
  take(p.block_weights, local ? large * blocks * a.classes : 0);
  take(p.mean, large * 2 * a.dim);
  take(p.class_weights, local ? large * 2 * a.classes : 0);
  take(p.records, coral ? 0 : large * p.capacity * p.stride);
  const std::int64_t sums = coral || a.dxs == nullptr ? 0 : large * p.splits * p.capacity * p.sums_stride;
  take(p.sums, p.fast ? sums : 0);
  take(p.wide_sums, p.fast ? 0 : sums);
  take(p.totals, pairs * p.total_parts * alignment_totals);
  take(p.coral_parts, coral ? large * p.coral_splits * square : 0);
  take(p.coral_difference, coral ? large * square : 0);
  take(p.coral_squares, coral ? large * p.coral_blocks : 0);
  p.bytes = static_cast<std::size_t>(at - begin) + alignment;  // room for moving an unaligned base up is part of it
  return p;
}

}  // namespace emodna::cuda

#endif
