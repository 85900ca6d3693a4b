package org.emodna.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How many tasks a cluster runs at a time once it has all that it was promised. A job asks soon
 * after its start, when few executors have come or, with dynamic allocation, none.
 */
final class ClusterSize {
  /** As many as anybody has. */
  private static final int MOST = 100_000;

  private ClusterSize() {}

  /** Tasks at a time; at least those of the executors that are there. */
  static int tasks(SparkContext context) {
    return tasks(context.getConf(), context.defaultParallelism());
  }

  /**
   * Tasks at a time.
   *
   * @param now by what is there
   */
  static int tasks(SparkConf conf, int now) {
    int executors =
        conf.getBoolean("spark.dynamicAllocation.enabled", false)
            ? conf.getInt("spark.dynamicAllocation.maxExecutors", 0)
            : conf.getInt("spark.executor.instances", 0);
    long promised = (long) executors * conf.getInt("spark.executor.cores", 1);
    int limit = conf.getInt("spark.cores.max", 0);
    if (limit > 0 && (promised == 0 || promised > limit)) {
      promised = limit;
    }
    long tasks = promised / Math.max(1, conf.getInt("spark.task.cpus", 1));
    return (int) Math.max(now, Math.min(tasks, MOST));
  }
}
