/*
 * Contrastive decoupling, alignment, information, decorrelation and pseudo-label thresholds. One call computes value
 * and gradient; the gradient is that of weight * loss and is ADDED to d*. Rows with label -1 are left out.
 */
#ifndef EMODNA_LOSSES_H
#define EMODNA_LOSSES_H

#include "emodna/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Multi-positive contrastive decoupling. A = the rows of u with label >= 0; P(i) = the other rows of A with i's label.
 *   l_i = -1/|P(i)| sum_{p in P(i)} [u_i.u_p / t - log(sum_{a in A, a != i} exp(u_i.u_a / t) + sum_j exp(u_i.v_j / t))]
 *   loss = mean of l_i over the anchors with |P(i)| > 0; 0 with gradient 0 if there are none.
 * Labels may be any numbers; N and M may be 0. Memory O((N + M) D). On tensor cores (see precision) D is at most 64. */
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
  float* skipped;                     /* [G] rows of A without a positive, logged like a loss; or NULL */
  float* du;                          /* as u; NULL, together with dv, if only the value is wanted */
  float* dv;                          /* as v */
  void* workspace;
  size_t workspace_bytes;
} emodna_contrastive_args;

EMODNA_API emodna_status emodna_contrastive_workspace(emodna_context* context, const emodna_contrastive_args* args,
                                                      size_t* bytes);
EMODNA_API emodna_status emodna_contrastive(emodna_stream* stream, const emodna_contrastive_args* args);

/* Pairwise alignment distances. Kernel k(x, y) = sum_q exp(-|x - y|^2 / (s_q sigma2)), s_q in {1/4, 1/2, 1, 2, 4};
 * sigma2, a constant in the backward pass, is the mean squared distance of two different rows, at least 1e-12.
 * CORPUS: biased MK-MMD^2 between all source rows and all target rows that take part (one class).
 * CLASS:  D(c,c') = mean k(S_c,S_c) + mean k(T_c',T_c') - 2 mean k(S_c,T_c') over classes present in both;
 *         loss = mean_c D(c,c) - mean_{c != c'} D(c,c'); the second term is 0 with fewer than two such classes, and the
 *         loss is 0 without any.
 * LOCAL:  LMMD (DSAN): mean over classes of the MMD^2 with row weights source_weights and target_weights, each
 *         normalised over the rows of a class. Classes without weight on one side are left out.
 * CORAL:  |Cov(source) - Cov(target)|_F^2 / (4 dim^2), covariances with n - 1; the covariance of a single row is 0.
 * For CLASS, labels outside [0, classes) count as -1. The other kinds accept NULL labels: all rows take part.
 * The loss is 0 with gradient 0 if one side has no row. Memory O((N + M)(dim + classes) + dim^2). */
enum { EMODNA_ALIGN_CORPUS = 0, EMODNA_ALIGN_CLASS = 1, EMODNA_ALIGN_LOCAL = 2, EMODNA_ALIGN_CORAL = 3 };

typedef struct emodna_alignment_args {
  int32_t kind;
  int32_t groups, source_rows, target_rows, dim, classes;
  int64_t source_stride, target_stride; /* elements between the groups' xs (dxs) and xt (dxt) */
  int64_t label_stride;                 /* elements between the groups' labels, source and target alike */
  int64_t weight_stride;                /* LOCAL: elements between the groups' row weights, source and target alike */
  const float* xs;                      /* [G: source_stride][source_rows, dim] */
  const float* xt;                      /* [G: target_stride][target_rows, dim] */
  const int32_t* source_labels;         /* [G: label_stride][source_rows]; may be NULL except for CLASS */
  const int32_t* target_labels;         /* [G: label_stride][target_rows]; likewise */
  const float* source_weights;          /* LOCAL: [G: weight_stride][source_rows, classes] >= 0 */
  const float* target_weights;          /* LOCAL: [G: weight_stride][target_rows, classes] >= 0 */
  const float* weight;                  /* [1] on the device, or NULL = 1 */
  float* loss;                          /* [G], unweighted */
  float* sigma2;                        /* [G], or NULL */
  float* dxs;                           /* as xs; NULL, together with dxt, if only the value is wanted */
  float* dxt;                           /* as xt */
  void* workspace;
  size_t workspace_bytes;
} emodna_alignment_args;

EMODNA_API emodna_status emodna_alignment_workspace(emodna_context* context, const emodna_alignment_args* args,
                                                    size_t* bytes);
EMODNA_API emodna_status emodna_alignment(emodna_stream* stream, const emodna_alignment_args* args);

