// Statistics pooling: checks of the arguments, then the backend.
#include "extent.h"
#include "objects.h"

namespace {

using namespace emodna;

emodna_status check_pooling(const emodna_stream* stream, const emodna_pooling_args* args, bool written,
                            const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_pooling_args& a = *args;
  if (auto s = first_failure(check_inputs(a.inputs, a.groups, operation) || check_rows(a.rows, operation, "rows") ||
                             check_range(a.frames, 1, kLargestRows, operation, "frames") ||
                             check_width(a.dim, operation, "dim") ||
                             check_tensor({a.groups, a.rows, a.frames, a.dim}, operation, "x"))) {
    return s;
  }
  if (!(a.variance_floor > 0 && a.variance_floor <= 1e30F)) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: variance_floor is %g; it must be above 0 and at most 1e30", operation,
                static_cast<double>(a.variance_floor));
  }
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.frames * a.dim;
  return first_failure(
      check_stride(a.x_stride, a.groups, extent, written, operation, "x_stride") ||
      check_stride(a.length_stride, a.lengths == nullptr ? 1 : a.inputs, a.rows, false, operation, "length_stride") ||
      check_data(a.x, a.rows, operation, "x"));
}

}  // namespace

extern "C" emodna_status emodna_pooling_forward(emodna_stream* stream, const emodna_pooling_args* args) {
  const char* operation = "pooling_forward";
  if (auto s = check_pooling(stream, args, false, operation)) return s;
  if (auto s = first_failure(check_data(args->y, args->rows, operation, "y"))) return s;
  return stream->context->backend->pooling_forward(stream->impl, args);
}

extern "C" emodna_status emodna_pooling_backward(emodna_stream* stream, const emodna_pooling_args* args) {
  const char* operation = "pooling_backward";
  if (auto s = check_pooling(stream, args, true, operation)) return s;
  if (auto s = first_failure(check_data(args->dy, args->rows, operation, "dy") ||
                             check_data(args->dx, args->rows, operation, "dx"))) {
    return s;
  }
  return stream->context->backend->pooling_backward(stream->impl, args);
}
