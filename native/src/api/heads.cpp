#include "objects.h"

extern "C" emodna_status emodna_linear_forward(emodna_stream* stream, const emodna_linear_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "linear_forward: missing");
}

extern "C" emodna_status emodna_linear_backward(emodna_stream* stream, const emodna_linear_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "linear_backward: missing");
}

extern "C" emodna_status emodna_row_space_forward(emodna_stream* stream, const emodna_row_space_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "row_space_forward: missing");
}

extern "C" emodna_status emodna_row_space_backward(emodna_stream* stream, const emodna_row_space_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "row_space_backward: missing");
}

extern "C" emodna_status emodna_cross_entropy(emodna_stream* stream, const emodna_cross_entropy_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "cross_entropy: missing");
}

extern "C" emodna_status emodna_outer_forward(emodna_stream* stream, const emodna_outer_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "outer_forward: missing");
}

extern "C" emodna_status emodna_outer_backward(emodna_stream* stream, const emodna_outer_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "outer_backward: missing");
}
