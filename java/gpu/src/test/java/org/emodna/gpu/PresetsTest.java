package org.emodna.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JavaCPP's presets of cuBLAS and cuDNN in a JVM of their own: without NVIDIA's libraries, with a
 * driver that is too old, and with stand-ins for all that is called of them.
 */
class PresetsTest {
  private static final Path TESTS =
      Path.of(System.getProperty("emodna.cuda.tested", "")).resolve("../../tests").normalize();
  private static final Path DRIVER = TESTS.resolve("stubs");
  private static final Path LIBRARIES = TESTS.resolve("preset_stub");

  @TempDir Path cache;

  private String run(List<Path> folders, String... parts) throws Exception {
    String path = String.join(File.pathSeparator, folders.stream().map(Path::toString).toList());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                // JavaCPP links to what it has found there: no test takes another's.
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                // Before a toolkit of this machine.
                "-Dorg.bytedeco.javacpp.platform.linkpath=" + path,
                PresetsMain.class.getName()));
    command.addAll(List.of(parts));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", path);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }

  private static void assumeBuilt(Path library) {
    Assumptions.assumeTrue(Files.exists(library), "the native tests are not built");
  }

  private static void assertHas(String printed, String pattern) {
    assertTrue(
        Pattern.compile(pattern, Pattern.MULTILINE).matcher(printed).find(),
        () -> "no /" + pattern + "/ in " + printed);
  }

  @Test
  void withoutLibrariesNothingIsCompared() throws Exception {
    String printed = run(List.of(Path.of("/nonexistent")), "compare");
    assertHas(
        printed, "^NOT_POSSIBLE linear layer beside cuBLAS: not possible: CUDA runtime.*[:;] ");
    assertHas(printed, "^NOT_POSSIBLE encoder beside cuBLAS and cuDNN: not possible: CUDA runtime");
  }

  @Test
  void aDriverAloneIsNotEnough() throws Exception {
    assumeBuilt(DRIVER.resolve("libcuda.so.1"));
    String printed = run(List.of(DRIVER), "compare");
    assertHas(printed, "^NOT_POSSIBLE linear layer beside cuBLAS: not possible: CUDA runtime");
    assertHas(printed, "^NOT_POSSIBLE encoder beside cuBLAS and cuDNN: not possible: CUDA runtime");
  }

  @Test
  void theLibrariesAreCalledAsTheyAreDefinedAndEveryFailureIsOneError() throws Exception {
    assumeBuilt(LIBRARIES.resolve("libcublas.so.13"));
    String printed = run(List.of(LIBRARIES, DRIVER), "compare", "fail");
    assertHas(printed, "^PASSED linear layer beside cuBLAS 13.1.0: off by ");
    assertHas(printed, "^PASSED encoder beside cuBLAS 13.1.0 and cuDNN 9.19.0: off by ");
    assertHas(printed, "^left after success: 0$");
    assertFalse(printed.contains("left after failure"), printed);
    assertHas(printed, "^\\d+ CUDA runtime: cudaMalloc failed: .* \\(2\\); see by nvidia-smi ");
    assertHas(printed, "^\\d+ cuBLAS: cublasSgemm failed: execution failed \\(13\\); ");
    assertHas(printed, "^a GPU that is not there: CUDA runtime: it does not know the GPU cuda:1; ");
    assertHas(
        printed,
        "^a convolution that cuDNN refuses: cuDNN: cudnnSetConvolution2dDescriptor failed: "
            + "CUDNN_STATUS_BAD_PARAM \\(2000\\); ");
    assertHas(printed, "^left at the end: 0$");
  }
}
