// The encoder's forward pass (native/include/emodna/encoder.h).
//
// Training, and wherever the backward pass follows: 2 n + 3 launches for all encoders, streams and rows (prepare.cu,
// layer.cu for the input layer and each convolution, output.cu), since each convolution's batch statistics need every
// row's. Kept for the backward pass: h_i, y1_i, y2_i and the statistics; activations between are computed again.
// Inference: 3 launches (on_chip.cu in the middle), where both tiles of an utterance fit in shared memory and no
// sequence is wanted, for which every block's output must be at hand (sequence.cu, one launch more).
//
// Floors at two encoders, 128 rows, 196 frames, C = 39, n = 8: 10 GFLOP, and 17 + 16 tensors of 16 MB written, as many
// and 16 more read.
#include "forward.h"

#include "../core/launch.h"
#include "../core/operations.h"
#include "cudnn_plan.h"

namespace emodna::cuda {

emodna_status encoder_forward(Stream& stream, const emodna_encoder_args& args) {
  if (args.engine == EMODNA_ENGINE_CUDNN) return cudnn_forward(stream, args);
  const EncoderPlan plan = plan_encoder(*stream.context, args);
  emodna_status status = prepare_encoder(stream, plan);
  if (plan.on_chip) {
    if (status == EMODNA_OK) status = encoder_on_chip(stream, plan);
  } else {
    for (int site = input_site; site < plan.sites && status == EMODNA_OK; ++site) {
      status = encoder_layer(stream, plan, site);
    }
  }
  if (status == EMODNA_OK) status = encoder_output(stream, plan);
  return status == EMODNA_OK && plan.has_sequence() ? encoder_sequence(stream, plan) : status;
}

}  // namespace emodna::cuda
