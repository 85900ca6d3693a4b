// Operations on an encoder's output: checks of the arguments, then the backend.
#include "extent.h"
#include "objects.h"

namespace {

using namespace emodna;

emodna_status check_linear(const emodna_stream* stream, const emodna_linear_args* args, const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_linear_args& a = *args;
  return first_failure(
      check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
      check_width(a.inputs, operation, "inputs") || check_width(a.outputs, operation, "outputs") ||
      check_range(a.relu, 0, 1, operation, "relu") || check_tensor({a.groups, a.rows, a.inputs}, operation, "x") ||
      check_tensor({a.groups, a.rows, a.outputs}, operation, "y") ||
      check_tensor({a.groups, a.outputs, a.inputs}, operation, "weight") ||
      check_stride(a.x_stride, a.groups, static_cast<std::int64_t>(a.rows) * a.inputs, false, operation, "x_stride") ||
      check_data(a.x, a.rows, operation, "x") || check_pointer(a.weight, operation, "weight"));
}

emodna_status check_row_space(const emodna_stream* stream, const emodna_row_space_args* args, const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_row_space_args& a = *args;
  return first_failure(check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
                       check_width(a.dim, operation, "dim") ||
                       check_range(a.space, EMODNA_SPACE_RAW, EMODNA_SPACE_STANDARDISED, operation, "space") ||
                       check_tensor({a.groups, a.rows, a.dim}, operation, "x") ||
                       check_data(a.x, a.rows, operation, "x"));
}

emodna_status check_outer(const emodna_stream* stream, const emodna_outer_args* args, const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_outer_args& a = *args;
  return first_failure(check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
                       check_width(a.dim, operation, "dim") || check_width(a.classes, operation, "classes") ||
                       check_tensor({a.groups, a.rows, a.classes, a.dim}, operation, "y") ||
                       check_data(a.p, a.rows, operation, "p"));
}

}  // namespace

extern "C" emodna_status emodna_linear_forward(emodna_stream* stream, const emodna_linear_args* args) {
  const char* operation = "linear_forward";
  if (auto s = check_linear(stream, args, operation)) return s;
  if (auto s = first_failure(check_pointer(args->bias, operation, "bias") ||
                             check_data(args->y, args->rows, operation, "y"))) {
    return s;
  }
  return stream->context->backend->linear_forward(stream->impl, args);
}

extern "C" emodna_status emodna_linear_backward(emodna_stream* stream, const emodna_linear_args* args) {
  const char* operation = "linear_backward";
  if (auto s = check_linear(stream, args, operation)) return s;
  const emodna_linear_args& a = *args;
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.inputs;
  if (auto s = first_failure(
          check_data(a.dy, a.rows, operation, "dy") || check_pointer(a.dweight, operation, "dweight") ||
          check_pointer(a.dbias, operation, "dbias") || check_data(a.y, a.relu != 0 ? a.rows : 0, operation, "y") ||
          check_stride(a.x_stride, a.groups, extent, a.dx != nullptr, operation, "x_stride"))) {
    return s;
  }
  return stream->context->backend->linear_backward(stream->impl, args);
}

extern "C" emodna_status emodna_row_space_forward(emodna_stream* stream, const emodna_row_space_args* args) {
  const char* operation = "row_space_forward";
  if (auto s = check_row_space(stream, args, operation)) return s;
  const std::int64_t extent = static_cast<std::int64_t>(args->rows) * args->dim;
  if (auto s = first_failure(check_stride(args->x_stride, args->groups, extent, false, operation, "x_stride") ||
                             check_data(args->y, args->rows, operation, "y"))) {
    return s;
  }
  return stream->context->backend->row_space_forward(stream->impl, args);
}

extern "C" emodna_status emodna_row_space_backward(emodna_stream* stream, const emodna_row_space_args* args) {
  const char* operation = "row_space_backward";
  if (auto s = check_row_space(stream, args, operation)) return s;
  const std::int64_t extent = static_cast<std::int64_t>(args->rows) * args->dim;
  if (auto s = first_failure(check_stride(args->x_stride, args->groups, extent, true, operation, "x_stride") ||
                             check_data(args->dy, args->rows, operation, "dy") ||
                             check_data(args->dx, args->rows, operation, "dx"))) {
    return s;
  }
  return stream->context->backend->row_space_backward(stream->impl, args);
}

extern "C" emodna_status emodna_cross_entropy(emodna_stream* stream, const emodna_cross_entropy_args* args) {
  const char* operation = "cross_entropy";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_cross_entropy_args& a = *args;
  if (auto s = first_failure(
          check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
          check_width(a.classes, operation, "classes") || check_real(a.smoothing, 0.0, 1.0, operation, "smoothing") ||
          check_tensor({a.groups, a.rows, a.classes}, operation, "logits") ||
          check_stride(a.label_stride, a.groups, a.rows, false, operation, "label_stride") ||
          check_data(a.logits, a.rows, operation, "logits") || check_data(a.labels, a.rows, operation, "labels"))) {
    return s;
  }
  return stream->context->backend->cross_entropy(stream->impl, args);
}

extern "C" emodna_status emodna_outer_forward(emodna_stream* stream, const emodna_outer_args* args) {
  const char* operation = "outer_forward";
  if (auto s = check_outer(stream, args, operation)) return s;
  const std::int64_t extent = static_cast<std::int64_t>(args->rows) * args->dim;
  if (auto s = first_failure(check_stride(args->z_stride, args->groups, extent, false, operation, "z_stride") ||
                             check_data(args->z, args->rows, operation, "z") ||
                             check_data(args->y, args->rows, operation, "y"))) {
    return s;
  }
  return stream->context->backend->outer_forward(stream->impl, args);
}

extern "C" emodna_status emodna_outer_backward(emodna_stream* stream, const emodna_outer_args* args) {
  const char* operation = "outer_backward";
  if (auto s = check_outer(stream, args, operation)) return s;
  const std::int64_t extent = static_cast<std::int64_t>(args->rows) * args->dim;
  if (auto s = first_failure(check_stride(args->z_stride, args->groups, extent, true, operation, "z_stride") ||
                             check_data(args->dy, args->rows, operation, "dy") ||
                             check_data(args->dz, args->rows, operation, "dz"))) {
    return s;
  }
  return stream->context->backend->outer_backward(stream->impl, args);
}
