/*
 * The rest of a training step. Whatever changes from step to step is read from device memory, by the step counter
 * `step`, so that a recorded step can be replayed without the host.
 */
#ifndef EMODNA_TRAINING_H
#define EMODNA_TRAINING_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Copies the batch of this step from features on the device. Group g reads only its set: the set_size[g] utterances of
 * data from set_begin[g] on. Row b is utterance index[(g * steps + step % steps) * rows + b] of the set. An index
 * outside the set, or outside the data, gives zeros, length 0 and label -1. Each group has its own labels, so that
 * groups which share features don't share labels. */
typedef struct emodna_gather_args {
  int32_t groups, rows, frames, features;
  int32_t utterances;          /* N, in all sets together */
  int32_t label_count;         /* labels of a group; 0 if data_labels is NULL */
  int64_t steps;               /* batches in index */
  const int32_t* set_begin;    /* [G], or NULL: each group's set is all of data */
  const int32_t* set_size;     /* [G]; NULL if set_begin is NULL */
  const int32_t* index;        /* [G, steps, rows] */
  const int64_t* step;         /* [1] */
  const float* data;           /* [N, T, F] */
  const int32_t* data_lengths; /* [N], or NULL = T */
  const int32_t* data_labels;  /* [G, label_count] of the set's utterances; beyond them, and if NULL, -1 */
  int64_t x_stride;            /* elements between the groups' x */
  int64_t row_stride;          /* elements between the groups' lengths, labels and picked */
  float* x;                    /* [G: x_stride][rows, T, F]; frames after a row's length are 0 */
  int32_t* lengths;            /* [G: row_stride][rows], or NULL */
  int32_t* labels;             /* [G: row_stride][rows], or NULL */
  int32_t* picked;             /* [G: row_stride][rows] the index, or NULL */
} emodna_gather_args;

EMODNA_API emodna_status emodna_gather(emodna_stream* stream, const emodna_gather_args* args);

/* weights[k] = scale[k] * a_t, where a_t = 2 / (1 + exp(-10 step / total_steps)) - 1. */
typedef struct emodna_ramp_args {
  int32_t count; /* at most 8 */
  float scale[8];
  int64_t total_steps;
  const int64_t* step; /* [1] */
  float* weights;      /* [count] */
} emodna_ramp_args;

EMODNA_API emodna_status emodna_ramp(emodna_stream* stream, const emodna_ramp_args* args);

/* to = (to + from[0]) + from[1] + ...: what branches of a step have added to copies of one tensor, in the order in
 * which they would have added to it. */
typedef struct emodna_sum_args {
  int64_t count;
  int32_t sources;   /* S, at most 1024 */
  const float* from; /* [S, count] */
  float* to;         /* [count] */
} emodna_sum_args;

EMODNA_API emodna_status emodna_sum(emodna_stream* stream, const emodna_sum_args* args);

/* Schedules of the learning rate. At step t the rate is learning_rate * share(t): with CONSTANT share = 1; with COSINE
 * it falls from 1 to final_share, share = final_share + (1 - final_share) (1 + cos(pi u)) / 2 with
 * u = (t - warm_up_steps) / (total_steps - warm_up_steps), at most 1. During the first warm_up_steps steps
 * share = (t + 1) / warm_up_steps instead. */
enum { EMODNA_RATE_CONSTANT = 0, EMODNA_RATE_COSINE = 1 };

/* One update of Adam with bias correction, t = step + 1. Sets the gradients to zero afterwards. `decay` is L2
 * regularisation: decay * parameter is added to each gradient before the moments. */
typedef struct emodna_adam_args {
  int64_t count;
  float learning_rate, beta1, beta2, epsilon;
  const int64_t* step;   /* [1] */
  float* parameters;     /* [count] */
  float* gradients;      /* [count] */
  float* m;              /* [count] */
  float* v;              /* [count] */
  float decay;           /* >= 0; 0 = none */
  int32_t schedule;      /* EMODNA_RATE_* */
  float final_share;     /* COSINE: 0 <= final_share <= 1 */
  int64_t warm_up_steps; /* 0 = none; below total_steps with COSINE */
  int64_t total_steps;   /* COSINE: at least 1 */
} emodna_adam_args;

EMODNA_API emodna_status emodna_adam(emodna_stream* stream, const emodna_adam_args* args);

/* Ends a step: log[step % log_rows] = values, then step = step + 1. */
typedef struct emodna_step_args {
  int32_t count;
  int32_t log_rows;    /* steps that fit into the log */
  const float* values; /* [count] */
  float* log;          /* [log_rows, count] */
  int64_t* step;       /* [1] */
} emodna_step_args;

EMODNA_API emodna_status emodna_step(emodna_stream* stream, const emodna_step_args* args);

#ifdef __cplusplus
}
#endif

#endif
