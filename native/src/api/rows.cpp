// BatchNorm, dropout and jitter of rows: checks of the arguments, then the backend.
#include <cmath>

#include "extent.h"
#include "objects.h"

namespace {

using namespace emodna;

emodna_status check_rate(float rate, const char* operation, const char* name) {
  return check_real(rate, 0, std::nextafter(1.0f, 0.0f), operation, name);
}

// What drawing random numbers needs.
emodna_status check_draws(std::int32_t site, std::int32_t rows, std::int32_t columns, const std::uint64_t* seeds,
                          const std::int64_t* step, const char* operation, const char* column_name) {
  return first_failure(check_range(site, EMODNA_FIRST_ROW_SITE, EMODNA_LAST_ROW_SITE, operation, "site") ||
                       check_range(rows, 0, EMODNA_MOST_RANDOM_ROWS, operation, "rows") ||
                       check_range(columns, 1, EMODNA_MOST_RANDOM_COLUMNS, operation, column_name) ||
                       check_pointer(seeds, operation, "seeds") || check_pointer(step, operation, "step"));
}

emodna_status check_batch_norm(const emodna_stream* stream, const emodna_batch_norm_args* args, bool written,
                               const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_batch_norm_args& a = *args;
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.dim;
  if (auto s = first_failure(
          check_inputs(a.inputs, a.groups, operation) || check_rows(a.rows, operation, "rows") ||
          check_width(a.dim, operation, "dim") || check_range(a.train, 0, 1, operation, "train") ||
          check_range(a.relu, 0, 1, operation, "relu") || check_range(a.domains, 1, 2, operation, "domains") ||
          check_range(a.domain_rows, 0, a.rows, operation, "domain_rows") ||
          check_rate(a.dropout, operation, "dropout") || check_real(a.epsilon, 1e-30, 1e30, operation, "epsilon") ||
          check_real(a.momentum, 0, 1, operation, "momentum") ||
          check_tensor({a.groups, a.rows, a.dim}, operation, "x") ||
          check_tensor({a.groups, a.domains, 2, a.dim}, operation, "running") ||
          check_stride(a.x_stride, a.groups, extent, written, operation, "x_stride") ||
          check_stride(a.length_stride, a.lengths == nullptr ? 1 : a.inputs, a.rows, false, operation,
                       "length_stride") ||
          check_data(a.x, a.rows, operation, "x") || check_pointer(a.gamma, operation, "gamma") ||
          check_pointer(a.running, operation, "running"))) {
    return s;
  }
  if (a.train == 0 || a.dropout == 0) return EMODNA_OK;
  return check_draws(a.site, a.rows, a.dim, a.seeds, a.step, operation, "dim");
}

emodna_status check_dropout(const emodna_stream* stream, const emodna_dropout_args* args, bool written,
                            const char* operation) {
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_dropout_args& a = *args;
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.dim;
  if (auto s = first_failure(
          check_inputs(a.inputs, a.groups, operation) || check_rows(a.rows, operation, "rows") ||
          check_width(a.dim, operation, "dim") || check_range(a.shared, 0, written ? 0 : 1, operation, "shared") ||
          check_rate(a.rate, operation, "rate") || check_tensor({a.groups, a.rows, a.dim}, operation, "y") ||
          check_stride(a.x_stride, a.shared != 0 ? a.inputs : a.groups, extent, written, operation, "x_stride"))) {
    return s;
  }
  if (a.rate == 0) return EMODNA_OK;
  return check_draws(a.site, a.rows, a.dim, a.seeds, a.step, operation, "dim");
}

}  // namespace

extern "C" emodna_status emodna_batch_norm_forward(emodna_stream* stream, const emodna_batch_norm_args* args) {
  const char* operation = "batch_norm_forward";
  if (auto s = check_batch_norm(stream, args, false, operation)) return s;
  if (auto s = first_failure(check_pointer(args->beta, operation, "beta") ||
                             check_data(args->y, args->rows, operation, "y"))) {
    return s;
  }
  return stream->context->backend->batch_norm_forward(stream->impl, args);
}

extern "C" emodna_status emodna_batch_norm_backward(emodna_stream* stream, const emodna_batch_norm_args* args) {
  const char* operation = "batch_norm_backward";
  if (auto s = check_batch_norm(stream, args, args != nullptr && args->dx != nullptr, operation)) return s;
  const emodna_batch_norm_args& a = *args;
  if (auto s = first_failure(
          check_data(a.dy, a.rows, operation, "dy") || check_data(a.y, a.relu != 0 ? a.rows : 0, operation, "y") ||
          check_pointer(a.dgamma, operation, "dgamma") || check_pointer(a.dbeta, operation, "dbeta"))) {
    return s;
  }
  return stream->context->backend->batch_norm_backward(stream->impl, args);
}

extern "C" emodna_status emodna_dropout_forward(emodna_stream* stream, const emodna_dropout_args* args) {
  const char* operation = "dropout_forward";
  if (auto s = check_dropout(stream, args, false, operation)) return s;
  if (auto s = first_failure(check_data(args->x, args->rows, operation, "x") ||
                             check_data(args->y, args->rows, operation, "y"))) {
    return s;
  }
  return stream->context->backend->dropout_forward(stream->impl, args);
}

extern "C" emodna_status emodna_dropout_backward(emodna_stream* stream, const emodna_dropout_args* args) {
  const char* operation = "dropout_backward";
  if (auto s = check_dropout(stream, args, true, operation)) return s;
  if (auto s = first_failure(check_data(args->dy, args->rows, operation, "dy") ||
                             check_data(args->dx, args->rows, operation, "dx"))) {
    return s;
  }
  return stream->context->backend->dropout_backward(stream->impl, args);
}

extern "C" emodna_status emodna_jitter(emodna_stream* stream, const emodna_jitter_args* args) {
  const char* operation = "jitter";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_jitter_args& a = *args;
  if (auto s = first_failure(check_groups(a.inputs, operation) ||
                             check_range(a.frames, 1, kLargestWidth, operation, "frames") ||
                             check_range(a.features, 1, EMODNA_MOST_FEATURES, operation, "features") ||
                             check_draws(a.site, a.rows, a.features, a.seeds, a.step, operation, "features") ||
                             check_tensor({a.inputs, a.rows, a.frames, a.features}, operation, "x"))) {
    return s;
  }
  const std::int64_t extent = static_cast<std::int64_t>(a.rows) * a.frames * a.features;
  if (auto s = first_failure(check_real(a.shift, 0, 1e15, operation, "shift") ||
                             check_real(a.scale, 0, 1e15, operation, "scale") ||
                             check_real(a.span, 0, 1, operation, "span") ||
                             check_stride(a.x_stride, a.inputs, extent, false, operation, "x_stride") ||
                             check_stride(a.y_stride, a.inputs, extent, true, operation, "y_stride") ||
                             check_stride(a.length_stride, a.lengths == nullptr ? 1 : a.inputs, a.rows, false,
                                          operation, "length_stride") ||
                             check_data(a.x, a.rows, operation, "x") || check_data(a.y, a.rows, operation, "y"))) {
    return s;
  }
  if (a.x == a.y && a.x_stride != a.y_stride && a.inputs > 1) {
    return fail(EMODNA_INVALID_ARGUMENT, "jitter: y is x, so y_stride must be x_stride");
  }
  return stream->context->backend->jitter(stream->impl, args);
}
