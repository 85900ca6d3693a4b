package org.emodna.spark;

import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.emodna.base.EmoDnaException;
import picocli.CommandLine;

/** What the programs for spark-submit have in common: options, and errors of one line. */
final class Jobs {
  /** Exit codes, as those of the command line. */
  static final int DONE = 0;

  static final int SOME_FAILED = 1;
  static final int FAILED = 2;

  /** As deep as Spark wraps what a task threw. */
  private static final int MOST_CAUSES = 20;

  private Jobs() {}

  static void main(Callable<Integer> job, String[] arguments) {
    int exit = run(job, arguments);
    if (exit != DONE) {
      System.exit(exit);
    }
  }

  /** The exit code; whatever ends the job, it is never one that says that some inputs were done. */
  static int run(Callable<Integer> job, String... arguments) {
    try {
      return new CommandLine(job)
          .setExecutionExceptionHandler((e, command, parsed) -> failed(e))
          .execute(arguments);
    } catch (Error e) {
      return failed(e);
    }
  }

  /** The session that spark-submit has set up; without a master, on this machine. */
  static SparkSession session(String name) {
    SparkConf conf = new SparkConf();
    return SparkSession.builder()
        .config(conf)
        .appName(name)
        .master(conf.get("spark.master", "local[*]"))
        .getOrCreate();
  }

  private static int failed(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof EmoDnaException e) {
        System.err.println(e.getMessage().replaceAll("\\p{Cntrl}", " "));
        return FAILED;
      }
      cause = cause.getCause();
    }
    thrown.printStackTrace();
    return FAILED;
  }
}
