package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emodna.kernels.DeviceChoice;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs on two and three emulated devices come to the bits that they come to on one, whichever of
 * the devices fails and when. The environment says which devices there are, so each case is a
 * process.
 */
class SeveralDevicesTest {
  private static final String EMULATED = System.getProperty("emodna.cuda.tested", "");

  @TempDir static Path folder;

  /** What a matrix, and a training of several seeds, come to on one device. */
  private static Map<String, byte[]> matrix;

  private static Map<String, byte[]> seeds;

  private record Ran(int exit, String said) {}

  @BeforeAll
  static void onOneDevice() throws Exception {
    Assumptions.assumeTrue(EMULATED.endsWith("libemodna_cuda_emulated.so"), "another library");
    Assumptions.assumeTrue(Files.isRegularFile(Path.of(EMULATED)), "no file " + EMULATED);
    ToneCorpus.write(folder.resolve("a"), 0.2, 5);
    ToneCorpus.write(folder.resolve("b"), 0.6, 5);
    assertFinished(run("matrix", "cuda", "matrix-whole", 1, ""));
    assertFinished(run("seeds", "cuda", "seeds-whole", 1, ""));
    matrix = files("matrix-whole");
    seeds = files("seeds-whole");
    assertEquals(6 * 4, matrix.size(), matrix.keySet()::toString);
    assertEquals(3 * 3, seeds.size(), seeds.keySet()::toString);
  }

  /**
   * Runs a process.
   *
   * @param lost numbers of devices that fail, as "1=719,2=2": with those errors of CUDA's
   */
  private static Ran run(String what, String device, String results, int devices, String lost)
      throws Exception {
    return run(what, device, results, devices, lost, "");
  }

