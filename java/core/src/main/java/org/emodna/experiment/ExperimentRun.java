package org.emodna.experiment;

import java.util.Optional;
import org.emodna.evaluation.Score;
import org.emodna.training.TrainingResult;

/**
 * One training of an experiment: a direction, a configuration and a seed.
 *
 * @param direction its name
 * @param configuration its name
 * @param result what the training came to
 * @param score of a finished model; empty also where the target has no labels
 */
public record ExperimentRun(
    String direction, String configuration, TrainingResult result, Optional<Score> score) {}
