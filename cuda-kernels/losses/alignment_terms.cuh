// The kernel of the alignment distances, and rows in registers that take one key after another.
#ifndef EMODNA_CUDA_LOSSES_ALIGNMENT_TERMS_CUH
#define EMODNA_CUDA_LOSSES_ALIGNMENT_TERMS_CUH

#include <cuda_runtime.h>

#include "../core/reduce.cuh"
#include "alignment_plan.h"
#include "alignment_rows.cuh"
#include "exponential.cuh"

namespace emodna::cuda {

struct KernelTerms {
  float value;  // sum_q exp(-d / s_q)
  float slope;  // 4 sum_q exp(-d / s_q) / s_q
};

// distance = -|packed difference|^2, scale = alignment_scale(), so that s = 4 is exp2(scale distance). Each bandwidth
// is the square of the next wider one, but a square doubles the instruction's error: with fewer exponentials than five
// the error came to more than twice that of a naive kernel. As many multiplications either way, and the unit that
// exponentiates has the time.
__device__ __forceinline__ KernelTerms kernel_terms(float distance, float scale) {
  const float exponent = scale * distance;
  const float e4 = exp2_flushed(exponent), e2 = exp2_flushed(2 * exponent), e1 = exp2_flushed(4 * exponent);
  const float half = exp2_flushed(8 * exponent), quarter = exp2_flushed(16 * exponent);
  KernelTerms terms;
  terms.value = ((e4 + e2) + (e1 + half)) + quarter;
  terms.slope = fmaf(16.0f, quarter, fmaf(8.0f, half, fmaf(4.0f, e1, fmaf(2.0f, e2, e4))));
  return terms;
}

// -|x - y|^2 from -|x|^2 - |y|^2 and x.y. Rounding may leave a little above 0.
__device__ __forceinline__ float expanded_distance(float norms, float product) {
  return fminf(fmaf(2.0f, product, norms), 0.0f);
}

// -|x - y|^2 from the sum of the squared differences; norms say whether both rows enter.
__device__ __forceinline__ float direct_distance(float norms, float squares) {
  return norms > -INFINITY ? -squares : -INFINITY;
}

// Rows whose |x|^2 is four times the mean or more. Expanded distances between two of them have lost digits.
__device__ __forceinline__ float far_norm(float scale) { return -0.72f / scale; }
__device__ __forceinline__ bool is_far(float norm, float far) { return norm < far && norm > -INFINITY; }

// Whether one of a tile's rows is, or enters at all; norms are `stride` apart. The same for a warp.
__device__ __forceinline__ bool any_far(const float* norms, int stride, int rows, float far) {
  bool found = false;
  for (int k = threadIdx.x % 32; k < rows; k += 32) found = found || is_far(norms[k * stride], far);
  return __any_sync(all_lanes, found);
}
__device__ __forceinline__ bool any_enters(const float* norms, int stride, int rows) {
  return any_far(norms, stride, rows, INFINITY);
}

enum class Pairing { corpus, by_class, local };

// `count` rows of one thread, `width` coordinates each (the record has zeros up to whole float4).
template <int count, int width, Pairing pairing, bool gradient>
struct OwnRows {
  static constexpr int quads = (width + 3) / 4;
  static constexpr int soft = pairing == Pairing::local ? alignment_soft : 0;
  static constexpr int stride = 4 * quads + 4 + soft;

  float x[count][width];
  float norm[count], share[count];
  int label[count];
  float weights[count][soft > 0 ? soft : 1];
  float value[count];               // sum of k; CLASS: of share_j k over j of the same class; LOCAL: of weight k
  float all[count];                 // CLASS: sum of share_j k
  float sums[count][width];         // sum of slope_j x_j, of direct pairs slope_j (x_j - x)
  float slope[count];               // sum of slope_j of the others: the gradient is x slope - sums
  float scale;                      // alignment_scale()
  float same_factor, other_factor;  // CLASS

  // Rows `step` records apart, from `record` on.
  __device__ __forceinline__ void load(const AlignmentHeader& header, const float* record, int step) {
    scale = alignment_scale(header.sigma);
    same_factor = static_cast<float>(same_class_factor(header.shared));
    other_factor = static_cast<float>(other_class_factor(header.shared));
#pragma unroll
    for (int r = 0; r < count; ++r, record += static_cast<std::int64_t>(step) * stride) {
      const float4* from = reinterpret_cast<const float4*>(record);
#pragma unroll
      for (int q = 0; q < quads; ++q) {
        const float4 v = from[q];
        const float lanes[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          if (4 * q + i < width) x[r][4 * q + i] = lanes[i];
        }
      }
      const float4 more = from[quads];
      norm[r] = more.x;
      share[r] = more.y;
      label[r] = __float_as_int(more.z);
#pragma unroll
      for (int c = 0; c < soft; ++c) weights[r][c] = record[4 * quads + 4 + c];
#pragma unroll
      for (int i = 0; i < width; ++i) sums[r][i] = 0;
      slope[r] = 0;
    }
    clear_values();
  }

