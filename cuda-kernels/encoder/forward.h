// The kernels of the encoder's forward pass, one launch each, in the order in which they run.
#ifndef EMODNA_CUDA_ENCODER_FORWARD_H
#define EMODNA_CUDA_ENCODER_FORWARD_H

#include "../core/context.h"
#include "plan.h"

namespace emodna::cuda {

// Packs the weights, draws dropout, sets the tickets to 0, and in evaluation turns running statistics into scales.
emodna_status prepare_encoder(Stream& stream, const EncoderPlan& plan);
// One layer of all streams and rows: the input layer (input_site), or a site's convolution with what lies before it.
emodna_status encoder_layer(Stream& stream, const EncoderPlan& plan, int site);
// Inference: all layers of a stream and row in one block, activations on chip; leaves the time sums.
emodna_status encoder_on_chip(Stream& stream, const EncoderPlan& plan);
// Time means g and z; before that, where the layers ran one by one, the last block's gate.
emodna_status encoder_output(Stream& stream, const EncoderPlan& plan);
// The sequence y, after encoder_layer() of all layers.
emodna_status encoder_sequence(Stream& stream, const EncoderPlan& plan);

}  // namespace emodna::cuda

#endif
