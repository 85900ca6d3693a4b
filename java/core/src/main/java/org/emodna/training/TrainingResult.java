package org.emodna.training;

import java.nio.file.Path;
import java.util.List;
import org.emodna.features.FailedInput;
import org.emodna.kernels.Device;

/**
 * What a training run came to.
 *
 * @param seed of everything random in it
 * @param finished false if it was stopped, and can be resumed, or has failed
 * @param failure why this seed of several came to nothing while the others went on; null otherwise
 * @param model the model file; null if the run was stopped or has failed
 * @param checkpoint where a stopped run goes on from
 * @param predictions class number of each target utterance in the corpus's order; -1 for a file
 *     that could not be used; empty if the run was stopped or has failed
 * @param failures source and target files that could not be used
 * @param warnings what the user should know
 * @param history every epoch
 * @param device where it ran
 */
public record TrainingResult(
    long seed,
    boolean finished,
    String failure,
    Path model,
    Path checkpoint,
    int[] predictions,
    List<FailedInput> failures,
    List<String> warnings,
    List<EpochReport> history,
    Device device) {}
