package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A matrix that is killed at any moment, again and again, comes to the same store as one that never
 * was.
 */
class ReproduceKillTest {
  /** More of them before a release: -Demodna.kills=20. */
  private static final int KILLS = Integer.getInteger("emodna.kills", 6);

  /** As many kills as fit into this. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(100);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Process start(Path out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
                Main.class.getName(),
                "reproduce",
                "--corpora",
                folder.resolve("high").toString(),
                folder.resolve("low").toString(),
                "--protocol",
                "every-direction",
                "--methods",
                "source-only,emo-dna",
                "--seeds",
                "2",
                "--tracks",
                "corpus",
                "--out",
                out.toString(),
                "--config",
                Tones.config(folder).toString(),
                "--epochs",
                "400",
                "--at-once",
                "2",
                "--keep-models",
                "--no-report",
                "--no-cache",
                "--device",
                "cpu"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(out)))
        .start();
  }

  private File log(Path out) {
    return new File(folder.toFile(), out.getFileName() + ".log");
  }

  private void finish(Path out) throws Exception {
    Process process = start(out);
    assertTrue(process.waitFor(180, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(log(out).toPath()));
  }

  @Test
  @Timeout(400)
  void killedAtAnyMomentTheStoreComesToTheSameBits() throws Exception {
    Tones.write(folder.resolve("high"), 0.2, 6);
    Tones.write(folder.resolve("low"), 0.6, 6);
    Path whole = folder.resolve("whole");
    finish(whole);
    // The first one also unpacks libraries: how long one takes is known from the second.
    Path again = folder.resolve("again");
    long before = System.nanoTime();
    finish(again);
    long took = System.nanoTime() - before;
    assertSame(whole, again);

    long seed = Long.getLong("emodna.seed", System.nanoTime());
    System.out.println("moments of the kills: -Demodna.seed=" + seed);
    Random random = new Random(seed);
    int kills = 0;
    int stores = 0;
    long began = System.nanoTime();
    while (kills < KILLS && System.nanoTime() - began < MOST_NANOS) {
      // Where all is done in spite of the kills, another store begins.
      Path killed = folder.resolve("killed" + stores++);
      boolean done = false;
      boolean untouched = true;
      while (!done && kills < KILLS && System.nanoTime() - began < MOST_NANOS) {
        long started = System.nanoTime();
        Process process = start(killed);
        // Most of these moments lie where something is being trained or written.
        long nanos = (long) (took * (0.2 + 0.7 * random.nextDouble()));
        done = process.waitFor(nanos, TimeUnit.NANOSECONDS);
        if (!done) {
          process.destroyForcibly().waitFor();
          kills++;
          untouched = false;
        } else if (untouched) {
          // The machine has less other work than before: kills must come earlier.
          took = Math.min(took, System.nanoTime() - started);
        }
      }
      finish(killed);
      assertSame(whole, killed);
    }
    System.out.println("kills: " + kills + ", stores: " + stores);
    assertTrue(kills >= 2, kills + " kills");
  }

  private void assertSame(Path whole, Path killed) throws IOException {
    TreeMap<String, byte[]> expected = files(whole);
    TreeMap<String, byte[]> found = files(killed);
    assertEquals(expected.keySet(), found.keySet());
    for (var file : expected.entrySet()) {
      byte[] other = found.get(file.getKey());
      if (file.getKey().endsWith("run.json")) {
        assertEquals(constant(file.getValue()), constant(other), file.getKey());
      } else {
        assertArrayEquals(file.getValue(), other, file.getKey());
      }
    }
    String said = Files.readString(log(killed).toPath());
    assertFalse(said.contains("broken"), said);
  }

  /** All but when and how long. */
  private static JsonNode constant(byte[] description) throws IOException {
    JsonNode all = JSON.readTree(description);
    ((com.fasterxml.jackson.databind.node.ObjectNode) all).remove("provenance");
    return all;
  }

  private static TreeMap<String, byte[]> files(Path store) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    Path runs = store.resolve("runs");
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = runs.relativize(file).toString();
        // What a killed writer leaves is no run, and is tidied up an hour later.
        if (!name.startsWith(".")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
