package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CacheOptionTest {
  private static final long LIMIT = 50_000;

  @TempDir Path folder;

  /** In a process of its own, whose user has another cache. */
  private int run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "out"));
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("caches").toString());
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    return process.exitValue();
  }

  private int train(String... more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--source",
                folder.resolve("source").toString(),
                "--target",
                folder.resolve("target").toString(),
                "--out",
                folder.resolve("model.safetensors").toString(),
                "--config",
                Tones.config(folder).toString(),
                "--epochs",
                "1",
                "--device",
                "cpu"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private long cached() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("caches"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  @Timeout(300)
  void aTrainingKeepsTheCacheWithinTheLimitNamed() throws Exception {
    Tones.write(folder.resolve("source"), 0.2, 8);
    Tones.write(folder.resolve("target"), 0.6, 8);
    assertEquals(0, train(), Files.readString(folder.resolve("out")));
    assertTrue(cached() > LIMIT, cached() + " bytes without a limit");
    Tones.write(folder.resolve("target"), 0.7, 8);
    String limit = Double.toString((double) LIMIT / (1L << 30));
    assertEquals(0, train("--cache-limit", limit), Files.readString(folder.resolve("out")));
    assertTrue(cached() <= LIMIT && cached() > 0, cached() + " bytes with a limit");
  }

  @Test
  void aLimitThatIsNoneOrForNoCacheIsWrongUse() {
    String[] start = {"features", folder.toString(), "--out", folder.resolve("f").toString()};
    for (String[] wrong :
        new String[][] {
          {"--cache-limit", "much"},
          {"--cache-limit", "-1"},
          {"--cache-limit", "NaN"},
          {"--cache-limit", "1", "--no-cache"}
        }) {
      List<String> arguments = new ArrayList<>(List.of(start));
      arguments.addAll(List.of(wrong));
      CommandLineTest.Ran ran = CommandLineTest.run(arguments.toArray(String[]::new));
      assertEquals(2, ran.exit(), ran.err());
      assertTrue(ran.err().contains("--cache-limit"), ran.err());
    }
  }
}
