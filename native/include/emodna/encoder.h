/*
 * The whole TIM-Net encoder: x [B, T, F] -> z [B, C]. It has two streams, one on x and one on x reversed in time. Each
 * stream is a 1x1 convolution and n temporal-aware blocks h * sigmoid(B2(B1(h))) with dilation 2^i, where
 * B = SpatialDropout(ReLU(BatchNorm(causal convolution of width 2))). g_i = mean over time of both streams' outputs of
 * block i; z = sum_i w_i g_i.
 *
 * Beside z, which is the time mean of it, the weighted sum itself may be an output: y [B, T, C], with
 * y_t = sum_i w_i (forward_(i, t) + backward_(i, t')), 0 after a row's length L. The second stream runs from the end to
 * the beginning, so that its frame t is the input's frame L - 1 - t. EMODNA_SEQUENCE_TURNED_BACK adds what both streams
 * make of one frame of the input, t' = L - 1 - t; EMODNA_SEQUENCE_AS_RUN adds the streams as they run, t' = t. The mean
 * over time is the same, the deviation is not.
 *
 * Group axis: one call runs `groups` encoders of one shape. Encoder e reads x[e / (groups / inputs)].
 *
 * Parameters of one encoder, P = emodna_encoder_parameters() floats, in this order:
 *   for each stream (forward, backward): inp.weight [C, F], inp.bias [C], then for each block and for each of
 *   its two convolutions: weight [C out, C in, 2] (tap 0 reads t - d, tap 1 reads t), bias [C], gamma [C], beta [C];
 *   after both streams: w [n].
 * Statistics of one encoder and domain, S = emodna_encoder_statistics() floats:
 *   for each stream, block and convolution: running mean [C], running biased variance [C].
 *
 * Lengths: row b has lengths[b] frames, 1 <= lengths[b] <= T. A row of length 0 gives z = 0 and is ignored otherwise.
 * Frames after a row's length are never read. The reversed stream reverses the valid frames only, and batch statistics
 * and means over time are taken over valid frames.
 *
 * Dropout: SpatialDropout drops a channel of a row in all frames. Philox4x32-10 decides, with key = seeds[input] and
 * counter = (step low, step high, (encoder within its input << 16) | site, (row << 12) | channel / 4) and
 * lane = channel % 4, where site = (stream * n + block) * 2 + convolution. A channel is kept iff the 32-bit word >=
 * rate * 2^32; kept values are scaled by 1 / (1 - rate).
 */
#ifndef EMODNA_ENCODER_H
#define EMODNA_ENCODER_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What computes the convolutions: the backend's own kernels, fused with the operations around them, or cuDNN (CUDA
 * only). */
enum { EMODNA_ENGINE_FUSED = 0, EMODNA_ENGINE_CUDNN = 1 };

/* Whether y is an output, and which frame of the second stream is added to the first one's. */
enum { EMODNA_SEQUENCE_NONE = 0, EMODNA_SEQUENCE_AS_RUN = 1, EMODNA_SEQUENCE_TURNED_BACK = 2 };

/* The widest input and the widest encoder. */
enum { EMODNA_MOST_FEATURES = 4096, EMODNA_MOST_CHANNELS = 1024 };

typedef struct emodna_encoder_args {
  int32_t groups;          /* G */
  int32_t inputs;          /* R, divides G */
  int32_t batch;           /* B, at most 2^19 */
  int32_t frames;          /* T */
  int32_t features;        /* F, at most EMODNA_MOST_FEATURES */
  int32_t channels;        /* C, at most EMODNA_MOST_CHANNELS */
  int32_t blocks;          /* n, at most 16 */
  int32_t train;           /* 1: batch statistics, update of the running ones, dropout; 0: running statistics */
  int32_t keep;            /* 1: the forward pass leaves what the backward pass needs in the workspace */
  int32_t domains;         /* sets of statistics of an encoder: 1, or 2 for domain-specific BatchNorm */
  int32_t domain_rows;     /* rows below this use set 0, the others set 1; unused if domains = 1 */
  int32_t engine;          /* EMODNA_ENGINE_* */
  int32_t precision;       /* of the convolutions' products: EMODNA_FLOAT32, EMODNA_TF32, ... */
  int32_t sequence;        /* EMODNA_SEQUENCE_* */
  float dropout;           /* rate, 0 <= rate < 1 */
  float epsilon;           /* of BatchNorm */
  float momentum;          /* running = momentum * running + (1 - momentum) * batch */
  const float* x;          /* [R, B, T, F] */
  const int32_t* lengths;  /* [R, B], or NULL: all have T frames */
  const float* parameters; /* [G, P] */
  float* statistics;       /* [G, domains, S] */
  const uint64_t* seeds;   /* [R]; may be NULL without dropout */
  const int64_t* step;     /* [1]; may be NULL without dropout */
  float* z;                /* [G, B, C], forward writes it; may be NULL with a sequence */
  float* g;                /* [G, B, n, C], forward writes it; or NULL */
  float* y;                /* [G, B, T, C], forward writes it; only with a sequence */
  const float* dz;         /* [G, B, C], backward reads it; may be NULL with a sequence: no gradient comes from z */
  const float* dy;         /* [G, B, T, C], backward reads it up to a row's length; only with a sequence */
  float* dparameters;      /* [G, P], backward adds to it */
  float* dx;               /* [G, B, T, F], backward writes it, 0 after a row's length; or NULL */
  void* workspace;         /* the same memory for forward and backward, unchanged in between */
  size_t workspace_bytes;
} emodna_encoder_args;

EMODNA_API emodna_status emodna_encoder_parameters(int32_t features, int32_t channels, int32_t blocks, int64_t* count);
EMODNA_API emodna_status emodna_encoder_statistics(int32_t channels, int32_t blocks, int64_t* count);
/* Bytes of workspace for this shape, `train`, `keep`, `sequence`, engine and precision. Ignores the pointers in args. */
EMODNA_API emodna_status emodna_encoder_workspace(emodna_context* context, const emodna_encoder_args* args,
                                                  size_t* bytes);
EMODNA_API emodna_status emodna_encoder_forward(emodna_stream* stream, const emodna_encoder_args* args);
/* After a forward pass with the same arguments and keep = 1. With train = 0, BatchNorm's statistics are constants. */
EMODNA_API emodna_status emodna_encoder_backward(emodna_stream* stream, const emodna_encoder_args* args);

#ifdef __cplusplus
}
#endif

#endif
