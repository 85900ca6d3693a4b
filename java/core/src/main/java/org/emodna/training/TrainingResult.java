package org.emodna.training;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.evaluation.Predictions;
import org.emodna.features.FailedInput;
import org.emodna.kernels.Device;

/** What a training run came to: a model, a state to go on from, or the reason why neither. */
public sealed interface TrainingResult {
  /**
   * What every run has.
   *
   * @param seed of everything random in it
   * @param failures source and target files that could not be used
   * @param history every epoch
   * @param device where it ran
   */
  record Summary(long seed, List<FailedInput> failures, List<EpochReport> history, Device device) {
    /** Keeps copies, which nobody changes afterwards. */
    public Summary {
      failures = List.copyOf(failures);
      history = List.copyOf(history);
    }
  }

  /**
   * The run has trained to the end.
   *
   * @param model the model file
   * @param predictions for the target's recordings, in the corpus's order
   * @param warnings what the user should know, such as that of a collapse
   */
  record Finished(Summary summary, Path model, Predictions predictions, List<String> warnings)
      implements TrainingResult {
    /** Keeps copies, which nobody changes afterwards. */
    public Finished {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The run was stopped.
   *
   * @param checkpoints the files beside the output that a resumed training goes on from, all of
   *     them together: several where it was trained in parts, none where there is nothing to go on
   *     from, as of a method that is solved at once
   */
  record Stopped(Summary summary, List<Path> checkpoints) implements TrainingResult {
    /** Keeps copies, which nobody changes afterwards. */
    public Stopped {
      checkpoints = List.copyOf(checkpoints);
    }
  }

  /**
   * This seed, one of several, came to nothing while the others went on.
   *
   * @param problem why, and what to do
   */
  record Failed(Summary summary, Problem problem) implements TrainingResult {}

  /** What every run has. */
  Summary summary();

  /** The seed of everything random in the run. */
  default long seed() {
    return summary().seed();
  }

  /** Source and target files that could not be used. */
  default List<FailedInput> failures() {
    return summary().failures();
  }

  /** Every epoch. */
  default List<EpochReport> history() {
    return summary().history();
  }

  /** Where it ran. */
  default Device device() {
    return summary().device();
  }

  /**
   * The model and what came with it.
   *
   * @throws TrainingException if the run was stopped or has failed
   */
  default Finished requireFinished() {
    if (this instanceof Finished finished) {
      return finished;
    }
    throw new TrainingException(
        this instanceof Failed failed
            ? failed.problem().in("seed " + seed() + " has no model")
            : Problem.of("the training was stopped before its end")
                .remedy(remedy(((Stopped) this).checkpoints())));
  }

  private static String remedy(List<Path> checkpoints) {
    return checkpoints.isEmpty()
        ? "begin it again: it has left no state"
        : "resume it from "
            + checkpoints.stream().map(Path::toString).collect(Collectors.joining(" and "));
  }
}
