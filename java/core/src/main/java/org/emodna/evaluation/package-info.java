/**
 * Predictions and how well they meet the labels: targets, scores, summaries over seeds and
 * directions, figures that need no labels ({@link org.emodna.evaluation.Validators}), and the files
 * that hold predictions and scores.
 *
 * <p>A {@link org.emodna.evaluation.Target} takes a corpus apart: training gets its recordings, the
 * {@link org.emodna.evaluation.Scorer} keeps its labels. Of this package, training uses {@link
 * org.emodna.evaluation.Predictions}, {@link org.emodna.evaluation.PredictionsFile} and {@link
 * org.emodna.evaluation.MeanSd}, none of which leads to a label; {@code LabelIsolationTest} holds
 * it to that.
 */
package org.emodna.evaluation;
