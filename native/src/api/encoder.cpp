// The TIM-Net encoder: checks of the arguments, then the backend.
#include <algorithm>
#include <cmath>

#include "objects.h"

namespace {

using emodna::check_pointer;
using emodna::check_range;
using emodna::check_real;
using emodna::fail;
using emodna::first_failure;

emodna_status check_shape(const emodna_encoder_args& a, const char* op) {
  const emodna_status status = first_failure(
      check_range(a.groups, 1, 1 << 20, op, "groups") || check_range(a.inputs, 1, a.groups, op, "inputs") ||
      check_range(a.batch, 1, 1 << 19, op, "batch") || check_range(a.frames, 1, 1 << 20, op, "frames") ||
      check_range(a.features, 1, EMODNA_MOST_FEATURES, op, "features") ||
      check_range(a.channels, 1, EMODNA_MOST_CHANNELS, op, "channels") || check_range(a.blocks, 1, 16, op, "blocks") ||
      check_range(a.train, 0, 1, op, "train") || check_range(a.keep, 0, 1, op, "keep") ||
      check_range(a.domains, 1, 2, op, "domains") || check_range(a.domain_rows, 0, a.batch, op, "domain_rows") ||
      check_range(a.engine, EMODNA_ENGINE_FUSED, EMODNA_ENGINE_CUDNN, op, "engine") ||
      check_range(a.precision, EMODNA_FLOAT32, EMODNA_BF16, op, "precision") ||
      check_range(a.sequence, EMODNA_SEQUENCE_NONE, EMODNA_SEQUENCE_TURNED_BACK, op, "sequence"));
  if (status != EMODNA_OK) return status;
  if (a.groups % a.inputs != 0) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: inputs is %d, which does not divide groups %d", op, a.inputs, a.groups);
  }
  // Beyond this, sizes in bytes would no longer fit 64 bits.
  const double elements = 1.0 * a.groups * a.batch * a.frames * std::max(a.features, a.channels) * a.blocks;
  if (elements > 1e15) {
    return fail(EMODNA_INVALID_ARGUMENT,
                "%s: groups, batch, frames, features, channels and blocks are too large together", op);
  }
  // The dropout counter has 16 bits for the encoder's number within its input.
  return check_range(a.groups / a.inputs, 1, 1 << 16, op, "groups / inputs");
}

emodna_status check_call(const emodna_stream* stream, const emodna_encoder_args* args, const char* op) {
  emodna_status status = first_failure(emodna::check_stream(stream, op) || check_pointer(args, op, "args"));
  if (status != EMODNA_OK) return status;
  const emodna_encoder_args& a = *args;
  status = check_shape(a, op);
  if (status != EMODNA_OK) return status;
  status =
      first_failure(check_real(a.dropout, 0, std::nextafter(1.0f, 0.0f), op, "dropout") ||
                    check_real(a.epsilon, 1e-30, 1e30, op, "epsilon") || check_real(a.momentum, 0, 1, op, "momentum") ||
                    check_pointer(a.x, op, "x") || check_pointer(a.parameters, op, "parameters") ||
                    check_pointer(a.statistics, op, "statistics"));
  if (status != EMODNA_OK) return status;
  if (a.train && a.dropout > 0) {
    status = first_failure(check_pointer(a.seeds, op, "seeds") || check_pointer(a.step, op, "step"));
    if (status != EMODNA_OK) return status;
  }
  size_t needed = 0;
  status = stream->context->backend->encoder_workspace(stream->context->impl, args, &needed);
  if (status != EMODNA_OK) return status;
  return emodna::check_workspace(a.workspace, a.workspace_bytes, needed, op);
}

}  // namespace

extern "C" emodna_status emodna_encoder_parameters(int32_t features, int32_t channels, int32_t blocks, int64_t* count) {
  const char* op = "encoder_parameters";
  const emodna_status status = first_failure(
      check_pointer(count, op, "count") || check_range(features, 1, EMODNA_MOST_FEATURES, op, "features") ||
      check_range(channels, 1, EMODNA_MOST_CHANNELS, op, "channels") || check_range(blocks, 1, 16, op, "blocks"));
  if (status != EMODNA_OK) return status;
  const int64_t c = channels;
  *count = 2 * (c * features + c + 2 * blocks * (2 * c * c + 3 * c)) + blocks;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_encoder_statistics(int32_t channels, int32_t blocks, int64_t* count) {
  const char* op = "encoder_statistics";
  const emodna_status status = first_failure(check_pointer(count, op, "count") ||
                                             check_range(channels, 1, EMODNA_MOST_CHANNELS, op, "channels") ||
                                             check_range(blocks, 1, 16, op, "blocks"));
  if (status != EMODNA_OK) return status;
  *count = int64_t{2} * blocks * 2 * 2 * channels;
  return EMODNA_OK;
}

extern "C" emodna_status emodna_encoder_workspace(emodna_context* context, const emodna_encoder_args* args,
                                                  size_t* bytes) {
  const char* op = "encoder_workspace";
  emodna_status status = first_failure(check_pointer(context, op, "context") || check_pointer(args, op, "args") ||
                                       check_pointer(bytes, op, "bytes"));
  if (status != EMODNA_OK) return status;
  status = check_shape(*args, op);
  if (status != EMODNA_OK) return status;
  return context->backend->encoder_workspace(context->impl, args, bytes);
}

extern "C" emodna_status emodna_encoder_forward(emodna_stream* stream, const emodna_encoder_args* args) {
  const char* op = "encoder_forward";
  const emodna_status status = check_call(stream, args, op);
  if (status != EMODNA_OK) return status;
  const emodna_status output = args->sequence == EMODNA_SEQUENCE_NONE ? check_pointer(args->z, op, "z")
                                                                      : check_pointer(args->y, op, "y");
  if (output != EMODNA_OK) return output;
  return stream->context->backend->encoder_forward(stream->impl, args);
}

extern "C" emodna_status emodna_encoder_backward(emodna_stream* stream, const emodna_encoder_args* args) {
  const char* op = "encoder_backward";
  const emodna_status status = check_call(stream, args, op);
  if (status != EMODNA_OK) return status;
  if (args->keep != 1) {
    return fail(EMODNA_INVALID_ARGUMENT, "%s: keep is 0; the forward pass and this call need keep = 1", op);
  }
  const emodna_status output = args->sequence == EMODNA_SEQUENCE_NONE ? check_pointer(args->dz, op, "dz")
                                                                      : check_pointer(args->dy, op, "dy");
  if (output != EMODNA_OK) return output;
  const emodna_status gradients = check_pointer(args->dparameters, op, "dparameters");
  if (gradients != EMODNA_OK) return gradients;
  return stream->context->backend->encoder_backward(stream->impl, args);
}
