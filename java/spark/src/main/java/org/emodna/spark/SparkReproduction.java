package org.emodna.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.features.FailedInput;
import org.emodna.protocol.Matrix;
import org.emodna.reproduction.Reproduction;
import org.emodna.reproduction.ReproductionException;
import org.emodna.reproduction.ReproductionResult;

/**
 * Trains on a cluster all runs that a matrix asks for and that a run store does not have yet, as
 * {@link Reproduction} does on one machine, with the same bits in the same files.
 *
 * <pre>{@code
 * ReproductionResult result =
 *     SparkReproduction.of(
 *             () -> Matrix.builder().protocol(Protocol.named("tim-net-5"))
 *                 .corpora(List.of(Path.of("/shared/corpora"))).open(),
 *             "/shared/results")
 *         .settings(reproduction -> reproduction.watchedEpochs(0))
 *         .run(spark);
 * }</pre>
 *
 * <p>The corpora and the store must be on a file system that all machines see under the same path.
 * Each task trains a {@linkplain org.emodna.reproduction.Shard shard}. A lost task continues
 * elsewhere from the checkpoints in the store; if it still runs after all, both write the same
 * files.
 */
public final class SparkReproduction {
  /** Opens the matrix; called on the driver and by each task. */
  @FunctionalInterface
  public interface MatrixSource extends Serializable {
    /** The same matrix on every machine. */
    Matrix open();
  }

  /** Further settings; called on the driver and by each task. */
  @FunctionalInterface
  public interface Settings extends Serializable {
    /**
     * Changes a reproduction whose matrix, store, shard and threads are set by Spark's tasks.
     *
     * @param reproduction to be changed
     */
    void apply(Reproduction.Builder reproduction);
  }

  private final MatrixSource matrix;
  private final String store;
  private final Settings settings;
  private final int shards;

  private SparkReproduction(MatrixSource matrix, String store, Settings settings, int shards) {
    this.matrix = matrix;
    this.store = store;
    this.settings = settings;
    this.shards = shards;
  }

  /**
   * A reproduction with the usual settings, in twice as many shards as the cluster runs tasks at a
   * time, but no more than there are runs.
   *
   * @param matrix what is wanted
   * @param store folder of the runs, on a file system that all machines share
   */
  public static SparkReproduction of(MatrixSource matrix, String store) {
    return new SparkReproduction(
        Objects.requireNonNull(matrix), Objects.requireNonNull(store), reproduction -> {}, 0);
  }

  /** The same with further settings. */
  public SparkReproduction settings(Settings value) {
    return new SparkReproduction(matrix, store, Objects.requireNonNull(value), shards);
  }

  /**
   * The same with another number of shards. Runs that are alike are trained in the same steps only
   * within a shard, and each task reads the corpora: few shards waste less, many spread better.
   *
   * @param value 1 to 100,000; 0 = twice as many as tasks run at a time, if there are so many runs
   */
  public SparkReproduction shards(int value) {
    if (value < 0 || value > 100_000) {
      throw new ReproductionException(
          Problem.of("shards", "are " + value).remedy("give 1 to 100000, or 0"));
    }
    return new SparkReproduction(matrix, store, settings, value);
  }

  /**
   * Trains what is missing.
   *
   * @throws ReproductionException if the executors' processors give other bits than the driver's,
   *     so that the runs are not those that the driver's plan asks for
   */
  public ReproductionResult run(JavaSparkContext spark) {
    // What is wrong with the matrix is said here, and not by as many tasks as there are.
    ReproductionResult.Counts before = here().outlook(Progress.NONE);
    if (before.before() == before.wanted()) {
      // Trains nothing: the plan is stored, and what the runs say of failures is said again.
      return here().run(Progress.NONE);
    }
    int parts = shards > 0 ? shards : shards(spark, before.wanted() - before.before());
    List<Integer> numbers = IntStream.rangeClosed(1, parts).boxed().toList();
    List<ShardResult> results =
        spark
            .parallelize(numbers, parts)
            .map(new ShardTask(matrix, store, settings, parts, here().processor()))
            .collect()
            .stream()
            .map(ShardResult::of)
            .toList();
    ReproductionResult.Counts after = here().outlook(Progress.NONE);
    Map<String, Problem> failed = new LinkedHashMap<>();
    Set<FailedInput> unusable = new LinkedHashSet<>();
    int said = 0;
    for (ShardResult result : results) {
      said += result.notStored();
      failed.putAll(result.failed());
      result
          .unusable()
          .forEach(one -> unusable.add(new FailedInput(one.subject(), one.reason(), one.remedy())));
    }
    int missing = after.wanted() - after.before();
    if (missing > said) {
      throw new ReproductionException(
          Problem.of(
                  store,
                  "lacks %d of %d runs, though all tasks have ended"
                      .formatted(missing, after.wanted()))
              .remedy(
                  "see that all machines share the folder of the store and have the same files"
                      + " under the names of the corpora"));
    }
    return new ReproductionResult(
        true,
        // By the store: what a task had trained before it was lost counts, too.
        new ReproductionResult.Counts(
            after.wanted(), before.before(), after.before() - before.before()),
        failed,
        new ArrayList<>(unusable));
  }

  /** No more than there are runs, since each task reads the corpora. */
  private static int shards(JavaSparkContext spark, int missing) {
    return Math.max(1, Math.min(2 * ClusterSize.tasks(spark.sc()), missing));
  }

  /** On the driver. */
  private Reproduction.Builder here() {
    Reproduction.Builder reproduction = Reproduction.builder();
    settings.apply(reproduction);
    return reproduction.matrix(matrix.open()).store(Path.of(store));
  }
}
