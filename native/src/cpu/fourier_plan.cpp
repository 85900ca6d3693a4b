#include "fourier_plan.h"

#include <cmath>

namespace emodna::cpu {

namespace {

constexpr double kPi = 3.14159265358979323846;

// Where the transform of simd/fft.h leaves frequency first + stride * k of the n values at `offset`.
void place(std::vector<std::int32_t>& positions, std::int32_t n, std::int32_t offset, std::int32_t first,
           std::int32_t stride) {
  if (n < 4) {
    for (std::int32_t k = 0; k < n; ++k) positions[first + stride * k] = offset + k;
    return;
  }
  for (std::int32_t r = 0; r < 4; ++r) place(positions, n / 4, offset + r * (n / 4), first + stride * r, stride * 4);
}

}  // namespace

template <typename Real>
FourierPlan<Real>::FourierPlan(std::int32_t length) {
  const std::int32_t half = length / 2;
  for (std::int32_t size = half; size > 4; size /= 4) {
    for (std::int32_t j = 0; j < size / 4; ++j) {
      for (std::int32_t k = 1; k <= 3; ++k) {
        const double angle = -2 * kPi * (static_cast<double>(j) * k) / size;
        twiddles_.push_back(static_cast<Real>(std::cos(angle)));
        twiddles_.push_back(static_cast<Real>(std::sin(angle)));
      }
    }
  }
  for (std::int32_t k = 0; k <= half / 2; ++k) {
    split_.push_back(static_cast<Real>(std::cos(2 * kPi * k / length)));
    split_.push_back(static_cast<Real>(std::sin(2 * kPi * k / length)));
  }
  positions_.resize(half);
  place(positions_, half, 0, 0, 1);
  tables_ = {length, twiddles_.data(), positions_.data(), split_.data()};
}

template class FourierPlan<float>;
template class FourierPlan<double>;

}  // namespace emodna::cpu
