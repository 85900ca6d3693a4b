// Contrastive decoupling, alignment and thresholds: checks of the arguments, then the backend.
#include <algorithm>

#include "extent.h"
#include "objects.h"

namespace {

using namespace emodna;

// What the size of the workspace depends on.
emodna_status check_contrastive_shape(const emodna_contrastive_args* args, const char* operation) {
  if (auto s = check_pointer(args, operation, "args")) return s;
  const emodna_contrastive_args& a = *args;
  return first_failure(check_groups(a.groups, operation) || check_rows(a.anchors, operation, "anchors") ||
                       check_rows(a.keys, operation, "keys") || check_width(a.dim, operation, "dim") ||
                       check_range(a.precision, EMODNA_FLOAT32, EMODNA_BF16, operation, "precision") ||
                       check_tensor({a.groups, a.anchors, a.dim}, operation, "u") ||
                       check_tensor({a.groups, a.keys, a.dim}, operation, "v"));
}

emodna_status check_alignment_shape(const emodna_alignment_args* args, const char* operation) {
  if (auto s = check_pointer(args, operation, "args")) return s;
  const emodna_alignment_args& a = *args;
  return first_failure(check_range(a.kind, EMODNA_ALIGN_CORPUS, EMODNA_ALIGN_CORAL, operation, "kind") ||
                       check_groups(a.groups, operation) || check_rows(a.source_rows, operation, "source_rows") ||
                       check_rows(a.target_rows, operation, "target_rows") || check_width(a.dim, operation, "dim") ||
                       check_range(a.classes, 1, 1 << 16, operation, "classes") ||
                       check_tensor({a.groups, a.source_rows, a.dim}, operation, "xs") ||
                       check_tensor({a.groups, a.target_rows, a.dim}, operation, "xt") ||
                       check_tensor({a.groups, a.source_rows, a.classes}, operation, "source_weights") ||
                       check_tensor({a.groups, a.target_rows, a.classes}, operation, "target_weights"));
}

emodna_status check_threshold_shape(const emodna_threshold_args* args, const char* operation) {
  if (auto s = check_pointer(args, operation, "args")) return s;
  const emodna_threshold_args& a = *args;
  return first_failure(
      check_range(a.strategy, EMODNA_THRESHOLD_ADAPTIVE, EMODNA_THRESHOLD_FREEMATCH, operation, "strategy") ||
      check_groups(a.groups, operation) || check_range(a.classes, 1, 1 << 16, operation, "classes") ||
      check_range(a.target_size, a.strategy == EMODNA_THRESHOLD_FLEXMATCH ? 1 : 0, kLargestRows, operation,
                  "target_size"));
}

}  // namespace

extern "C" emodna_status emodna_contrastive_workspace(emodna_context* context, const emodna_contrastive_args* args,
                                                      size_t* bytes) {
  const char* operation = "contrastive_workspace";
  if (auto s = first_failure(check_pointer(context, operation, "context") || check_pointer(bytes, operation, "bytes") ||
                             check_contrastive_shape(args, operation))) {
    return s;
  }
  return context->backend->contrastive_workspace(context->impl, args, bytes);
}

extern "C" emodna_status emodna_contrastive(emodna_stream* stream, const emodna_contrastive_args* args) {
  const char* operation = "contrastive";
  if (auto s = first_failure(check_stream(stream, operation) || check_contrastive_shape(args, operation))) return s;
  const emodna_contrastive_args& a = *args;
  const std::int64_t dim = a.dim;
  const bool gradient = a.du != nullptr;
  if (gradient != (a.dv != nullptr)) {
    return fail(EMODNA_INVALID_ARGUMENT, "contrastive: give both du and dv, or neither");
  }
  if (auto s = first_failure(check_real(a.temperature, 1e-6, 1e6, operation, "temperature") ||
                             check_stride(a.u_stride, a.groups, a.anchors * dim, gradient, operation, "u_stride") ||
                             check_stride(a.v_stride, a.groups, a.keys * dim, gradient, operation, "v_stride") ||
                             check_stride(a.label_stride, a.groups, a.anchors, false, operation, "label_stride") ||
                             check_data(a.u, a.anchors, operation, "u") || check_data(a.v, a.keys, operation, "v") ||
                             check_data(a.labels, a.anchors, operation, "labels") ||
                             check_pointer(a.loss, operation, "loss"))) {
    return s;
  }
  size_t needed = 0;
  if (auto s = emodna_contrastive_workspace(stream->context, args, &needed)) return s;
  if (auto s = check_workspace(a.workspace, a.workspace_bytes, needed, operation)) return s;
  return stream->context->backend->contrastive(stream->impl, args);
}

extern "C" emodna_status emodna_alignment_workspace(emodna_context* context, const emodna_alignment_args* args,
                                                    size_t* bytes) {
  const char* operation = "alignment_workspace";
  if (auto s = first_failure(check_pointer(context, operation, "context") || check_pointer(bytes, operation, "bytes") ||
                             check_alignment_shape(args, operation))) {
    return s;
  }
  return context->backend->alignment_workspace(context->impl, args, bytes);
}

