// Every pair once: u is cut into bands of own rows, and a block takes a pair of bands, u-u with the second not before
// the first, or u-v. In it each tile of own rows goes past the keys' tiles, and each product serves both of its rows.
// An own row's results stay in registers while its keys go by; a key's results are kept in a part of device memory that
// only this block writes, read and added to once a tile. A row of u has a part for every band of u and of v, a row of v
// one for every band of u:
//   row of u in band a:   part b >= a from block (a, b) as own row, part b < a from block (b, a) as key, part u_bands +
//   r
//                         from block (a, r) of u-v;
//   row of v in band r:   part a from block (a, r).
// In block (a, a) a row is own row and key: the keys' part of earlier tiles is there when its own results are added.
#ifndef EMODNA_CUDA_LOSSES_CONTRASTIVE_BANDS_CUH
#define EMODNA_CUDA_LOSSES_CONTRASTIVE_BANDS_CUH

#include "contrastive_plan.h"

namespace emodna::cuda {

struct BandPair {
  std::int64_t group;
  int own_begin, own_end;  // tiles of own rows, of u
  int key_begin, key_end;  // tiles of keys; on the diagonal an own tile's begin where it does
  bool key_u, diagonal;
  int own_part, key_part;

  // Of the tile of own rows `own`: the first tile of keys.
  template <class T>
  __device__ __forceinline__ int first_key(int own) const {
    return diagonal ? max(key_begin, own * (T::rows / T::columns)) : key_begin;
  }
  // Own rows and keys are the same rows: both orders of a pair are in the tile, so it serves own rows alone.
  template <class T>
  __device__ __forceinline__ bool within(int own, int key) const {
    return diagonal && key < (own + 1) * (T::rows / T::columns);
  }
};

// The diagonal comes last: its blocks have half the work, which lets all end more evenly.
template <class T>
__device__ __forceinline__ BandPair band_pair(const ContrastivePlan& plan, unsigned block) {
  constexpr int keys = T::rows / T::columns;  // tiles of keys in one of own rows
  static_assert(T::rows % T::columns == 0);
  int item = static_cast<int>(block % plan.gradient_items), own = 0, key = 0;
  const bool key_u = item >= plan.u_bands * plan.v_bands;
  if (!key_u) {
    own = item / plan.v_bands;
    key = item % plan.v_bands;
  } else {
    item -= plan.u_bands * plan.v_bands;
    int row = plan.u_bands - 1;  // blocks right of the diagonal
    while (own < plan.u_bands - 1 && item >= row) {
      item -= row;
      row -= 1;
      own += 1;
    }
    key = own + 1 + item;
    if (own == plan.u_bands - 1) own = key = item;
  }
  BandPair pair = {};
  pair.group = block / plan.gradient_items;
  const int key_tiles = (key_u ? plan.u_band : plan.v_band) * keys;
  pair.own_begin = own * plan.u_band;
  pair.own_end = min(pair.own_begin + plan.u_band, plan.u_own);
  pair.key_begin = key * key_tiles;
  pair.key_end = min(pair.key_begin + key_tiles, key_u ? plan.u_tiles : plan.v_tiles);
  pair.key_u = key_u;
  pair.diagonal = key_u && own == key;
  pair.own_part = key_u ? key : plan.u_bands + key;
  pair.key_part = own;
  return pair;
}

}  // namespace emodna::cuda

#endif
