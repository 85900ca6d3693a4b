package org.emodna.benchmarks;

import static org.emodna.kernels.Precision.FLOAT32;
import static org.emodna.kernels.Precision.TF32;
import static org.emodna.kernels.TimNet.Engine.CUDNN;
import static org.emodna.kernels.TimNet.Engine.FUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.DeviceUnavailableException;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksTest {
  /** As little as can be: what is tested is that everything runs, never how fast. */
  private static final BenchmarkOptions ONCE = new BenchmarkOptions(1, "cpu", 1, 0, null, FLOAT32);

  @Test
  void eachRunsAndReportsWhatItSays() {
    List<BenchmarkResult> heard = new ArrayList<>();
    List<BenchmarkResult> results =
        Benchmarks.run(
            List.of(
                "step", "step-functionals", "inference", "encoder", "features", "speech", "decode"),
            ONCE,
            heard::add);
    assertEquals(heard, results);
    assertEquals(
        List.of(
            "step",
            "step-functionals",
            "inference",
            "inference-train-mode",
            "encoder-forward",
            "encoder-backward",
            "features",
            "features-resident",
            "features-usual-rate",
            "features-odd-rate",
            "speech/resample",
            "speech/spectrum",
            "speech/pitch-frame-wise",
            "speech/pitch",
            "speech/voice",
            "decode",
            "decode-features",
            "decode-streams",
            "decode-functionals-1",
            "decode-functionals-2"),
        results.stream().map(BenchmarkResult::name).toList());
    for (BenchmarkResult result : results) {
      assertTrue(result.minSeconds() > 0, result.toString());
      assertTrue(result.medianSeconds() >= result.minSeconds(), result.toString());
      assertEquals(1, result.threads());
    }
  }

  @Test
  void stepIsThatOfVersion01AndStepFunctionalsThatOfTheDefaults() {
    Path root = Path.of(System.getProperty("emodna.root", "../.."));
    assertEquals(
        ConfigFile.read(root.resolve("examples/configurations/tim-net-0.1.yaml")),
        StepBenchmark.timNet(FLOAT32));
    // PyTorch's side prints the very same: a row is compared with one of its shape alone.
    assertEquals("2 encoders, 64+64 x 196 x 39", shape("step"));
    TrainingConfig usual = TrainingConfig.defaults();
    assertEquals("functionals", usual.encoder().kind());
    assertEquals(
        "%d encoders, %d+%d x 136"
            .formatted(
                usual.roles().size(),
                usual.schedule().batchSource(),
                usual.schedule().batchTarget()),
        shape("step-functionals"));
  }

  private static String shape(String name) {
    return Benchmarks.run(List.of(name), ONCE, result -> {}).get(0).shape();
  }

  @Test
  void enginesAreComparedWhereCudnnIs() {
    String name = EngineBenchmark.time(ONCE, new TimNet.Network(3, 2, 1), FUSED).name();
    assertEquals("engines/fused-2", name);
    Exception refused =
        assertThrows(
            DeviceUnavailableException.class,
            () -> EngineBenchmark.time(ONCE, new TimNet.Network(3, 2, 1), CUDNN));
    assertTrue(refused.getMessage().contains("encoder.engine"), refused.getMessage());
  }

  @Test
  void headsAreTimedBothWaysForOneRunAndForMany() {
    List<BenchmarkResult> results = new ArrayList<>();
    HeadBenchmark.Head head = new HeadBenchmark.Head(39, 5);
    HeadBenchmark.time(ONCE, head, 1, results::add);
    HeadBenchmark.time(ONCE, head, 3, results::add);
    // PyTorch's side has the same names: scripts/gpu_report.py sets them beside each other.
    assertEquals(
        List.of(
            "heads/forward-39x5",
            "heads/backward-39x5",
            "heads/forward-3x39x5",
            "heads/backward-3x39x5"),
        results.stream().map(BenchmarkResult::name).toList());
    assertEquals("128 x 39 to 5", results.get(0).shape());
    assertEquals("3 heads, 128 x 39 to 5", results.get(3).shape());
    assertTrue(results.stream().allMatch(result -> result.minSeconds() > 0), results.toString());
    assertTrue(Benchmarks.names().contains("heads"));
  }

  @Test
  void jsonHasEveryResultUnderItsName() throws Exception {
    BenchmarkResult result =
        new BenchmarkResult(
            "step", 0.5, 0.25, 0.9, 3, "64+64", 2, "cpu", Map.of("utterances_per_s", 7.0));
    JsonNode step = new ObjectMapper().readTree(Benchmarks.toJson(List.of(result))).get("step");
    assertEquals(0.5, step.get("median_s").asDouble());
    assertEquals("64+64", step.get("shape").asText());
    assertEquals(2, step.get("threads").asInt());
    assertEquals("cpu", step.get("device").asText());
    assertEquals(7.0, step.get("utterances_per_s").asDouble());
    assertTrue(Benchmarks.toTable(List.of(result)).contains("500.00"));
  }

  @Test
  void anotherPrecisionIsRefusedByTheCpu() {
    BenchmarkOptions tensorCores = new BenchmarkOptions(1, "cpu", 1, 0, null, TF32);
    for (String name : List.of("step", "encoder", "losses")) {
      assertThrows(
          DeviceUnavailableException.class,
          () -> Benchmarks.run(List.of(name), tensorCores, result -> {}),
          name);
    }
  }

  @Test
  void medianOfAnEvenNumberLiesBetween() {
    assertEquals(2.5, new Stopwatch.Times(new double[] {1, 2, 3, 9}, 0).median());
    assertEquals(2, new Stopwatch.Times(new double[] {1, 2, 9}, 0).median());
  }

  @Test
  void wrongUseIsToldByName(@TempDir Path folder) throws Exception {
    Exception unknown =
        assertThrows(
            InvalidArgumentException.class,
            () -> Benchmarks.run(List.of("steps"), ONCE, result -> {}));
    assertTrue(unknown.getMessage().contains("'steps'"), unknown.getMessage());
    assertThrows(
        InvalidArgumentException.class, () -> new BenchmarkOptions(0, "cpu", 0, 1, null, FLOAT32));
    Files.writeString(folder.resolve("note.txt"), "no audio");
    BenchmarkOptions there = new BenchmarkOptions(1, "cpu", 1, 0, folder, FLOAT32);
    Exception undecodable =
        assertThrows(
            EmoDnaException.class, () -> Benchmarks.run(List.of("decode"), there, result -> {}));
    assertThrows(
        EmoDnaException.class, () -> Benchmarks.run(List.of("speech"), there, result -> {}));
    assertTrue(undecodable.getMessage().contains(folder.toString()), undecodable.getMessage());
  }
}
