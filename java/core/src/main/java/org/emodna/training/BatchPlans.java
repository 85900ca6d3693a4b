package org.emodna.training;

import java.util.List;
import java.util.function.IntFunction;
import org.emodna.config.ScheduleSettings;
import org.emodna.config.TrainingConfig;

/** Each replica's {@link BatchPlan}, behind one another as the step reads them. */
final class BatchPlans {
  private final List<Run> runs;
  private final List<BatchPlan> plans;
  private final ScheduleSettings schedule;
  private final int classes;

  /** Runs of equal shape. */
  BatchPlans(List<Run> runs, TrainingConfig config) {
    this.runs = runs;
    plans = runs.stream().map(run -> run.plan(config)).toList();
    schedule = config.schedule();
    classes = config.labels().size();
    if (runs.stream().map(run -> run.shape(config)).distinct().count() > 1) {
      throw new IllegalArgumentException("runs of different shapes can't be trained together");
    }
  }

  /** The same for all replicas. */
  int stepsPerEpoch() {
    return plans.get(0).stepsPerEpoch();
  }

  int epochs() {
    return plans.get(0).epochs(schedule);
  }

  /**
   * What the steps of an epoch take.
   *
   * @param sources [R, stepsPerEpoch, batch] utterances, numbered within the replica's source
   * @param targets likewise; null where the method never sees them
   */
  record Epoch(int[] sources, int[] targets) {}

  Epoch epoch(int epoch) {
    boolean usesTarget = runs.get(0).target() != null;
    int batch = schedule.batchTarget();
    return new Epoch(
        joined(r -> source(r, epoch), schedule.batchSource()),
        usesTarget
            ? joined(
                r -> plans.get(r).epoch("target", epoch, runs.get(r).target().size(), batch), batch)
            : null);
  }

  private int[] source(int replica, int epoch) {
    Run run = runs.get(replica);
    BatchPlan plan = plans.get(replica);
    return schedule.balanced()
        ? plan.balanced(epoch, run.sourceLabels(), classes, schedule.batchSource())
        : plan.epoch("source", epoch, run.source().size(), schedule.batchSource());
  }

  private int[] joined(IntFunction<int[]> ofReplica, int batch) {
    int each = stepsPerEpoch() * batch;
    int[] all = new int[runs.size() * each];
    for (int r = 0; r < runs.size(); r++) {
      int[] one = ofReplica.apply(r);
      System.arraycopy(one, 0, all, r * each, each);
    }
    return all;
  }
}
