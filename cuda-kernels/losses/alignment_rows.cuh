// What the parts of the alignment distances share: which rows enter, and from sums to losses and gradients.
#ifndef EMODNA_CUDA_LOSSES_ALIGNMENT_ROWS_CUH
#define EMODNA_CUDA_LOSSES_ALIGNMENT_ROWS_CUH

#include <cuda_runtime.h>

#include <cstdint>

#include "alignment_plan.h"

namespace emodna::cuda {

// A row is packed in units of a power of two, which rounds nothing. A rounded coordinate would be so in all pairs of
// its row, and rows that lie close together would lose the digits of their differences.
__device__ __forceinline__ double power_of_two(double x) { return ldexp(1.0, ilogb(x)); }  // the greatest <= x

__device__ __forceinline__ double alignment_unit(double sigma) { return power_of_two(sigma); }

// Where distances are expanded, rows lie around a centre: the mean, but on a grid of a power of two, no finer than a
// coordinate's average deviation. So there is none where the mean is small, and next to a large one x - centre has no
// more digits than x.
__device__ __forceinline__ double alignment_centre(double mean, double sigma, int dim) {
  const double grid = 2 * power_of_two(sigma / sqrt(2.0 * dim));
  return grid * rint(mean / grid);
}

// exp(-|x - y|^2 / (4 sigma2)) = exp2(-scale |packed difference|^2).
__device__ __forceinline__ float alignment_scale(double sigma) {
  constexpr double quarter_of_log2_e = 0.36067376022224085;
  const double ratio = alignment_unit(sigma) / sigma;
  return static_cast<float>(quarter_of_log2_e * ratio * ratio);
}

// The row's label, 0 without labels, -1 where it does not enter.
__device__ __forceinline__ int entering_label(const emodna_alignment_args& a, std::int64_t g, int side,
                                              std::int64_t row) {
  const std::int32_t* labels = side == 0 ? a.source_labels : a.target_labels;
  const int label = labels != nullptr ? labels[g * a.label_stride + row] : 0;
  return label < 0 || (a.kind == EMODNA_ALIGN_CLASS && label >= a.classes) ? -1 : label;
}

__device__ __forceinline__ const float* side_rows(const emodna_alignment_args& a, std::int64_t g, int side) {
  return side == 0 ? a.xs + g * a.source_stride : a.xt + g * a.target_stride;
}

__device__ __forceinline__ float* side_gradient(const emodna_alignment_args& a, std::int64_t g, int side) {
  return side == 0 ? a.dxs + g * a.source_stride : a.dxt + g * a.target_stride;
}

__device__ __forceinline__ const float* side_weights(const emodna_alignment_args& a, std::int64_t g, int side) {
  return (side == 0 ? a.source_weights : a.target_weights) + g * a.weight_stride;
}

// sigma from the sum of squared distances from the mean: sigma2 = 2 / (n - 1) of it is the mean over all pairs, without
// looking at pairs and without the digits that a difference of large sums would lose.
__device__ __forceinline__ double alignment_sigma(double squares, int rows) {
  const double sigma2 = rows > 1 ? 2 * squares / (rows - 1) : 0.0;
  return sqrt(sigma2 > 1e-12 ? sigma2 : 1e-12);
}

// The row's part in the weights W_ij = share_i share_j m_ij: 1 / rows, negative for the target.
__device__ __forceinline__ float alignment_share(int side, int rows) {
  return static_cast<float>((side == 0 ? 1.0 : -1.0) / rows);
}

// m_ij of CLASS for labels that are the same. With two classes or more, the pairs within a side drop out of the loss:
// the two means over classes hold them alike.
__device__ __forceinline__ double same_class_factor(int shared) { return 1.0 / shared; }
__device__ __forceinline__ double other_class_factor(int shared) {
  return shared > 1 ? -1.0 / (static_cast<double>(shared) * (shared - 1)) : 0.0;
}

// Totals, over ordered pairs. CORPUS: sums of k within the source, within the target, across. CLASS: sums of
// share share k over pairs of the same class, over others. LOCAL: sum over classes of weight weight k.
__device__ __forceinline__ double alignment_loss(int kind, const AlignmentHeader& header, const double* totals) {
  if (!header.active) return 0;
  if (kind == EMODNA_ALIGN_CORPUS) {
    // Undivided sums of equal terms are exact: rows that are all the same have distance 0 to the last bit.
    const double source = header.rows[0], target = header.rows[1];
    return totals[0] / (source * source) + totals[1] / (target * target) - totals[2] / (source * target);
  }
  if (kind == EMODNA_ALIGN_LOCAL) return totals[0] / header.shared;
  return totals[0] * same_class_factor(header.shared) + totals[1] * other_class_factor(header.shared);
}

// By what sum_j slope_ij (x_i - x_j) is the gradient: -4 W_ij / sigma2 times the slope, of which 4 and share_j m_ij are
// in the slope, and the unit is in the coordinates. share: the row's, or 1 where it is in the sums.
__device__ __forceinline__ double gradient_factor(const emodna_alignment_args& a, const AlignmentHeader& header,
                                                  double share) {
  const double weight = a.weight != nullptr ? *a.weight : 1.0;
  const double own = a.kind == EMODNA_ALIGN_LOCAL ? 1.0 / header.shared : share;
  return -weight * own * alignment_unit(header.sigma) / (header.sigma * header.sigma);
}

}  // namespace emodna::cuda

#endif
