/*
 * Operations on an encoder's output: linear layers, row spaces, cross-entropy, the outer product.
 *
 * Group axis: one call runs an operation `groups` times, on tensors that lie `*_stride` elements apart.
 * Gradients of inputs and parameters (d*) are ADDED to. Set them to zero once a step.
 */
#ifndef EMODNA_HEADS_H
#define EMODNA_HEADS_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = x w^T + b, then max(0, y) if relu is 1. Both classifiers and the projection head use it. */
typedef struct emodna_linear_args {
  int32_t groups, rows, inputs, outputs;
  int32_t relu;
  int64_t x_stride;      /* elements between the groups' x (and dx) */
  const float* x;        /* [G: x_stride][rows, inputs] */
  const float* weight;   /* [G, outputs, inputs] */
  const float* bias;     /* [G, outputs] */
  float* y;              /* [G, rows, outputs], forward writes it, backward reads it if relu is 1 */
  const float* dy;       /* [G, rows, outputs] */
  const float* dx_scale; /* [1] on the device, or NULL = 1; negative reverses the gradient */
  float* dx;             /* as x, added to; or NULL */
  float* dweight;        /* [G, outputs, inputs], added to */
  float* dbias;          /* [G, outputs], added to */
} emodna_linear_args;

EMODNA_API emodna_status emodna_linear_forward(emodna_stream* stream, const emodna_linear_args* args);
EMODNA_API emodna_status emodna_linear_backward(emodna_stream* stream, const emodna_linear_args* args);

/* Row spaces. RAW: y = x. L2: y = x / max(|x|, 1e-12) for each row. STANDARDISED: y = (x - mean) / sd for each
 * dimension over all rows, with the biased variance and sd clamped at 1e-12; the gradient flows through mean and sd. */
enum { EMODNA_SPACE_RAW = 0, EMODNA_SPACE_L2 = 1, EMODNA_SPACE_STANDARDISED = 2 };

typedef struct emodna_row_space_args {
  int32_t groups, rows, dim;
  int32_t space;
  int64_t x_stride; /* elements between the groups' x (and dx) */
  const float* x;   /* [G: x_stride][rows, dim] */
  float* y;         /* [G, rows, dim] */
  const float* dy;  /* [G, rows, dim] */
  float* dx;        /* as x, added to */
} emodna_row_space_args;

EMODNA_API emodna_status emodna_row_space_forward(emodna_stream* stream, const emodna_row_space_args* args);
EMODNA_API emodna_status emodna_row_space_backward(emodna_stream* stream, const emodna_row_space_args* args);

/* Softmax, and the mean cross-entropy of the rows with a label >= 0, with label smoothing:
 * target = (1 - smoothing) onehot + smoothing / K. Rows with label -1 get probabilities, and gradient 0.
 * The gradient is that of weight * loss. */
typedef struct emodna_cross_entropy_args {
  int32_t groups, rows, classes;
  float smoothing;
  int64_t label_stride;  /* elements between the groups' labels */
  const float* logits;   /* [G, rows, K] */
  const int32_t* labels; /* [G: label_stride][rows] */
  const float* weight;   /* [1] on the device, or NULL = 1 */
  float* probabilities;  /* [G, rows, K], or NULL */
  float* loss;           /* [G], unweighted; 0 if no row has a label; or NULL */
  float* dlogits;        /* [G, rows, K], written (not added to), or NULL */
} emodna_cross_entropy_args;

EMODNA_API emodna_status emodna_cross_entropy(emodna_stream* stream, const emodna_cross_entropy_args* args);

/* CDAN's multilinear map: y[r, c * dim + i] = p[r, c] z[r, i]. The backward pass treats p as a constant. */
typedef struct emodna_outer_args {
  int32_t groups, rows, dim, classes;
  int64_t z_stride; /* elements between the groups' z (and dz) */
  const float* z;   /* [G: z_stride][rows, dim] */
  const float* p;   /* [G, rows, classes] */
  float* y;         /* [G, rows, classes * dim] */
  const float* dy;  /* as y */
  float* dz;        /* as z, added to */
} emodna_outer_args;

EMODNA_API emodna_status emodna_outer_forward(emodna_stream* stream, const emodna_outer_args* args);
EMODNA_API emodna_status emodna_outer_backward(emodna_stream* stream, const emodna_outer_args* args);

#ifdef __cplusplus
}
#endif

#endif
