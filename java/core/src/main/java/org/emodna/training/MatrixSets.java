package org.emodna.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;

/** Puts runs together that can be trained in the same steps, with their data. */
final class MatrixSets {
  private final PreparedCorpora corpora;

  MatrixSets(PreparedCorpora corpora) {
    this.corpora = corpora;
  }

  /**
   * Runs of one column and one shape.
   *
   * @param jobs of the runs, in their order
   */
  record Chosen(List<PlannedRun> runs, List<Job> jobs) {
    List<String> keys() {
      return keys(runs);
    }

    static List<String> keys(List<PlannedRun> runs) {
      return runs.stream().map(run -> run.request().key()).toList();
    }
  }

  /** These runs, which were chosen before. */
  Chosen of(List<PlannedRun> runs) {
    return new Chosen(runs, runs.stream().map(this::job).toList());
  }

  /**
   * The first run, and as many of the others as are like it and fit into the memory.
   *
   * @param left may have the first among them
   * @param wanted asked of each before it is taken
   * @param most runs at once
   */
  Chosen choose(
      KernelContext context,
      PlannedRun first,
      Collection<PlannedRun> left,
      Predicate<PlannedRun> wanted,
      int most) {
    List<PlannedRun> runs = new ArrayList<>(List.of(first));
    List<Job> jobs = new ArrayList<>(List.of(job(first)));
    TrainingConfig config = first.config();
    Run.Shape shape = jobs.get(0).run().shape(config);
    for (PlannedRun other : left) {
      if (runs.size() >= Math.max(1, most / config.ensemble())) {
        break;
      }
      if (other != first
          && other.column() == first.column()
          && other.shape().equals(first.shape())
          && wanted.test(other)) {
        // As recordings that can't be used may change it.
        Job job = jobOrNone(other);
        if (job != null && job.run().shape(config).equals(shape)) {
          runs.add(other);
          jobs.add(job);
        }
      }
    }
    boolean byItself = runs.size() == 1 || config.objective().solver().isPresent();
    int fit = byItself ? runs.size() : fitting(context, config, jobs, shape);
    return new Chosen(List.copyOf(runs.subList(0, fit)), List.copyOf(jobs.subList(0, fit)));
  }

  private static int fitting(
      KernelContext context, TrainingConfig config, List<Job> jobs, Run.Shape shape) {
    try (Stream stream = context.stream()) {
      int members = config.ensemble();
      int replicas =
          new ReplicaMemory(
                  stream,
                  config,
                  TrainedNetwork.of(config),
                  EnsembleRuns.runs(jobs.stream().map(Job::run).toList(), members),
                  shape.stepsPerEpoch())
              .fitting(jobs.size() * members);
      // One run may always try.
      return Math.max(1, replicas / members);
    }
  }

  private Job job(PlannedRun run) {
    RunRequest request = run.request();
    return Job.of(
        request.title(), run.config(), corpora.of(run.config(), run.input(), request.direction()));
  }

  /** One whose data can't be used says so when it is the first. */
  private Job jobOrNone(PlannedRun run) {
    try {
      return job(run);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
