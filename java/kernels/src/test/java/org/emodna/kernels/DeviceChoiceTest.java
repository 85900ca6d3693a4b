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

  /** Prints what each wish comes to; one that begins with "each " is one of many runs. */
  public static void main(String... wishes) {
    for (String wish : wishes) {
      try {
        List<DeviceChoice> choices =
            wish.startsWith("each ")
                ? DeviceChoice.each(wish.substring("each ".length()))
                : List.of(DeviceChoice.of(wish));
        for (DeviceChoice choice : choices) {
          System.out.println(wish + " -> " + choice.device() + ", " + choice.reason());
        }
        System.out.println(wish + " = " + choices.stream().map(DeviceChoice::label).toList());
      } catch (DeviceUnavailableException | InvalidArgumentException e) {
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
  void aWishIsCheckedWithoutLookingForItsDevice() {
    assertEquals("cuda:917", DeviceChoice.requireOne("CUDA:917"));
    for (String wish : List.of("gpu", "cuda:", "cuda:all", "cuda:0,1", "")) {
      assertThrows(InvalidArgumentException.class, () -> DeviceChoice.requireOne(wish), wish);
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
  void manyRunsMayHaveSeveralGpus() throws Exception {
    needEmulation();
    String printed =
        choices(
            Map.of("EMODNA_EMULATION_DEVICES", "3"),
            EMULATED,
            "each cuda:all",
            "each CUDA:2,0",
            "each cuda",
            "each cpu",
            "each cuda:1,1",
            "each cuda:0,3",
            "each cuda:0,",
            "cuda:all",
            "cuda:0,2");
    assertHas(
        printed,
        "each cuda:all = [cuda:0, cuda:1, cuda:2]",
        "each CUDA:2,0 = [cuda:0, cuda:2]",
        "each cuda = [cuda:0]",
        "each cpu = [cpu]",
        "each cuda:1,1 -> device 'cuda:1,1' names a GPU twice",
        "each cuda:0,3 -> device cuda:3 can't be used: the usable GPUs are cuda:0 (",
        "each cuda:0, -> unknown device 'cuda:0,'",
        "cuda:all -> device 'cuda:all' is for many runs, and this uses one device",
        "cuda:0,2 -> device 'cuda:0,2' is for many runs");
    assertHas(
        choices(Map.of("EMODNA_EMULATION_DEVICES", "1"), EMULATED, "each cuda:all"),
        "the only usable GPU",
        "each cuda:all = [cuda:0]");
    assertHas(
        choices(Map.of("EMODNA_EMULATION_DEVICES", "0"), EMULATED, "each cuda:all"),
        "device cuda:all can't be used: no NVIDIA GPU is visible");
  }

  /** A run has other bits on another kind of GPU, so that one matrix has but one. */
  @Test
  void severalGpusAreOfOneKind() throws Exception {
    needEmulation();
    String printed =
        choices(
            Map.of("EMODNA_EMULATION_DEVICES", "3", "EMODNA_EMULATION_MODELS", "2"),
            EMULATED,
            "each cuda:all",
            "each cuda:0,2",
            "each cuda:1");
    assertHas(
        printed,
        "each cuda:all -> device cuda:all can't be used: these GPUs are of several kinds",
        "cuda:1 (emulated on the CPU, model 1, emulated, 3 multiprocessors)",
        "name those of one kind, such as cuda:0,2",
        "each cuda:0,2 = [cuda:0, cuda:2]",
        "each cuda:1 = [cuda:1]");
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
