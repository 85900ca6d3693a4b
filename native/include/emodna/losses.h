/*
 * Contrastive decoupling, alignment, and the pseudo-label thresholds. Value and gradient in one call; the
 * gradient is that of weight * loss and is ADDED to d*. A row whose label is -1 does not enter.
 */
#ifndef EMODNA_LOSSES_H
#define EMODNA_LOSSES_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Multi-positive contrastive decoupling. A = the rows of u with label >= 0; P(i) = the others of A with i's label.
 *   l_i = -1/|P(i)| sum_{p in P(i)} [u_i.u_p / t - log(sum_{a in A, a != i} exp(u_i.u_a / t) + sum_j exp(u_i.v_j / t))]
 *   loss = mean of l_i over the anchors with |P(i)| > 0, and 0 with gradient 0 if there are none.
 * Labels may be any numbers; N and M may be 0. Memory O((N + M) D). On tensor cores (precision) D is at most 64. */
typedef struct emodna_contrastive_args {
  int32_t groups, anchors, keys, dim; /* G, N, M, D */
  int32_t precision;                  /* of the products: EMODNA_FLOAT32, EMODNA_TF32, ... */
  float temperature;                  /* > 0 */
  int64_t u_stride, v_stride;         /* elements between the groups' u (du) and v (dv) */
  int64_t label_stride;               /* elements between the groups' labels */
  const float* u;                     /* [G: u_stride][N, D] */
  const float* v;                     /* [G: v_stride][M, D] */
  const int32_t* labels;              /* [G: label_stride][N] */
  const float* weight;                /* [1] on the device, or NULL = 1 */
  float* loss;                        /* [G], unweighted */
  float* skipped; /* [G] number of rows of A without a positive, to be logged like a loss; or NULL */
  float* du;      /* as u, or NULL (then dv is NULL too): value only */
  float* dv;      /* as v */
  void* workspace;
  size_t workspace_bytes;
} emodna_contrastive_args;

EMODNA_API emodna_status emodna_contrastive_workspace(emodna_context* context, const emodna_contrastive_args* args,
                                                      size_t* bytes);
EMODNA_API emodna_status emodna_contrastive(emodna_stream* stream, const emodna_contrastive_args* args);

/* Pairwise alignment distances. Kernel k(x, y) = sum_q exp(-|x - y|^2 / (s_q sigma2)), s_q in {1/4, 1/2, 1, 2, 4};
 * sigma2 = mean squared distance over the off-diagonal pairs of all rows that enter, a constant in the
 * backward pass, clamped at 1e-12.
 * CORPUS: biased MK-MMD^2 of all entering source rows against all entering target rows (one class).
 * CLASS:  D(c,c') = mean k(S_c,S_c) + mean k(T_c',T_c') - 2 mean k(S_c,T_c') over classes present in both;
 *         mean_c D(c,c) - mean_{c != c'} D(c,c'); 0 if none is shared; second term 0 with fewer than two.
 * LOCAL:  LMMD (DSAN): mean over classes of the MMD^2 with row weights source_weights / target_weights, each
 *         normalised over the rows of a class; classes without weight on one side are left out.
 * CORAL:  |Cov(source) - Cov(target)|_F^2 / (4 dim^2), covariances with n - 1; that of a single row is 0.
 * For CLASS, labels outside [0, classes) count as -1. For LOCAL, labels may be NULL too: all rows enter.
 * Memory O((N + M)(dim + classes) + dim^2). 0 with gradient 0 where one side has no row. */
enum { EMODNA_ALIGN_CORPUS = 0, EMODNA_ALIGN_CLASS = 1, EMODNA_ALIGN_LOCAL = 2, EMODNA_ALIGN_CORAL = 3 };