  // Adds the gradient's sums, times the row's share, to those in memory, or puts them there first, and begins anew.
  // `to`: of the first row, its slope after its sums' zeros; the others `step` rows of sums further on each.
  __device__ __forceinline__ void carry(float* to, std::int64_t step, bool first) {
    constexpr int length = (width + 4) / 4 * 4;  // of a row of sums
#pragma unroll
    for (int r = 0; r < count; ++r, to += step * length) {
      const float factor = pairing == Pairing::local ? 1.0f : share[r];
#pragma unroll
      for (int q = 0; q < length / 4; ++q) {
        float4 before = make_float4(0, 0, 0, 0);
        if (!first) before = reinterpret_cast<const float4*>(to)[q];
        float lanes[4] = {before.x, before.y, before.z, before.w};
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          const int at = 4 * q + i;
          const float sum = at < width ? sums[r][at < width ? at : 0] : at == length - 1 ? slope[r] : 0.0f;
          lanes[i] = fmaf(factor, sum, lanes[i]);
        }
        reinterpret_cast<float4*>(to)[q] = make_float4(lanes[0], lanes[1], lanes[2], lanes[3]);
      }
#pragma unroll
      for (int i = 0; i < width; ++i) sums[r][i] = 0;
      slope[r] = 0;
    }
  }

  __device__ __forceinline__ void clear_values() {
#pragma unroll
    for (int r = 0; r < count; ++r) value[r] = all[r] = 0;
  }

  // One key against all own rows. Its coordinates are read once for the distance and for the gradient. Direct: from the
  // differences of the coordinates, with the digits of rows that are close together.
  template <bool direct>
  __device__ __forceinline__ void take(const float* record) {
    const float4* from = reinterpret_cast<const float4*>(record);
    float key[4 * quads];
#pragma unroll
    for (int q = 0; q < quads; ++q) {
      const float4 v = from[q];
      key[4 * q] = v.x;
      key[4 * q + 1] = v.y;
      key[4 * q + 2] = v.z;
      key[4 * q + 3] = v.w;
    }
    const float4 more = from[quads];
    float key_weights[soft > 0 ? soft : 1];
#pragma unroll
    for (int q = 0; q < soft / 4; ++q) {
      const float4 v = from[quads + 1 + q];
      key_weights[4 * q] = v.x;
      key_weights[4 * q + 1] = v.y;
      key_weights[4 * q + 2] = v.z;
      key_weights[4 * q + 3] = v.w;
    }
#pragma unroll
    for (int r = 0; r < count; ++r) {
      float even = 0, odd = 0;
#pragma unroll
      for (int i = 0; i < width; ++i) {
        float& product = i % 2 == 0 ? even : odd;
        const float difference = x[r][i] - key[i];
        product = direct ? fmaf(difference, difference, product) : fmaf(x[r][i], key[i], product);
      }
      const float norms = norm[r] + more.x, product = even + odd;
      const KernelTerms terms =
          kernel_terms(direct ? direct_distance(norms, product) : expanded_distance(norms, product), scale);
      float factor = more.y;
      if constexpr (pairing == Pairing::corpus) {
        value[r] += terms.value;
      } else if constexpr (pairing == Pairing::by_class) {
        const bool same = label[r] == __float_as_int(more.z);
        const float shared = more.y * terms.value;
        all[r] += shared;
        if (same) value[r] += shared;
        factor *= same ? same_factor : other_factor;
      } else {
        factor = 0;
#pragma unroll
        for (int c = 0; c < soft; ++c) factor = fmaf(weights[r][c], key_weights[c], factor);
        value[r] = fmaf(factor, terms.value, value[r]);
      }
      if constexpr (gradient) {
        const float s = factor * terms.slope;
        if (!direct) slope[r] += s;
#pragma unroll
        for (int i = 0; i < width; ++i) sums[r][i] = fmaf(s, direct ? key[i] - x[r][i] : key[i], sums[r][i]);
      }
    }
  }
};

// What a thread's rows have seen, in float64. CORPUS: within the rows' own side and across; CLASS: same class and
// others; LOCAL: everything in `first`.
struct PairTotals {
  double first = 0, second = 0;

  template <int count, int width, Pairing pairing, bool gradient>
  __device__ __forceinline__ void add(const OwnRows<count, width, pairing, gradient>& rows, bool within, int times) {
#pragma unroll
    for (int r = 0; r < count; ++r) {
      const double value = static_cast<double>(times) * rows.value[r];
      if constexpr (pairing == Pairing::by_class) {
        first += rows.share[r] * value;
        second += rows.share[r] * (times * static_cast<double>(rows.all[r]) - value);
      } else if (pairing == Pairing::local || within) {
        first += value;
      } else {
        second += value;
      }
    }
  }

  // One of the group's totals (alignment_loss) for rows of the given side.
  template <Pairing pairing>
  __device__ __forceinline__ double total(int number, int side) const {
    if (pairing != Pairing::corpus) return number == 0 ? first : number == 1 ? second : 0.0;
    return number == 2 ? second : number == side ? first : 0.0;
  }
};

}  // namespace emodna::cuda

#endif
