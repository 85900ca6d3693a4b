package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emodna.kernels.DeviceChoice;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code --device cuda:all} of the commands, with emulated devices. The environment says which
 * there are, so each case is a process.
 */
class SeveralDevicesCommandTest {
  private static final String EMULATED = System.getProperty("emodna.cuda.tested", "");

  @TempDir static Path folder;

  @BeforeAll
  static void corpora() throws IOException {
    Assumptions.assumeTrue(EMULATED.endsWith("libemodna_cuda_emulated.so"), "another library");
    Assumptions.assumeTrue(Files.isRegularFile(Path.of(EMULATED)), "no file " + EMULATED);
    Tones.write(folder.resolve("high"), 0.2, 4);
    Tones.write(folder.resolve("low"), 0.6, 4);
    Files.writeString(
        folder.resolve("small.yaml"),
        """
        labels: [anger, neutral, sadness]
        features: {streams: [functionals], normalisation: corpus}
        encoder: {kind: functionals, hidden: 6, width: 4}
        decoupling: {hidden: 8, size: 8}
        schedule: {epochs: 3, batch-source: 8, batch-target: 8}
        """);
  }

  private record Ran(int exit, String said) {}

  /**
   * @param lost devices that fail at once, in the words of the emulation; may be empty
   */
  private static Ran run(int devices, String lost, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + DeviceChoice.CUDA_LIBRARY + "=" + EMULATED,
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir", folder.toString()),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("EMODNA_EMULATION_DEVICES", Integer.toString(devices));
    if (!lost.isEmpty()) {
      builder.environment().put("EMODNA_EMULATION_LOST", lost);
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }

  private static Ran reproduce(int devices, String lost, String device, String out)
      throws Exception {
    return run(
        devices,
        lost,
        "reproduce",
        "--corpora",
        folder.resolve("high").toString(),
        folder.resolve("low").toString(),
        "--protocol",
        "every-direction",
        "--methods",
        "emo-dna",
        "--tracks",
        "corpus",
        "--seeds",
        "2",
        "--config",
        folder.resolve("small.yaml").toString(),
        "--no-report",
        "--no-cache",
        "--device",
        device,
        "--out",
        folder.resolve(out).toString());
  }

  /** Files of runs, by their addresses, but for their descriptions: those say when and how long. */
  private static TreeMap<String, byte[]> results(String store) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    Path runs = folder.resolve(store).resolve("runs");
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("run.json")) {
          files.put(runs.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  @Test
  void aReproductionHasTheAddressesAndBitsThatItHasOnOneGpu() throws Exception {
    Ran one = reproduce(1, "", "cuda:all", "one");
    assertEquals(0, one.exit, one.said);
    assertTrue(one.said.contains(", the only usable GPU\n"), one.said);
    Path mark = Files.createFile(folder.resolve("mark"));
    Ran lost = reproduce(2, "0:" + mark + ":719,1:" + mark + ":719", "cuda:all", "two");
    assertEquals(2, lost.exit, lost.said);
    assertTrue(lost.said.contains("each of its 2 GPUs has failed"), lost.said);
    Ran two = reproduce(2, "", "cuda:all", "two");
    assertEquals(0, two.exit, two.said);
    assertTrue(two.said.contains("devices: cuda:0, cuda:1, each cuda (emulated on"), two.said);
    assertTrue(two.said.contains("0 of 4 runs were there, 4 were trained"), two.said);
    TreeMap<String, byte[]> expected = results("one");
    TreeMap<String, byte[]> found = results("two");
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @Test
  void whatHasOneRunHasOneDevice() throws Exception {
    Ran ran =
        run(
            2,
            "",
            "train",
            "--source",
            folder.resolve("high").toString(),
            "--target",
            folder.resolve("low").toString(),
            "--out",
            folder.resolve("m.safetensors").toString(),
            "--device",
            "cuda:all");
    assertEquals(2, ran.exit, ran.said);
    assertTrue(
        ran.said.contains(
            "'cuda:all' is for many runs, and this is one; choose auto, cpu, cuda or cuda:N,"
                + " or train several seeds (--seeds)"),
        ran.said);
  }
}