typedef struct emodna_alignment_args {
  int32_t kind;
  int32_t groups, source_rows, target_rows, dim, classes;
  int64_t source_stride, target_stride; /* elements between the groups' xs (dxs) and xt (dxt) */
  int64_t label_stride;                 /* elements between the groups' labels, source and target alike */
  int64_t weight_stride;                /* LOCAL: elements between the groups' row weights, source and target alike */
  const float* xs;                      /* [G: source_stride][source_rows, dim] */
  const float* xt;                      /* [G: target_stride][target_rows, dim] */
  const int32_t* source_labels; /* [G: label_stride][source_rows]; for CORPUS and CORAL may be NULL: all enter */
  const int32_t* target_labels; /* [G: label_stride][target_rows]; likewise */
  const float* source_weights;  /* LOCAL: [G: weight_stride][source_rows, classes] >= 0 */
  const float* target_weights;  /* LOCAL: [G: weight_stride][target_rows, classes] >= 0 */
  const float* weight;          /* [1] on the device, or NULL = 1 */
  float* loss;                  /* [G], unweighted */
  float* sigma2;                /* [G], or NULL */
  float* dxs;                   /* as xs, or NULL (then dxt is NULL too): value only */
  float* dxt;                   /* as xt */
  void* workspace;
  size_t workspace_bytes;
} emodna_alignment_args;

EMODNA_API emodna_status emodna_alignment_workspace(emodna_context* context, const emodna_alignment_args* args,
                                                    size_t* bytes);
EMODNA_API emodna_status emodna_alignment(emodna_stream* stream, const emodna_alignment_args* args);

/* Pseudo-labels: which target rows are confident enough. With y^ = argmax p_j (ties go to the lowest index) and
 * conf_j = p_j(y^), row j is selected iff conf_j >= tau_{y^}.
 * ADAPTIVE:  mu_c <- m mu_c + (1-m) mean of p_i(y_i) over the batch's source rows of class c (classes present
 *            only); tau_c = rho mu_c. mu starts at 1/K. Updated first, then used. State: mu [K].
 * FIXED:     tau_c = fixed.
 * FLEXMATCH: (Zhang et al. 2021) every utterance of the target set remembers the class that it was last put into with
 *            conf >= fixed. sigma_c = number of utterances that remember c, u = number that remember nothing (warm-up);
 *            x_c = sigma_c / max(max_c sigma_c, u); tau_c = fixed x_c / (2 - x_c). Used first, then updated with the
 *            batch. State: the classes [target_size], -1 = none.
 * FREEMATCH: (Wang et al. 2023) t <- m t + (1-m) mean conf_j; q <- m q + (1-m) mean p_j, over the batch's target rows;
 *            tau_c = t q_c / max_c q_c. t and q start at 1/K. Updated first, then used. State: t, q [K].
 * The state of FIXED is one float without a meaning. */
enum {
  EMODNA_THRESHOLD_ADAPTIVE = 0,
  EMODNA_THRESHOLD_FIXED = 1,
  EMODNA_THRESHOLD_FLEXMATCH = 2,
  EMODNA_THRESHOLD_FREEMATCH = 3
};

typedef struct emodna_threshold_args {
  int32_t strategy;
  int32_t groups, source_rows, target_rows, classes;
  int32_t target_size; /* FLEXMATCH: utterances in the whole target set */
  float momentum, rho, fixed;
  int64_t probability_stride;        /* elements between the groups' probabilities (source and target alike) */
  int64_t label_stride;              /* elements between the groups' source_labels, target_index and selected */
  const float* source_probabilities; /* [G: stride][source_rows, K] */
  const int32_t* source_labels;      /* [G: label_stride][source_rows] */
  const float* target_probabilities; /* [G: stride][target_rows, K] */
  const int32_t* target_index;       /* [G: label_stride][target_rows] number of each row in the target set; a row
                                        with a negative one is no utterance and is never selected. NULL (not with
                                        FLEXMATCH): all rows are utterances */
  float* state;                      /* [G, emodna_threshold_state()], kept from step to step */
  float* thresholds;                 /* [G, K] tau_c in force for this batch */
  int32_t* pseudo_labels;            /* [G, target_rows] argmax */
  int32_t* selected;                 /* [G: label_stride][target_rows] argmax where selected, else -1 */
  float* selected_share;             /* [G] selected rows / rows that are utterances; 0 where there are none */
} emodna_threshold_args;

/* Floats of one group's state, and their initial values (host memory). */
EMODNA_API emodna_status emodna_threshold_state(const emodna_threshold_args* args, int64_t* count);
EMODNA_API emodna_status emodna_threshold_initial(const emodna_threshold_args* args, float* host_state);
EMODNA_API emodna_status emodna_threshold(emodna_stream* stream, const emodna_threshold_args* args);

#ifdef __cplusplus
}
#endif

#endif
