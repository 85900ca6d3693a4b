/*
 * Statistics pooling: the mean and the standard deviation of each dimension over an input's valid frames.
 *
 * Group axis and gradients (ADDED to) as in heads.h. The groups belong to `inputs` batches, and those of one batch share
 * its lengths: group g has those of batch g / (groups / inputs). Row r of a group has lengths[r] frames, 1 <= lengths[r]
 * <= frames. A row of length 0 gives y = 0 and no gradient; a larger length than `frames` counts as `frames`. Frames
 * after a row's length are never read, and their gradient is left as it is.
 */
#ifndef EMODNA_POOLING_H
#define EMODNA_POOLING_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = [mean (dim), deviation (dim)], deviation = sqrt(biased variance + variance_floor). */
typedef struct emodna_pooling_args {
  int32_t groups, inputs, rows; /* inputs divides groups */
  int32_t frames;         /* T, at least 1 */
  int32_t dim;            /* D, at least 1 */
  float variance_floor;   /* above 0: keeps the gradient finite if a dimension is constant */
  int64_t x_stride;       /* elements between the groups' x (and dx) */
  int64_t length_stride;  /* elements between the batches' lengths */
  const float* x;         /* [G: x_stride][rows, T, D] */
  const int32_t* lengths; /* [inputs: length_stride][rows], or NULL: all have T frames */
  float* y;               /* [G, rows, 2 D], forward writes it */
  const float* dy;        /* as y, backward reads it */
  float* dx;              /* as x, backward adds to it */
} emodna_pooling_args;

EMODNA_API emodna_status emodna_pooling_forward(emodna_stream* stream, const emodna_pooling_args* args);
/* Reads x and lengths as forward does, but not y. */
EMODNA_API emodna_status emodna_pooling_backward(emodna_stream* stream, const emodna_pooling_args* args);

#ifdef __cplusplus
}
#endif

#endif
