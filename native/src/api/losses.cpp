#include "objects.h"

extern "C" emodna_status emodna_contrastive_workspace(emodna_context* context, const emodna_contrastive_args* args,
                                                      size_t* bytes) {
  return emodna::fail(EMODNA_INTERNAL, "contrastive_workspace: missing");
}

extern "C" emodna_status emodna_contrastive(emodna_stream* stream, const emodna_contrastive_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "contrastive: missing");
}

extern "C" emodna_status emodna_alignment_workspace(emodna_context* context, const emodna_alignment_args* args,
                                                    size_t* bytes) {
  return emodna::fail(EMODNA_INTERNAL, "alignment_workspace: missing");
}

extern "C" emodna_status emodna_alignment(emodna_stream* stream, const emodna_alignment_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "alignment: missing");
}

extern "C" emodna_status emodna_threshold_state(const emodna_threshold_args* args, int64_t* count) {
  return emodna::fail(EMODNA_INTERNAL, "threshold_state: missing");
}

extern "C" emodna_status emodna_threshold_initial(const emodna_threshold_args* args, float* host_state) {
  return emodna::fail(EMODNA_INTERNAL, "threshold_initial: missing");
}

extern "C" emodna_status emodna_threshold(emodna_stream* stream, const emodna_threshold_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "threshold: missing");
}