  /**
   * Runs a process.
   *
   * @param meanwhile what its listener does
   */
  private static Ran run(
      String what, String device, String results, int devices, String lost, String meanwhile)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add("-D" + DeviceChoice.CUDA_LIBRARY + "=" + EMULATED);
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir="
            + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()));
    command.add(DevicesProcess.class.getName());
    command.addAll(List.of(what, device));
    for (String part : List.of("a", "b", results)) {
      command.add(folder.resolve(part).toString());
    }
    Path file = folder.resolve(results + ".lost");
    command.add(file.toString());
    command.add(meanwhile);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("EMODNA_EMULATION_DEVICES", Integer.toString(devices));
    if (!lost.isEmpty()) {
      builder.environment().put("EMODNA_EMULATION_LOST", lost.replace("=", ":" + file + ":"));
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }

  private static void assertFinished(Ran ran) {
    assertEquals(0, ran.exit, ran.said);
  }

  /** All but locks and the times in logs. */
  private static Map<String, byte[]> files(String results) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(results))) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".lock")).toList()) {
        String name = file.getFileName().toString();
        byte[] bytes = Files.readAllBytes(file);
        if (name.endsWith(".log.jsonl")) {
          String text = new String(bytes, StandardCharsets.UTF_8);
          bytes = text.replaceAll(",\"seconds\":[^,}]*", "").getBytes(StandardCharsets.UTF_8);
        }
        all.put(name, bytes);
      }
    }
    return all;
  }

  private static void assertSame(Map<String, byte[]> expected, String results) throws IOException {
    Map<String, byte[]> found = files(results);
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  private static List<String> checkpoints(String results) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(results))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".checkpoint"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"matrix,3", "seeds,2"})
  void theSameBitsOnSeveralDevices(String what, int devices) throws Exception {
    String results = what + devices;
    Ran ran = run(what, "cuda:all", results, devices, "");
    assertFinished(ran);
    assertSame(what.equals("matrix") ? matrix : seeds, results);
    for (int i = 0; i < devices; i++) {
      assertTrue(ran.said.contains("cuda:" + i + " "), ran.said);
    }
    assertFalse(ran.said.contains("has failed"), ran.said);
  }

  /** As soon as a state is stored; with a kernel's fault and for want of memory. */
  @ParameterizedTest
  @CsvSource({"matrix,2,0=719", "seeds,3,1=2"})
  void aDeviceThatFailsGivesItsRunsBack(String what, int devices, String lost) throws Exception {
    String results = what + devices + "-lost";
    Ran ran = run(what, "cuda:all", results, devices, lost);
    assertFinished(ran);
    assertSame(what.equals("matrix") ? matrix : seeds, results);
    assertWarnedOf(lost.charAt(0), ran);
  }

  @Test
  void aDeviceThatCannotBeOpenedToo() throws Exception {
    Files.createFile(folder.resolve("not-opened.lost"));
    Ran ran = run("matrix", "cuda:all", "not-opened", 2, "1=719");
    assertFinished(ran);
    assertSame(matrix, "not-opened");
    assertWarnedOf('1', ran);
  }

  private static void assertWarnedOf(char device, Ran ran) {
    List<String> warnings =
        ran.said.lines().filter(line -> line.contains("text=has failed")).toList();
    assertEquals(1, warnings.size(), ran.said);
    String said = warnings.get(0);
    assertTrue(said.contains("subject=cuda:" + device + " (emulated on the CPU)"), said);
    assertTrue(said.contains("to another device: CUDA: "), said);
  }

  @ParameterizedTest
  @CsvSource({"matrix", "seeds"})
  void whereAllFailNothingIsLost(String what) throws Exception {
    String results = what + "-all-lost";
    String work = what.equals("matrix") ? results + "-work" : results;
    Ran ran = run(what, "cuda:all", results, 2, "0=719,1=719");
    assertEquals(2, ran.exit, ran.said);
    String error = ran.said.lines().reduce((before, line) -> line).orElse("");
    assertTrue(error.startsWith("device cuda:all: each of its 2 GPUs has failed, the last"), error);
    assertTrue(error.contains("a kernel failed") && error.contains("in a new process"), error);
    assertFalse(checkpoints(work).isEmpty(), ran.said);
    // Resumed on one device, whatever parts there were.
    assertFinished(run(what, "cuda", results, 1, ""));
    assertSame(what.equals("matrix") ? matrix : seeds, results);
    assertEquals(List.of(), checkpoints(work));
  }

  /** Interrupted, gone on with by a listener that throws, and brought to its end on one device. */
  @ParameterizedTest
  @CsvSource({"matrix", "seeds"})
  void anInterruptionAndAThrowAreStopsBehindCheckpoints(String what) throws Exception {
    String results = what + "-stopped";
    String work = what.equals("matrix") ? results + "-work" : results;
    Ran interrupted = run(what, "cuda:all", results, 2, "", "interrupt EpochEnded");
    assertEquals(0, interrupted.exit, interrupted.said);
    List<String> left = checkpoints(work);
    assertFalse(left.isEmpty(), interrupted.said);
    String stopped = "Stopped " + String.join(" ", left);
    assertTrue(
        interrupted.said.contains(
            "came to "
                + (what.equals("matrix") ? "STOPPED" : List.of(stopped, stopped, stopped))
                + "\ninterrupted\n"),
        interrupted.said);
    assertFalse(interrupted.said.contains("\nleft "), interrupted.said);
    Ran thrown = run(what, "cuda:all", results, 2, "", "throw EpochEnded");
    assertEquals(3, thrown.exit, thrown.said);
    assertTrue(thrown.said.endsWith("thrown java.io.IOException: no screen\n"), thrown.said);
    assertFalse(thrown.said.contains("called again"), thrown.said);
    assertFalse(checkpoints(work).isEmpty(), thrown.said);
    assertFinished(run(what, "cuda", results, 1, ""));
    assertSame(what.equals("matrix") ? matrix : seeds, results);
    assertEquals(List.of(), checkpoints(work));
  }

  @Test
  void anInterruptionBeforeTheFirstStepLeavesNothing() throws Exception {
    Ran ran = run("seeds", "cuda:all", "early", 2, "", "interrupt Advanced");
    assertEquals(2, ran.exit, ran.said);
    assertTrue(ran.said.contains("the thread was interrupted; "), ran.said);
    assertTrue(ran.said.endsWith("\ninterrupted\n"), ran.said);
    assertEquals(List.of(), checkpoints("early"));
  }

  @Test
  void onlyThoseOfAListAreUsed() throws Exception {
    Files.createFile(folder.resolve("list.lost"));
    assertFinished(run("matrix", "cuda:1,2", "list", 3, "0=719"));
    assertSame(matrix, "list");
  }
}
