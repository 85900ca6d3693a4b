package org.emodna.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.emodna.kernels.DeviceChoice;
import org.junit.jupiter.api.Test;

/**
 * What a training step asks of a GPU at full size: its graph is recorded on the emulated device
 * that counts, with as many multiprocessors as an H200 has, and held against
 * cuda-kernels/budget.txt by scripts/cuda-timeline, which prints a timeline from the same files.
 * Without Python the graphs are recorded and not held against anything.
 */
class StepGraphTest {
  private static final Path ROOT = Path.of(System.getProperty("emodna.root"));
  private static final Path GRAPHS = Path.of("target/step-graphs").toAbsolutePath();

  private static int run(Map<String, String> environment, List<String> command, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      return process.waitFor(300, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void record(Path library, String benchmark, int replicas) throws Exception {
    String name = replicas == 1 ? benchmark : benchmark + "-replicas";
    Path graph = GRAPHS.resolve(name + ".json");
    Path log = GRAPHS.resolve(name + ".log");
    Files.deleteIfExists(graph);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add("-D" + DeviceChoice.CUDA_LIBRARY + "=" + library);
    command.addAll(List.of(StepProcess.class.getName(), benchmark, Integer.toString(replicas)));
    Map<String, String> environment =
        Map.of(
            "EMODNA_EMULATION_GRAPH", graph.toString(), "EMODNA_EMULATION_MULTIPROCESSORS", "132");
    assertEquals(0, run(environment, command, log), () -> text(log));
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void asksForNoMoreThanItsBudget() throws Exception {
    Path library =
        Path.of(System.getProperty("emodna.cuda.tested", ""))
            .resolveSibling("libemodna_cuda_counted.so");
    assumeTrue(Files.isRegularFile(library), "skipped: there is no " + library);
    Files.createDirectories(GRAPHS);
    for (String benchmark : List.of("step", "step-functionals")) {
      for (int replicas : List.of(1, StepBenchmark.REPLICAS)) {
        record(library, benchmark, replicas);
      }
    }
    Path log = GRAPHS.resolve("check.log");
    String script = ROOT.resolve("scripts/cuda-timeline").toString();
    int exit;
    try {
      exit =
          run(Map.of(), List.of("python3", script, "--check", "--graphs", GRAPHS.toString()), log);
    } catch (IOException e) {
      assumeTrue(false, "graphs are recorded and not checked: python3 is not installed");
      return;
    }
    assertEquals(0, exit, () -> text(log));
  }
}
