#include "objects.h"

extern "C" emodna_status emodna_gather(emodna_stream* stream, const emodna_gather_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "gather: missing");
}

extern "C" emodna_status emodna_ramp(emodna_stream* stream, const emodna_ramp_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "ramp: missing");
}

extern "C" emodna_status emodna_adam(emodna_stream* stream, const emodna_adam_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "adam: missing");
}

extern "C" emodna_status emodna_step(emodna_stream* stream, const emodna_step_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "step: missing");
}
