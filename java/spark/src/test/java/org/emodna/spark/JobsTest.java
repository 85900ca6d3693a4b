package org.emodna.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** A caller goes by the exit code, and a person by the one line. */
class JobsTest {
  /** Ends in some way. */
  @Command(name = "job")
  private record Job(Callable<Integer> work) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return work.call();
    }
  }

  private record Said(int exit, String text) {}

  private static Said run(Callable<Integer> job, String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      int exit = Jobs.run(job, arguments);
      return new Said(exit, said.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void whateverEndsAJobIsNotTakenForSomeBadRecordings() {
    assertEquals(Jobs.SOME_FAILED, run(new Job(() -> Jobs.SOME_FAILED)).exit());
    Callable<Integer> lost =
        () -> {
          throw new IllegalStateException("executors are lost");
        };
    Said said = run(new Job(lost));
    assertEquals(Jobs.FAILED, said.exit());
    assertTrue(said.text().contains("executors are lost"), said.text());
    Callable<Integer> unlinked =
        () -> {
          throw new UnsatisfiedLinkError("no natives");
        };
    assertEquals(Jobs.FAILED, run(new Job(unlinked)).exit());
    Callable<Integer> known =
        () -> {
          throw new IllegalStateException(
              new EmoDnaException(Problem.of("a.wav", "is bad").remedy("name another")));
        };
    assertEquals(new Said(Jobs.FAILED, "a.wav: is bad; name another\n"), run(new Job(known)));
  }

  @Test
  void filesOfAJobAreNamedForAllMachines() {
    Sessions.local("local[1]");
    Said said =
        run(new ReproduceJob(), "--corpora", "nowhere/a", "--out", "nowhere/b", "--epochs", "1");
    assertEquals(Jobs.FAILED, said.exit());
    assertTrue(said.text().contains(Path.of("nowhere/a").toAbsolutePath().toString()), said.text());
    assertFalse(said.text().contains("\tat "), said.text());
  }

  @Test
  void aClusterIsAsLargeAsItWasPromisedToBe() {
    SparkConf conf = new SparkConf(false);
    assertEquals(2, ClusterSize.tasks(conf, 2));
    conf.set("spark.executor.cores", "4");
    assertEquals(2, ClusterSize.tasks(conf, 2));
    conf.set("spark.executor.instances", "10");
    assertEquals(40, ClusterSize.tasks(conf, 2));
    assertEquals(50, ClusterSize.tasks(conf, 50));
    conf.set("spark.cores.max", "24");
    assertEquals(24, ClusterSize.tasks(conf, 2));
    conf.set("spark.dynamicAllocation.enabled", "true");
    assertEquals(24, ClusterSize.tasks(conf, 2));
    conf.set("spark.dynamicAllocation.maxExecutors", "3").set("spark.task.cpus", "2");
    assertEquals(6, ClusterSize.tasks(conf, 2));
  }

  @Test
  void tasksKeepTheClusterBusyAndBatchesFull() {
    assertEquals(1, RecognizeJob.parts(10, 400));
    assertEquals(3, RecognizeJob.parts(205, 400));
    assertEquals(8, RecognizeJob.parts(5_000, 8));
    assertEquals(100, RecognizeJob.parts(100_000, 8));
    assertEquals(400, RecognizeJob.parts(100_000, 400));
    assertEquals(10_000, RecognizeJob.parts(20_000_000, 400));
    assertEquals(12_500, RecognizeJob.parts(100_000_000, 400));
  }
}
