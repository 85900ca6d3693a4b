package org.emodna.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.base.InvalidArgumentException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which device a wish comes to. A backend is never unloaded, so each case has a JVM of its own. */
class DeviceChoiceTest {
  private static final String EMULATED = System.getProperty("emodna.cuda.tested", "");

  @TempDir Path folder;

  /** What the choices of {@link #main} printed. */
  private String choices(Map<String, String> environment, String library, String... wishes)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString())));
    if (library != null) {
      command.add("-D" + DeviceChoice.CUDA_LIBRARY + "=" + library);
    }
    command.add(DeviceChoiceTest.class.getName());
    command.addAll(List.of(wishes));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }

  /** Prints what each wish comes to. */
  public static void main(String... wishes) {
    for (String wish : wishes) {
      try {
        DeviceChoice choice = DeviceChoice.of(wish);
        System.out.println(wish + " -> " + choice.device() + ", " + choice.reason());
      } catch (DeviceUnavailableException e) {
        System.out.println(wish + " -> " + e.getMessage());
      }
    }
  }

  private static void needEmulation() {
    Assumptions.assumeTrue(EMULATED.endsWith("libemodna_cuda_emulated.so"), "another library");
    Assumptions.assumeTrue(Files.isRegularFile(Path.of(EMULATED)), "no file " + EMULATED);
  }

  private static void assertHas(String printed, String... parts) {
    for (String part : parts) {
      assertTrue(printed.contains(part), () -> "no '" + part + "' in " + printed);
    }
  }

  @Test
  void autoNeverTakesAnEmulatedGpuAndCudaOnlyANamedOne() throws Exception {
    needEmulation();
    String printed =
        choices(
            Map.of("EMODNA_EMULATION_DEVICES", "2"), EMULATED, "auto", "cuda", "cuda:1", "cuda:2");
    assertHas(
        printed,
        "auto -> cpu (",
        "only emulates a GPU",
        "cuda -> cuda (emulated on the CPU, emulated, ",
        "cuda:1 -> cuda (emulated on the CPU",
        "cuda:2 can't be used: the usable GPUs are cuda:0 (emulated on the CPU), cuda:1 (");
  }

  @Test
  void aReasonForEveryFailure() throws Exception {
    needEmulation();
    Map<String, String> reasons =
        Map.of(
            "EMODNA_EMULATION_DRIVER=0", "no NVIDIA driver is installed",
            "EMODNA_EMULATION_DRIVER=12020",
                "supports CUDA up to 12.2, and this library needs 13.0",
            "EMODNA_EMULATION_DEVICES=0", "no NVIDIA GPU is visible",
            "EMODNA_EMULATION_CAPABILITY=75", "compute capability 7.5; 8.0 or higher");
    for (Map.Entry<String, String> reason : reasons.entrySet()) {
      String[] setting = reason.getKey().split("=");
      String printed = choices(Map.of(setting[0], setting[1]), EMULATED, "auto", "cuda");
      assertHas(
          printed, "auto -> cpu (", "no GPU: ", reason.getValue(), "device cuda can't be used: ");
    }
  }

  @Test
  void librariesThatAreNone() throws Exception {
    String missing = folder.resolve("missing.so").toString();
    assertHas(
        choices(Map.of(), missing, "auto", "cuda"), missing, "is not a file", "auto -> cpu (");
    Path text = Files.writeString(folder.resolve("text.so"), "no library");
    assertHas(choices(Map.of(), text.toString(), "cuda"), "can't be loaded");
    assertHas(choices(Map.of(), null, "cuda"), "nvcc", "linux-x86_64-gpu");
  }

  @Test
  void wishesThatAreNone() {
    for (String wish : List.of("", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1000", "cpu:1")) {
      assertThrows(InvalidArgumentException.class, () -> DeviceChoice.of(wish));
    }
    assertFalse(DeviceChoice.of("CPU").device().emulated());
  }

  @Test
  void theEnvironmentNamesALibraryToo() throws Exception {
    needEmulation();
    assertHas(choices(Map.of("EMODNA_CUDA_LIBRARY", EMULATED), null, "cuda"), "emulated");
  }
}
