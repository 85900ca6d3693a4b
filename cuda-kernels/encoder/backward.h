// What both engines have of the backward pass (backward.cu); between the two lie the sites, from the last one down.
#ifndef EMODNA_CUDA_ENCODER_BACKWARD_H
#define EMODNA_CUDA_ENCODER_BACKWARD_H

#include "../core/context.h"
#include "backward_plan.h"

namespace emodna::cuda {

// The sequence's gradient as planes, and its part of the gradient of the blocks' weights. First of all.
emodna_status sequence_gradient(Stream& stream, const BackwardPlan& plan);
// Frames and the gradient of the blocks' weights, and the last block's gate: leaves the gradient of the last site's
// BatchNorm.
emodna_status backward_begin(Stream& stream, const BackwardPlan& plan);
// The input layer: its weights' gradient and x's, from BackwardPlan::skip.
emodna_status backward_end(Stream& stream, const BackwardPlan& plan);

}  // namespace emodna::cuda

#endif
