#include "objects.h"

extern "C" emodna_status emodna_resample_length(int64_t count, int32_t from_rate, int32_t to_rate, int64_t* length) {
  return emodna::fail(EMODNA_INTERNAL, "resample_length: missing");
}

extern "C" emodna_status emodna_resample(emodna_stream* stream, const float* samples, int64_t count, int32_t from_rate,
                                         int32_t to_rate, float* out, int64_t out_count) {
  return emodna::fail(EMODNA_INTERNAL, "resample: missing");
}

extern "C" emodna_status emodna_mfcc_frames(const emodna_mfcc_dialect* dialect, int64_t samples, int64_t* frames) {
  return emodna::fail(EMODNA_INTERNAL, "mfcc_frames: missing");
}

extern "C" emodna_status emodna_mfcc(emodna_stream* stream, const emodna_mfcc_args* args) {
  return emodna::fail(EMODNA_INTERNAL, "mfcc: missing");
}
