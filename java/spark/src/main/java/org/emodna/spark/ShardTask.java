package org.emodna.spark;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.reproduction.Reproduction;
import org.emodna.reproduction.ReproductionException;
import org.emodna.reproduction.ReproductionResult;
import org.emodna.reproduction.Shard;

/** Trains one part of a matrix. */
final class ShardTask implements Function<Integer, byte[]> {
  private static final long serialVersionUID = 1L;

  private final SparkReproduction.MatrixSource matrix;
  private final String store;
  private final SparkReproduction.Settings settings;
  private final int shards;
  private final String processor;

  /**
   * @param processor that the driver has planned for
   */
  ShardTask(
      SparkReproduction.MatrixSource matrix,
      String store,
      SparkReproduction.Settings settings,
      int shards,
      String processor) {
    this.matrix = matrix;
    this.store = store;
    this.settings = settings;
    this.shards = shards;
    this.processor = processor;
  }

  /** A {@link ShardResult} as bytes. */
  @Override
  public byte[] call(Integer shard) {
    TaskContext task = TaskContext.get();
    Reproduction.Builder reproduction = Reproduction.builder();
    settings.apply(reproduction);
    requirePlanned(reproduction.processor());
    ReproductionResult result =
        reproduction
            .matrix(matrix.open())
            .store(Path.of(store))
            .shard(new Shard(shard, shards))
            // A name of its own: the task that this one replaces may still be writing, and what it
            // holds locked under its name must not stop this one.
            .worker("spark-%d-of-%d-%d".formatted(shard, shards, task.taskAttemptId()))
            .threads(task.cpus())
            .stopWhen(task::isInterrupted)
            .run(Progress.NONE);
    if (!result.finished()) {
      throw new TaskKilledException("the shard was stopped");
    }
    return ShardResult.of(result).toBytes();
  }

  /** Before hours of training that nobody would find: a run's address names the processor. */
  private void requirePlanned(String here) {
    if (!here.equals(processor)) {
      throw new ReproductionException(
          Problem.of(
                  "executor on " + SparkEnv.get().blockManager().blockManagerId().host(),
                  "would train on " + here + ", while the driver has planned for " + processor)
              .remedy(
                  "give driver and executors the same device (--device) and the same"
                      + " -Demodna.instructions"));
    }
  }
}
