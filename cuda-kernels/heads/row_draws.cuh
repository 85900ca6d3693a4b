// Dropout of single values of rows: the random numbers of native/include/emodna/rows.h.
#ifndef EMODNA_CUDA_HEADS_ROW_DRAWS_CUH
#define EMODNA_CUDA_HEADS_ROW_DRAWS_CUH

#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>

#include "../core/philox.cuh"

namespace emodna::cuda {

// What a rate means: words below the threshold drop, what is kept is scaled.
struct DropRate {
  unsigned threshold;
  float keep;
  explicit DropRate(float rate)
      : threshold(static_cast<unsigned>(std::ceil(static_cast<double>(rate) * 4294967296.0))),
        keep(static_cast<float>(1.0 / (1.0 - static_cast<double>(rate)))) {}
};

// The random words of a group's columns 4 `quad` to 4 `quad` + 3 in a row.
struct RowDraws {
  unsigned step_low, step_high, place;
  std::uint64_t key;

  __device__ __forceinline__ RowDraws(std::int64_t g, int groups, int inputs, int site, const std::uint64_t* seeds,
                                      const std::int64_t* step) {
    const std::int64_t each = groups / inputs;
    const std::uint64_t now = static_cast<std::uint64_t>(*step);
    step_low = static_cast<unsigned>(now);
    step_high = static_cast<unsigned>(now >> 32);
    place = static_cast<unsigned>(g % each) << 16 | static_cast<unsigned>(site);
    key = seeds[g / each];
  }

  __device__ __forceinline__ uint4 words(std::int64_t row, int quad) const {
    return philox(
        make_uint4(step_low, step_high, place, static_cast<unsigned>(row) << 12 | static_cast<unsigned>(quad)), key);
  }

  // The factor of one value.
  __device__ __forceinline__ float factor(std::int64_t row, int column, const DropRate& rate) const {
    const uint4 four = words(row, column / 4);
    const int lane = column % 4;
    const unsigned word = lane == 0 ? four.x : lane == 1 ? four.y : lane == 2 ? four.z : four.w;
    return word >= rate.threshold ? rate.keep : 0.0f;
  }
};

}  // namespace emodna::cuda

#endif
