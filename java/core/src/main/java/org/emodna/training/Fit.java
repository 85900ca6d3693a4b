package org.emodna.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.NativeMemoryException;
import org.emodna.kernels.Stream;
import org.emodna.model.Network;
import org.emodna.objective.LoggedValue;

/** Brings a set of runs of equal shape to what they learn: by steps, or at once by a solver. */
interface Fit extends AutoCloseable {
  /**
   * The way that a configuration asks for.
   *
   * @param config of all runs; its seed is not looked at
   * @param kept for checkpoints; identities are those of the jobs
   * @param stop asked every now and then while a teacher learns
   * @throws StopCheck.Stopped if it says so
   */
  static Fit of(
      Stream stream,
      TrainingConfig config,
      Network network,
      List<Job> jobs,
      Trainer.Kept kept,
      BooleanSupplier stop) {
    StopCheck check = new StopCheck(stop, System::nanoTime);
    if (config.objective().solver().isPresent()) {
      return new SolvedRuns(config, network, jobs.stream().map(Job::run).toList(), kept.watch());
    }
    int members = config.ensemble();
    if (members == 1) {
      return new Trainer(
          stream, config, network, jobs.stream().map(Job::run).toList(), kept, check);
    }
    try {
      return new EnsembleRuns(
          new Trainer(
              stream,
              config,
              network,
              EnsembleRuns.runs(jobs.stream().map(Job::run).toList(), members),
              kept.withIdentities(EnsembleRuns.each(kept.identities(), members)),
              check),
          members);
    } catch (NativeMemoryException e) {
      // Several are too many, which whoever put them together says; one can only be made smaller.
      if (jobs.size() > 1) {
        throw e;
      }
      throw new NoRoomException(
          e.problem().remedy("an ensemble of " + members + " is too large here: lower `ensemble`"),
          e);
    }
  }

  /** Steps of the whole training. */
  long totalSteps();

  /** Steps done. */
  long steps();

  /** What the reports of epochs hold. */
  List<LoggedValue> values();

  /** Each run's epochs. */
  List<List<EpochReport>> histories();

  /** Why a run came to nothing; empty where all is well. */
  Optional<Problem> failure(int run);

  /** What each run has learnt so far: the networks of its ensemble, one where it is none. */
  TrainingState.Weights[][] members();

  /** Goes on from a checkpoint where there is one. */
  void resume(Path file);

  /**
   * Goes on to the end, or until {@code stop} says so; where every run has failed there is no more
   * to do.
   *
   * @param checkpointFile null = no checkpoints
   * @return false if it was stopped
   */
  boolean run(Path checkpointFile, BooleanSupplier stop, Trainer.Listener listener);

  /** Writes a checkpoint now; nothing where there is no state to go on from. */
  void save(Path file);

  @Override
  void close();
}
