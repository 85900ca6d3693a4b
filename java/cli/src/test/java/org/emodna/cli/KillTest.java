package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training that is killed, or stopped with Ctrl-C, goes on to the bits of one that never was. */
class KillTest {
  private static final String EPOCHS = "400";

  @TempDir Path folder;

  /** The arguments of a training. */
  private List<String> arguments(Path model, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--source",
                folder.resolve("source").toString(),
                "--target",
                folder.resolve("target").toString(),
                "--out",
                model.toString(),
                "--config",
                Tones.config(folder).toString(),
                "--epochs",
                EPOCHS,
                "--no-cache",
                "--device",
                "cpu"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private ProcessBuilder training(Path model, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
                Main.class.getName()));
    command.addAll(arguments(model, more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(folder.toFile(), model.getFileName() + ".out"));
  }

  private byte[] finished(Path model, String... more) throws Exception {
    Process process = training(model, more).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(
        0, process.exitValue(), Files.readString(folder.resolve(model.getFileName() + ".out")));
    return Files.readAllBytes(model);
  }

  @Test
  @Timeout(400)
  void killedOrInterruptedRunsResumeToTheSameBits() throws Exception {
    Tones.write(folder.resolve("source"), 0.2, 6);
    Tones.write(folder.resolve("target"), 0.6, 6);
    byte[] expected = finished(folder.resolve("whole.safetensors"));
    for (boolean forcibly : new boolean[] {true, false}) {
      Path model = folder.resolve("stopped" + forcibly + ".safetensors");
      Path checkpoint = folder.resolve("stopped" + forcibly + ".safetensors.checkpoint");
      Process process = training(model).start();
      while (process.isAlive() && !Files.exists(checkpoint)) {
        Thread.sleep(5);
      }
      Thread.sleep(50);
      if (forcibly) {
        process.destroyForcibly();
      } else {
        // SIGTERM takes the same way as Ctrl-C: the JVM's shutdown hooks.
        process.destroy();
      }
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertTrue(Files.exists(checkpoint), "the run ended before it could be stopped");
      assertArrayEquals(expected, finished(model, "--resume"));
    }
  }

  @Test
  @Timeout(400)
  void asLongAsATrainingRunsASecondOneToItsOutputIsRefused() throws Exception {
    Tones.write(folder.resolve("source"), 0.2, 6);
    Tones.write(folder.resolve("target"), 0.6, 6);
    Path model = folder.resolve("contested.safetensors");
    Process first = training(model).start();
    while (first.isAlive() && !Files.exists(folder.resolve("contested.safetensors.checkpoint"))) {
      Thread.sleep(5);
    }
    CommandLineTest.Ran second = CommandLineTest.run(arguments(model).toArray(String[]::new));
    assertTrue(first.isAlive(), "the first ended too early to be in the way");
    first.destroyForcibly();
    assertEquals(2, second.exit());
    String refusal = model + ": is being written by another training (process " + first.pid() + ")";
    assertTrue(second.err().contains(refusal), second.err());
    assertTrue(first.waitFor(60, TimeUnit.SECONDS));
    // A lock of a process that was killed is in nobody's way.
    CommandLineTest.Ran third =
        CommandLineTest.run(arguments(model, "--resume").toArray(String[]::new));
    assertEquals(0, third.exit(), third.err());
  }
}