extern "C" emodna_status emodna_alignment(emodna_stream* stream, const emodna_alignment_args* args) {
  const char* operation = "alignment";
  if (auto s = first_failure(check_stream(stream, operation) || check_alignment_shape(args, operation))) return s;
  const emodna_alignment_args& a = *args;
  const std::int64_t dim = a.dim, rows = std::max(a.source_rows, a.target_rows);
  const bool gradient = a.dxs != nullptr, by_class = a.kind == EMODNA_ALIGN_CLASS, local = a.kind == EMODNA_ALIGN_LOCAL;
  if (gradient != (a.dxt != nullptr)) {
    return fail(EMODNA_INVALID_ARGUMENT, "alignment: give both dxs and dxt, or neither");
  }
  const bool labels = a.source_labels != nullptr || a.target_labels != nullptr;
  if (auto s = first_failure(
          check_stride(a.source_stride, a.groups, a.source_rows * dim, gradient, operation, "source_stride") ||
          check_stride(a.target_stride, a.groups, a.target_rows * dim, gradient, operation, "target_stride") ||
          check_stride(labels ? a.label_stride : 0, a.groups, rows, false, operation, "label_stride") ||
          check_stride(local ? a.weight_stride : 0, a.groups, 0, false, operation, "weight_stride") ||
          check_data(a.xs, a.source_rows, operation, "xs") || check_data(a.xt, a.target_rows, operation, "xt") ||
          check_data(a.source_labels, by_class ? a.source_rows : 0, operation, "source_labels") ||
          check_data(a.target_labels, by_class ? a.target_rows : 0, operation, "target_labels") ||
          check_data(a.source_weights, local ? a.source_rows : 0, operation, "source_weights") ||
          check_data(a.target_weights, local ? a.target_rows : 0, operation, "target_weights") ||
          check_pointer(a.loss, operation, "loss"))) {
    return s;
  }
  size_t needed = 0;
  if (auto s = emodna_alignment_workspace(stream->context, args, &needed)) return s;
  if (auto s = check_workspace(a.workspace, a.workspace_bytes, needed, operation)) return s;
  return stream->context->backend->alignment(stream->impl, args);
}

extern "C" emodna_status emodna_threshold_state(const emodna_threshold_args* args, int64_t* count) {
  const char* operation = "threshold_state";
  if (auto s = first_failure(check_pointer(count, operation, "count") || check_threshold_shape(args, operation)))
    return s;
  switch (args->strategy) {
    case EMODNA_THRESHOLD_ADAPTIVE:
      *count = args->classes;
      break;
    case EMODNA_THRESHOLD_FLEXMATCH:
      *count = args->target_size;
      break;
    case EMODNA_THRESHOLD_FREEMATCH:
      *count = 1 + static_cast<std::int64_t>(args->classes);
      break;
    default:
      *count = 1;
  }
  return EMODNA_OK;
}

extern "C" emodna_status emodna_threshold_initial(const emodna_threshold_args* args, float* host_state) {
  const char* operation = "threshold_initial";
  std::int64_t count = 0;
  if (auto s = emodna_threshold_state(args, &count)) return s;
  if (auto s = check_pointer(host_state, operation, "host_state")) return s;
  // Chance, or for FLEXMATCH "never confident yet".
  const float value = args->strategy == EMODNA_THRESHOLD_FLEXMATCH ? -1.0f : 1.0f / static_cast<float>(args->classes);
  std::fill_n(host_state, count, value);
  return EMODNA_OK;
}

extern "C" emodna_status emodna_threshold(emodna_stream* stream, const emodna_threshold_args* args) {
  const char* operation = "threshold";
  if (auto s = first_failure(check_stream(stream, operation) || check_threshold_shape(args, operation))) return s;
  const emodna_threshold_args& a = *args;
  const std::int64_t classes = a.classes, rows = std::max(a.source_rows, a.target_rows);
  const bool adaptive = a.strategy == EMODNA_THRESHOLD_ADAPTIVE, flexmatch = a.strategy == EMODNA_THRESHOLD_FLEXMATCH;
  if (auto s = first_failure(
          check_rows(a.source_rows, operation, "source_rows") || check_rows(a.target_rows, operation, "target_rows") ||
          check_tensor({a.groups, rows, classes}, operation, "probabilities") ||
          check_real(a.momentum, 0.0, 1.0, operation, "momentum") || check_real(a.rho, 0.0, 1e6, operation, "rho") ||
          check_real(a.fixed, 0.0, 1.0, operation, "fixed") ||
          check_stride(a.probability_stride, a.groups, 0, false, operation, "probability_stride") ||
          check_stride(a.label_stride, a.groups, a.target_rows, true, operation, "label_stride") ||
          check_data(a.source_probabilities, adaptive ? a.source_rows : 0, operation, "source_probabilities") ||
          check_data(a.source_labels, adaptive ? a.source_rows : 0, operation, "source_labels") ||
          check_data(a.target_probabilities, a.target_rows, operation, "target_probabilities") ||
          check_data(a.target_index, flexmatch ? a.target_rows : 0, operation, "target_index") ||
          check_pointer(a.state, operation, "state") || check_pointer(a.thresholds, operation, "thresholds") ||
          check_data(a.pseudo_labels, a.target_rows, operation, "pseudo_labels") ||
          check_data(a.selected, a.target_rows, operation, "selected") ||
          check_pointer(a.selected_share, operation, "selected_share"))) {
    return s;
  }
  return stream->context->backend->threshold(stream->impl, args);
}
