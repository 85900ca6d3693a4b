package org.emodna.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.kernels.DeviceChoice;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Without NVIDIA's libraries, and with stubs in their place. */
class NvidiaDriverTest {
  private static final Path STUBS =
      Path.of(System.getProperty("emodna.cuda.tested", ""))
          .resolve("../../tests/stubs")
          .normalize();

  /** Prints what is found, whether a GPU is in use or not. */
  public static void main(String... none) {
    NvidiaDriver driver = NvidiaDriver.askUnguarded();
    System.out.println("driver " + driver.version() + " " + driver.gpus() + " " + driver.problem());
    CudaLibrary.allUnguarded().forEach(library -> System.out.println(library));
  }

  private static String withLibrariesIn(Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir"),
                NvidiaDriverTest.class.getName())
            .redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }

  @Test
  void nothingIsTouchedWithoutAGpu() {
    Assumptions.assumeTrue(DeviceChoice.gpus().isEmpty(), "there is a GPU here");
    assertEquals("no GPU is in use", NvidiaDriver.ask().problem());
    assertEquals(List.of(), CudaLibrary.all());
  }

  @Test
  void librariesThatAreMissingAreAProblemAndNoFailure() throws Exception {
    Assumptions.assumeTrue(DeviceChoice.gpus().isEmpty(), "there is a GPU here");
    String printed = withLibrariesIn(Path.of("/nonexistent"));
    assertTrue(printed.contains("libnvidia-ml.so.1 can't be loaded"), printed);
    assertTrue(printed.contains("cuDNN 9: not found"), printed);
  }

  @Test
  void readsDriverMemoryAndClocks() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(STUBS), "the native tests are not built");
    String printed = withLibrariesIn(STUBS);
    assertTrue(printed.contains("driver 599.1 ["), printed);
    assertTrue(printed.contains("Stub GPU: 3.0 of 4.0 GiB free, 1200 of 1980 MHz"), printed);
    assertTrue(printed.contains("] null"), printed);
  }
}
