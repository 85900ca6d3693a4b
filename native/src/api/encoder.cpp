#include "objects.h"

extern "C" emodna_status emodna_encoder_parameters(int32_t features, int32_t channels, int32_t blocks, int64_t* count) {
  return emodna::fail(EMODNA_INTERNAL, "encoder_parameters: missing");
}

extern "C" emodna_status emodna_encoder_statistics(int32_t channels, int32_t blocks, int64_t* count) {
  return emodna::fail(EMODNA_INTERNAL, "encoder_statistics: missing");
}

extern "C" emodna_status emodna_encoder_workspace(emodna_context* context, const emodna_encoder_args* args,
                                                  size_t* bytes) {
  return emodna::fail(EMODNA_INTERNAL, "encoder_workspace: missing");
}

extern "C" emodna_status emodna_encoder_forward(emodna_stream* stream, const emodna_encoder_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "encoder_forward: missing");
}

extern "C" emodna_status emodna_encoder_backward(emodna_stream* stream, const emodna_encoder_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "encoder_backward: missing");
}
