/**
 * Training: from a labelled source and an unlabelled target to saved models, for one pair of
 * corpora ({@link org.emodna.training.Training}) or for many corpora and configurations ({@link
 * org.emodna.training.TrainingMatrix}). What is public here is the plan of a run, its {@linkplain
 * org.emodna.training.TrainingResult result} and the {@linkplain org.emodna.training.EpochLog log}
 * of its epochs. The step, its terms, replicas and checkpoints are internal.
 *
 * <p>Nothing here can reach the labels of a target: no type in use leads to them.
 */
package org.emodna.training;
