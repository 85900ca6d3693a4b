// Checks of shapes and strides that the operations on rows share.
#ifndef EMODNA_API_EXTENT_H
#define EMODNA_API_EXTENT_H

#include <initializer_list>

#include "objects.h"

namespace emodna {

constexpr std::int64_t kLargestGroups = 1 << 16;
constexpr std::int64_t kLargestRows = 1 << 28;
constexpr std::int64_t kLargestWidth = 1 << 20;
// Elements of one tensor: 4 TiB of float32, far above any memory and far below what 64 bits can count.
constexpr std::int64_t kLargestTensor = static_cast<std::int64_t>(1) << 40;

inline emodna_status check_groups(std::int64_t groups, const char* operation) {
  return check_range(groups, 1, kLargestGroups, operation, "groups");
}

// Batches that the groups belong to.
inline emodna_status check_inputs(std::int32_t inputs, std::int32_t groups, const char* operation) {
  if (auto s = first_failure(check_groups(groups, operation) || check_range(inputs, 1, groups, operation, "inputs"))) {
    return s;
  }
  if (groups % inputs == 0) return EMODNA_OK;
  return fail(EMODNA_INVALID_ARGUMENT, "%s: inputs is %d, which does not divide groups %d", operation, inputs, groups);
}

inline emodna_status check_rows(std::int64_t rows, const char* operation, const char* name) {
  return check_range(rows, 0, kLargestRows, operation, name);
}

inline emodna_status check_width(std::int64_t width, const char* operation, const char* name) {
  return check_range(width, 1, kLargestWidth, operation, name);
}

// The product of the sizes of the tensor `name`.
inline emodna_status check_tensor(std::initializer_list<std::int64_t> sizes, const char* operation, const char* name) {
  std::int64_t product = 1;
  for (std::int64_t size : sizes) {
    if (__builtin_mul_overflow(product, size, &product) || product > kLargestTensor) {
      return fail(EMODNA_INVALID_ARGUMENT, "%s: %s would have more than 2^40 elements", operation, name);
    }
  }
  return EMODNA_OK;
}

// Groups that are only read may overlap (0 = all groups read the same). Groups that are written must not, as
// they are written in parallel.
inline emodna_status check_stride(std::int64_t stride, std::int64_t groups, std::int64_t extent, bool written,
                                  const char* operation, const char* name) {
  if (groups < 2) return EMODNA_OK;
  return check_range(stride, written ? extent : 0, kLargestTensor / groups, operation, name);
}

// A pointer to a tensor without elements is never followed and may be NULL.
inline emodna_status check_data(const void* pointer, std::int64_t elements, const char* operation, const char* name) {
  return elements == 0 ? EMODNA_OK : check_pointer(pointer, operation, name);
}

}  // namespace emodna

#endif