/* Information maximisation (Krause et al. 2010): the mean over rows of the entropy of p = softmax(logits), less the
 * entropy of the mean p. Sure of each row, and of different classes. 0 if every row is padding. */
typedef struct emodna_information_args {
  int32_t groups, rows, classes; /* classes at most 4096 */
  int64_t logit_stride;          /* elements between the groups' logits (and dlogits) */
  int64_t length_stride;         /* elements between the groups' lengths */
  const float* logits;           /* [G: logit_stride][rows, K] */
  const int32_t* lengths;        /* [G: length_stride][rows] 0 = padding, left out; NULL: no row is padding */
  const float* weight;           /* [1] on the device, or NULL = 1 */
  float* loss;                   /* [G], unweighted */
  float* dlogits;                /* as logits, or NULL if only the value is wanted */
} emodna_information_args;

EMODNA_API emodna_status emodna_information(emodna_stream* stream, const emodna_information_args* args);

/* Decorrelation: a and b standardised over the rows (biased variance; sd clamped at 1e-12, so that a constant column
 * counts as 0), C = a^T b / n; loss = mean of the squares of C's D E entries. 0 if every row is padding. */
typedef struct emodna_decorrelation_args {
  int32_t groups, rows, dim_a, dim_b; /* G, N, D, E; D and E at most 4096 */
  int64_t a_stride, b_stride;         /* elements between the groups' a (da) and b (db) */
  int64_t length_stride;              /* elements between the groups' lengths */
  const float* a;                     /* [G: a_stride][N, D] */
  const float* b;                     /* [G: b_stride][N, E] */
  const int32_t* lengths;             /* [G: length_stride][N] 0 = padding, left out; NULL: no row is padding */
  const float* weight;                /* [1] on the device, or NULL = 1 */
  float* loss;                        /* [G], unweighted */
  float* da;                          /* as a, or NULL: a is a constant */
  float* db;                          /* as b, or NULL: b is a constant */
  void* workspace;
  size_t workspace_bytes;
} emodna_decorrelation_args;

EMODNA_API emodna_status emodna_decorrelation_workspace(emodna_context* context, const emodna_decorrelation_args* args,
                                                        size_t* bytes);
EMODNA_API emodna_status emodna_decorrelation(emodna_stream* stream, const emodna_decorrelation_args* args);

/* Pseudo-labels: selects the target rows that are confident enough. With y^ = argmax p_j (ties go to the lowest index)
 * and conf_j = p_j(y^), row j is selected iff conf_j >= tau_{y^}.
 * ADAPTIVE:  mu_c <- m mu_c + (1-m) mean of p_i(y_i) over the batch's source rows of class c (classes present
 *            only); tau_c = rho mu_c. mu starts at 1/K and is updated before it is used. State: mu [K].
 * FIXED:     tau_c = fixed.
 * FLEXMATCH: (Zhang et al. 2021) every utterance of the target set remembers the last class that it was given with
 *            conf >= fixed. sigma_c = number of utterances that remember c, u = number that remember none (warm-up);
 *            x_c = sigma_c / max(max_c sigma_c, u); tau_c = fixed x_c / (2 - x_c). The batch updates the state after it
 *            is used. State: the classes [target_size], -1 = none.
 * FREEMATCH: (Wang et al. 2023) t <- m t + (1-m) mean conf_j; q <- m q + (1-m) mean p_j, over the batch's target rows;
 *            tau_c = t q_c / max_c q_c. t and q start at 1/K and are updated before they are used. State: t, q [K].
 * FIXED has one float of state, which is not used. */
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
  const int32_t* target_index;       /* [G: label_stride][target_rows] each row's number in the target set; a row with
                                        a negative number is padding and is never selected. NULL (not for FLEXMATCH):
                                        no row is padding */
  float* state;                      /* [G, emodna_threshold_state()], kept from step to step */
  float* thresholds;                 /* [G, K] tau_c used for this batch */
  int32_t* pseudo_labels;            /* [G, target_rows] argmax */
  int32_t* selected;                 /* [G: label_stride][target_rows] argmax if selected, else -1 */
  float* selected_share;             /* [G] selected rows / rows that are not padding; 0 if all are padding */
} emodna_threshold_args;

/* Number of floats in one group's state, and their initial values (written to host memory). */
EMODNA_API emodna_status emodna_threshold_state(const emodna_threshold_args* args, int64_t* count);
EMODNA_API emodna_status emodna_threshold_initial(const emodna_threshold_args* args, float* host_state);
EMODNA_API emodna_status emodna_threshold(emodna_stream* stream, const emodna_threshold_args* args);

#ifdef __cplusplus
}
#endif

#endif
