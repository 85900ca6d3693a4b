// The operations, one a file in audio/, encoder/, heads/, losses/ and training/. Arguments have been checked; each call
// queues kernels on the stream and returns. Rules for every case: native/include/emodna.
#ifndef EMODNA_CUDA_CORE_OPERATIONS_H
#define EMODNA_CUDA_CORE_OPERATIONS_H

#include "context.h"
#include "emodna/backend.h"

namespace emodna::cuda {

emodna_status resample(Stream& stream, const float* samples, std::int64_t count, std::int32_t from_rate,
                       std::int32_t to_rate, float* out, std::int64_t out_count);
emodna_status mfcc(Stream& stream, const emodna_mfcc_args& args);
emodna_status pitch(Stream& stream, const emodna_pitch_args& args);
emodna_status voice(Stream& stream, const emodna_voice_args& args);
emodna_status encoder_workspace(Context& context, const emodna_encoder_args& args, std::size_t* bytes);
emodna_status encoder_forward(Stream& stream, const emodna_encoder_args& args);
emodna_status encoder_backward(Stream& stream, const emodna_encoder_args& args);
emodna_status linear_forward(Stream& stream, const emodna_linear_args& args);
emodna_status linear_backward(Stream& stream, const emodna_linear_args& args);
emodna_status row_space_forward(Stream& stream, const emodna_row_space_args& args);
emodna_status row_space_backward(Stream& stream, const emodna_row_space_args& args);
emodna_status cross_entropy(Stream& stream, const emodna_cross_entropy_args& args);
emodna_status outer_forward(Stream& stream, const emodna_outer_args& args);
emodna_status outer_backward(Stream& stream, const emodna_outer_args& args);
emodna_status pooling_forward(Stream& stream, const emodna_pooling_args& args);
emodna_status pooling_backward(Stream& stream, const emodna_pooling_args& args);
emodna_status batch_norm_forward(Stream& stream, const emodna_batch_norm_args& args);
emodna_status batch_norm_backward(Stream& stream, const emodna_batch_norm_args& args);
emodna_status dropout_forward(Stream& stream, const emodna_dropout_args& args);
emodna_status dropout_backward(Stream& stream, const emodna_dropout_args& args);
emodna_status jitter(Stream& stream, const emodna_jitter_args& args);
emodna_status contrastive_workspace(Context& context, const emodna_contrastive_args& args, std::size_t* bytes);
emodna_status contrastive(Stream& stream, const emodna_contrastive_args& args);
emodna_status alignment_workspace(Context& context, const emodna_alignment_args& args, std::size_t* bytes);
emodna_status alignment(Stream& stream, const emodna_alignment_args& args);
emodna_status information(Stream& stream, const emodna_information_args& args);
emodna_status decorrelation_workspace(Context& context, const emodna_decorrelation_args& args, std::size_t* bytes);
emodna_status decorrelation(Stream& stream, const emodna_decorrelation_args& args);
emodna_status threshold(Stream& stream, const emodna_threshold_args& args);
emodna_status gather(Stream& stream, const emodna_gather_args& args);
emodna_status ramp(Stream& stream, const emodna_ramp_args& args);
emodna_status sum(Stream& stream, const emodna_sum_args& args);
emodna_status adam(Stream& stream, const emodna_adam_args& args);
emodna_status step(Stream& stream, const emodna_step_args& args);

}  // namespace emodna::cuda

#endif
