// The rest of a training step: checks of the arguments, then the backend.
#include "extent.h"
#include "objects.h"

using namespace emodna;

extern "C" emodna_status emodna_gather(emodna_stream* stream, const emodna_gather_args* args) {
  const char* operation = "gather";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_gather_args& a = *args;
  if (auto s = first_failure(
          check_groups(a.groups, operation) || check_range(a.rows, 1, kLargestRows, operation, "rows") ||
          check_width(a.frames, operation, "frames") || check_width(a.features, operation, "features") ||
          check_rows(a.utterances, operation, "utterances") || check_rows(a.label_count, operation, "label_count") ||
          check_range(a.steps, 1, kLargestTensor, operation, "steps"))) {
    return s;
  }
  const std::int64_t size = static_cast<std::int64_t>(a.frames) * a.features;
  if (auto s = first_failure(check_tensor({a.groups, a.rows, size}, operation, "x") ||
                             check_tensor({a.utterances, size}, operation, "data") ||
                             check_tensor({a.groups, a.label_count}, operation, "data_labels") ||
                             check_tensor({a.groups, a.steps, a.rows}, operation, "index"))) {
    return s;
  }
  const bool row_outputs = a.lengths != nullptr || a.labels != nullptr || a.picked != nullptr;
  if (auto s = first_failure(
          check_stride(a.x_stride, a.groups, a.rows * size, true, operation, "x_stride") ||
          check_stride(a.row_stride, a.groups, row_outputs ? a.rows : 0, row_outputs, operation, "row_stride") ||
          check_pointer(a.index, operation, "index") || check_pointer(a.step, operation, "step") ||
          check_data(a.data, a.utterances, operation, "data") ||
          check_data(a.data_labels, a.label_count, operation, "data_labels") || check_pointer(a.x, operation, "x"))) {
    return s;
  }
  if ((a.set_begin == nullptr) != (a.set_size == nullptr)) {
    return fail(EMODNA_INVALID_ARGUMENT, "gather: give both set_begin and set_size, or neither");
  }
  return stream->context->backend->gather(stream->impl, args);
}

extern "C" emodna_status emodna_ramp(emodna_stream* stream, const emodna_ramp_args* args) {
  const char* operation = "ramp";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  if (auto s = first_failure(check_range(args->count, 0, 8, operation, "count") ||
                             check_range(args->total_steps, 1, INT64_MAX, operation, "total_steps") ||
                             check_pointer(args->step, operation, "step") ||
                             check_data(args->weights, args->count, operation, "weights"))) {
    return s;
  }
  for (std::int32_t k = 0; k < args->count; ++k) {
    if (auto s = check_real(args->scale[k], -1e30, 1e30, operation, "scale")) return s;
  }
  return stream->context->backend->ramp(stream->impl, args);
}

extern "C" emodna_status emodna_sum(emodna_stream* stream, const emodna_sum_args* args) {
  const char* operation = "sum";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_sum_args& a = *args;
  if (auto s = first_failure(check_range(a.count, 0, kLargestTensor, operation, "count") ||
                             check_range(a.sources, 0, 1024, operation, "sources") ||
                             check_tensor({a.sources, a.count}, operation, "from") ||
                             check_data(a.from, a.sources * a.count, operation, "from") ||
                             check_data(a.to, a.count, operation, "to"))) {
    return s;
  }
  return stream->context->backend->sum(stream->impl, args);
}

extern "C" emodna_status emodna_adam(emodna_stream* stream, const emodna_adam_args* args) {
  const char* operation = "adam";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_adam_args& a = *args;
  // beta = 1 would divide by a correction of 0.
  const double below_one = 1.0 - 1e-7;
  if (auto s = first_failure(
          check_range(a.count, 0, kLargestTensor, operation, "count") ||
          check_real(a.learning_rate, 0.0, 1e30, operation, "learning_rate") ||
          check_real(a.beta1, 0.0, below_one, operation, "beta1") ||
          check_real(a.beta2, 0.0, below_one, operation, "beta2") ||
          check_real(a.epsilon, 1e-30, 1e30, operation, "epsilon") || check_pointer(a.step, operation, "step") ||
          check_data(a.parameters, a.count, operation, "parameters") ||
          check_data(a.gradients, a.count, operation, "gradients") || check_data(a.m, a.count, operation, "m") ||
          check_data(a.v, a.count, operation, "v") || check_real(a.decay, 0.0, 1e30, operation, "decay") ||
          check_range(a.schedule, EMODNA_RATE_CONSTANT, EMODNA_RATE_COSINE, operation, "schedule") ||
          check_range(a.warm_up_steps, 0, INT64_MAX, operation, "warm_up_steps"))) {
    return s;
  }
  if (a.schedule == EMODNA_RATE_COSINE) {
    if (auto s = first_failure(check_real(a.final_share, 0.0, 1.0, operation, "final_share") ||
                               check_range(a.total_steps, 1, INT64_MAX, operation, "total_steps") ||
                               check_range(a.warm_up_steps, 0, a.total_steps - 1, operation, "warm_up_steps"))) {
      return s;
    }
  }
  return stream->context->backend->adam(stream->impl, args);
}

extern "C" emodna_status emodna_step(emodna_stream* stream, const emodna_step_args* args) {
  const char* operation = "step";
  if (auto s = first_failure(check_stream(stream, operation) || check_pointer(args, operation, "args"))) return s;
  const emodna_step_args& a = *args;
  if (auto s = first_failure(
          check_range(a.count, 0, kLargestWidth, operation, "count") ||
          check_range(a.log_rows, 1, kLargestRows, operation, "log_rows") ||
          check_tensor({a.count, a.log_rows}, operation, "log") || check_data(a.values, a.count, operation, "values") ||
          check_data(a.log, a.count, operation, "log") || check_pointer(a.step, operation, "step"))) {
    return s;
  }
  return stream->context->backend->step(stream->impl, args);
}
