/*
 * Operations on rows in training: BatchNorm (with the ReLU and the dropout that may follow it), dropout, and jitter of
 * the features.
 *
 * Group axis and gradients (ADDED to) as in heads.h. The groups belong to `inputs` batches: group g to batch
 * g / (groups / inputs). Groups of one batch share its lengths and its seed. A row of length 0 is padding.
 *
 * Random numbers: Philox4x32-10 with key = seeds[batch] and counter = (step low, step high,
 * (group within its batch << 16) | site, (row << 12) | column / 4); column % 4 chooses the 32-bit word. This is the
 * encoder's rule, with a row in the place of its channels (encoder.h). Every operation of a network needs a site of its
 * own; sites below EMODNA_FIRST_ROW_SITE are the encoder's.
 */
#ifndef EMODNA_ROWS_H
#define EMODNA_ROWS_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EMODNA_FIRST_ROW_SITE = 64, EMODNA_LAST_ROW_SITE = 65535 };
/* The most rows and columns for which random numbers can be drawn. */
enum { EMODNA_MOST_RANDOM_ROWS = 1 << 20, EMODNA_MOST_RANDOM_COLUMNS = 1 << 14 };

/* y = dropout(relu(gamma (x - mean) / sqrt(variance + epsilon) + beta)). With train = 1 mean and biased variance are
 * those of the rows that are not padding, the running ones are updated, and dropout is applied; with train = 0 they are
 * the running ones, and nothing is dropped. A column is dropped iff its random word < rate * 2^32; kept values are
 * scaled by 1 / (1 - rate). Padding gets y = 0 and no gradient. A domain without a row keeps its running statistics. */
typedef struct emodna_batch_norm_args {
  int32_t groups, inputs, rows, dim; /* inputs divides groups */
  int32_t train;
  int32_t relu;           /* 1: a ReLU follows */
  int32_t domains;        /* sets of statistics of a group: 1, or 2 for domain-specific BatchNorm */
  int32_t domain_rows;    /* rows below this use set 0, the others set 1; unused if domains = 1 */
  int32_t site;           /* of the dropout; unused if dropout is 0 */
  float dropout;          /* rate, 0 <= rate < 1 */
  float epsilon;          /* of BatchNorm */
  float momentum;         /* running = momentum * running + (1 - momentum) * batch */
  int64_t x_stride;       /* elements between the groups' x (and dx) */
  int64_t length_stride;  /* elements between the batches' lengths */
  const float* x;         /* [G: x_stride][rows, dim] */
  const int32_t* lengths; /* [R: length_stride][rows], or NULL: no row is padding */
  const float* gamma;     /* [G, dim] */
  const float* beta;      /* [G, dim] */
  float* running;         /* [G, domains, 2 dim]: mean [dim], biased variance [dim] */
  const uint64_t* seeds;  /* [R]; may be NULL without dropout */
  const int64_t* step;    /* [1]; may be NULL without dropout */
  float* y;               /* [G, rows, dim], forward writes it, backward reads it if relu is 1 */
  const float* dy;        /* as y, backward reads it */
  float* dx;              /* as x, backward adds to it; or NULL */
  float* dgamma;          /* [G, dim], backward adds to it */
  float* dbeta;           /* [G, dim], backward adds to it */
} emodna_batch_norm_args;

EMODNA_API emodna_status emodna_batch_norm_forward(emodna_stream* stream, const emodna_batch_norm_args* args);
/* After a forward pass with the same arguments. With train = 0 the statistics are constants. */
EMODNA_API emodna_status emodna_batch_norm_backward(emodna_stream* stream, const emodna_batch_norm_args* args);

/* y = x with columns dropped as above. With rate 0, y = x. */
typedef struct emodna_dropout_args {
  int32_t groups, inputs, rows, dim; /* inputs divides groups */
  int32_t shared;                    /* 1: the groups of a batch read one x, [R: x_stride]; forward only */
  int32_t site;
  float rate;            /* 0 <= rate < 1 */
  int64_t x_stride;      /* elements between the groups' x (and dx), or between the batches' */
  const float* x;        /* [G: x_stride][rows, dim], or [R: x_stride][rows, dim] */
  const uint64_t* seeds; /* [R]; may be NULL if rate is 0 */
  const int64_t* step;   /* [1]; may be NULL if rate is 0 */
  float* y;              /* [G, rows, dim], forward writes it */
  const float* dy;       /* as y, backward reads it */
  float* dx;             /* as x, backward adds to it */
} emodna_dropout_args;

EMODNA_API emodna_status emodna_dropout_forward(emodna_stream* stream, const emodna_dropout_args* args);
/* Reads neither x nor y. */
EMODNA_API emodna_status emodna_dropout_backward(emodna_stream* stream, const emodna_dropout_args* args);

/* Jitter of a batch's features, in training only; without a gradient. Each row and feature f draws two normal numbers n
 * and n' for all of its frames: y = (x + shift n) (1 + scale n'). Then one span of the row's L valid frames is set to
 * 0: its length is uniform in 0 ... floor(span L), its start uniform among those that fit. Frames after L are 0. With
 * Philox words w of counter (step low, step high, site, (row << 12) | f): n = r cos(a), n' = r sin(a) (Box and Muller
 * 1958), r = sqrt(-2 ln((w0 + 1) / 2^32)), a = 2 pi w1 / 2^32. With those of counter (..., 1 << 16 | site, row << 12):
 * length = w0 (floor(span L) + 1) / 2^32 and start = w1 (L - length + 1) / 2^32, both rounded down. */
typedef struct emodna_jitter_args {
  int32_t inputs, rows, frames, features; /* R, B, T, F; features at most 4096 */
  int32_t site;
  float shift;            /* standard deviation of what is added, >= 0 */
  float scale;            /* standard deviation of the factor, >= 0 */
  float span;             /* largest share of a row's frames that is set to 0, 0 <= span <= 1 */
  int64_t x_stride;       /* elements between the batches' x */
  int64_t y_stride;       /* elements between the batches' y */
  int64_t length_stride;  /* elements between the batches' lengths */
  const float* x;         /* [R: x_stride][B, T, F] */
  const int32_t* lengths; /* [R: length_stride][B], or NULL: all have T frames */
  const uint64_t* seeds;  /* [R] */
  const int64_t* step;    /* [1] */
  float* y;               /* [R: y_stride][B, T, F]; may be x, with the same stride */
} emodna_jitter_args;

EMODNA_API emodna_status emodna_jitter(emodna_stream* stream, const emodna_jitter_args* args);

#ifdef __cplusplus
}
#endif

#endif
