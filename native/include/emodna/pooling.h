/*
 * Statistics pooling: from the frames of an input to one vector, the mean and the standard deviation of each dimension
 * over time.
 *
 * Group axis: as in heads.h. Gradients are ADDED to. Lengths: row r of a group has lengths[r] frames, 1 <= lengths[r]
 * <= frames (0 gives y = 0 and takes no part; larger values count as `frames`). Frames behind them are never read, and
 * their gradient is left as it is.
 */
#ifndef EMODNA_POOLING_H
#define EMODNA_POOLING_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = [mean (dim), deviation (dim)], deviation = sqrt(biased variance + variance_floor). */
typedef struct emodna_pooling_args {
  int32_t groups, rows;
  int32_t frames;         /* T, at least 1 */
  int32_t dim;            /* D, at least 1 */
  float variance_floor;   /* above 0: keeps the gradient finite where a dimension is constant */
  int64_t x_stride;       /* elements between the groups' x (and dx) */
  int64_t length_stride;  /* elements between the groups' lengths */
  const float* x;         /* [G: x_stride][rows, T, D] */
  const int32_t* lengths; /* [G: length_stride][rows], or NULL: all have T frames */
  float* y;               /* [G, rows, 2 D], written by forward */
  const float* dy;        /* as y, read by backward */
  float* dx;              /* as x, added to by backward */
} emodna_pooling_args;

EMODNA_API emodna_status emodna_pooling_forward(emodna_stream* stream, const emodna_pooling_args* args);
/* Needs x and lengths as forward does, not y. */
EMODNA_API emodna_status emodna_pooling_backward(emodna_stream* stream, const emodna_pooling_args* args);

#ifdef __cplusplus
}
#endif

#endif
