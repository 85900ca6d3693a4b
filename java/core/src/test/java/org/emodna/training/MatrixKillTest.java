package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, time and again, comes to the bits of one that never was. */
class MatrixKillTest {
  /**
   * Events after which a process is killed. The features of 48 recordings come first, then some 20
   * for each set: so among its steps, at its end, between two sets.
   */
  private static final List<Integer> KILLED_AFTER = List.of(60, 66, 73, 74, 75, 76, 90);

  @TempDir Path folder;

  @Test
  void whatIsKilledGoesOnToTheSameBits() throws Exception {
    ToneCorpus.write(folder.resolve("a"), 0.2, 9);
    ToneCorpus.write(folder.resolve("b"), 0.6, 7);
    run("whole", Integer.MAX_VALUE);
    Map<String, byte[]> whole = files("whole");
    assertEquals(8 * 4, whole.size());
    int killed = 0;
    for (int after : KILLED_AFTER) {
      killed += run("killed", after) ? 1 : 0;
    }
    // A machine that is busy otherwise may give the kill too late.
    assertTrue(killed >= 3, "killed " + killed + " times while it went on");
    run("killed", Integer.MAX_VALUE);
    Map<String, byte[]> results = files("killed");
    assertEquals(whole.keySet(), results.keySet());
    whole.forEach((name, bytes) -> assertArrayEquals(bytes, results.get(name), name));
    try (Stream<Path> left = Files.list(folder.resolve("killed-work"))) {
      assertEquals(
          List.of(), left.filter(file -> file.toString().endsWith(".checkpoint")).toList());
    }
  }

  /** Runs a process, or kills it after so many events. Returns whether it was killed. */
  private boolean run(String name, int killAfter) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MatrixProcess.class.getName());
    for (String part : List.of("a", "b", name, name + "-work")) {
      command.add(folder.resolve(part).toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int events = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (events < killAfter && lines.readLine() != null) {
        events++;
      }
      if (events == killAfter) {
        process.destroyForcibly();
      }
    } finally {
      process.waitFor();
    }
    assertTrue(process.exitValue() == 0 || events == killAfter, "exit " + process.exitValue());
    return process.exitValue() != 0;
  }

  private Map<String, byte[]> files(String name) throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".tmp")).toList()) {
        all.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return all;
  }
}
