// The CPU backend's operations, one file each. Arguments have been checked by the API.
#ifndef EMODNA_CPU_OPERATIONS_H
#define EMODNA_CPU_OPERATIONS_H

#include "context.h"
#include "sinc.h"

namespace emodna::cpu {

struct ResampleArgs {
  const float* samples;
  std::int64_t count;
  std::int32_t from_rate, to_rate;
  float* out;
  std::int64_t out_count;
  SincFilter filter;
};

void resample(Context&, const ResampleArgs&);
void mfcc(Context&, const emodna_mfcc_args&);
void pitch(Context&, const emodna_pitch_args&);
void voice(Context&, const emodna_voice_args&);
std::size_t encoder_workspace(Context&, const emodna_encoder_args&);
void encoder_forward(Context&, const emodna_encoder_args&);
void encoder_backward(Context&, const emodna_encoder_args&);
void linear_forward(Context&, const emodna_linear_args&);
void linear_backward(Context&, const emodna_linear_args&);
void row_space_forward(Context&, const emodna_row_space_args&);
void row_space_backward(Context&, const emodna_row_space_args&);
void cross_entropy(Context&, const emodna_cross_entropy_args&);
void outer_forward(Context&, const emodna_outer_args&);
void outer_backward(Context&, const emodna_outer_args&);
void pooling_forward(Context&, const emodna_pooling_args&);
void pooling_backward(Context&, const emodna_pooling_args&);
void batch_norm_forward(Context&, const emodna_batch_norm_args&);
void batch_norm_backward(Context&, const emodna_batch_norm_args&);
void dropout_forward(Context&, const emodna_dropout_args&);
void dropout_backward(Context&, const emodna_dropout_args&);
void jitter(Context&, const emodna_jitter_args&);
std::size_t contrastive_workspace(Context&, const emodna_contrastive_args&);
void contrastive(Context&, const emodna_contrastive_args&);
std::size_t alignment_workspace(Context&, const emodna_alignment_args&);
void alignment(Context&, const emodna_alignment_args&);
void information(Context&, const emodna_information_args&);
std::size_t decorrelation_workspace(Context&, const emodna_decorrelation_args&);
void decorrelation(Context&, const emodna_decorrelation_args&);
void threshold(Context&, const emodna_threshold_args&);
void gather(Context&, const emodna_gather_args&);
void ramp(Context&, const emodna_ramp_args&);
void sum(Context&, const emodna_sum_args&);
void adam(Context&, const emodna_adam_args&);
void step(Context&, const emodna_step_args&);

}  // namespace emodna::cpu

#endif
