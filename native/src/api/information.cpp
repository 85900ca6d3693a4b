// Information and decorrelation: checks of the arguments, then the backend.
#include "extent.h"
#include "objects.h"

namespace {

using namespace emodna;

constexpr std::int64_t kMostColumns = 4096;

// What the size of the workspace depends on.
emodna_status check_decorrelation_shape(const emodna_decorrelation_args* args, const char* operation) {
  if (auto s = check_pointer(args, operation, "args")) return s;
  const emodna_decorrelation_args& a = *args;
  return first_failure(check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
                       check_range(a.dim_a, 1, kMostColumns, operation, "dim_a") ||
                       check_range(a.dim_b, 1, kMostColumns, operation, "dim_b") ||
                       check_tensor({a.groups, a.rows, a.dim_a}, operation, "a") ||
                       check_tensor({a.groups, a.rows, a.dim_b}, operation, "b"));
}

}  // namespace

extern "C" emodna_status emodna_information(emodna_stream* stream, const emodna_information_args* args) {
  const char* operation = "information";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_information_args& a = *args;
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.classes;
  if (auto s = first_failure(
          check_groups(a.groups, operation) || check_rows(a.rows, operation, "rows") ||
          check_range(a.classes, 1, kMostColumns, operation, "classes") ||
          check_tensor({a.groups, a.rows, a.classes}, operation, "logits") ||
          check_stride(a.logit_stride, a.groups, extent, a.dlogits != nullptr, operation, "logit_stride") ||
          check_stride(a.length_stride, a.lengths == nullptr ? 1 : a.groups, a.rows, false, operation,
                       "length_stride") ||
          check_data(a.logits, a.rows, operation, "logits") || check_pointer(a.loss, operation, "loss"))) {
    return s;
  }
  return stream->context->backend->information(stream->impl, args);
}

extern "C" emodna_status emodna_decorrelation_workspace(emodna_context* context, const emodna_decorrelation_args* args,
                                                        size_t* bytes) {
  const char* operation = "decorrelation_workspace";
  if (auto s = first_failure(check_pointer(context, operation, "context") || check_pointer(bytes, operation, "bytes") ||
                             check_decorrelation_shape(args, operation))) {
    return s;
  }
  return context->backend->decorrelation_workspace(context->impl, args, bytes);
}

extern "C" emodna_status emodna_decorrelation(emodna_stream* stream, const emodna_decorrelation_args* args) {
  const char* operation = "decorrelation";
  if (auto s = first_failure(check_stream(stream, operation) || check_decorrelation_shape(args, operation))) return s;
  const emodna_decorrelation_args& a = *args;
  const std::int64_t rows = a.rows;
  if (auto s = first_failure(
          check_stride(a.a_stride, a.groups, rows * a.dim_a, a.da != nullptr, operation, "a_stride") ||
          check_stride(a.b_stride, a.groups, rows * a.dim_b, a.db != nullptr, operation, "b_stride") ||
          check_stride(a.length_stride, a.lengths == nullptr ? 1 : a.groups, rows, false, operation, "length_stride") ||
          check_data(a.a, rows, operation, "a") || check_data(a.b, rows, operation, "b") ||
          check_pointer(a.loss, operation, "loss"))) {
    return s;
  }
  size_t needed = 0;
  if (auto s = emodna_decorrelation_workspace(stream->context, args, &needed)) return s;
  if (auto s = check_workspace(a.workspace, a.workspace_bytes, needed, operation)) return s;
  return stream->context->backend->decorrelation(stream->impl, args);
}
