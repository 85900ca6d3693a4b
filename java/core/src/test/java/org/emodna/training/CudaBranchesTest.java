package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps whose parts run beside each other come to the bits of steps that run them in order. */
class CudaBranchesTest {
  private static final StepWorkload.Size SIZE = new StepWorkload.Size(1, 23, 14);

  @BeforeEach
  void nameTheLibrary() {
    String library = System.getProperty("emodna.cuda.tested", "");
    Assumptions.assumeTrue(
        Files.isRegularFile(Path.of(library)), "no CUDA backend for tests: " + library);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, library);
  }

  @AfterEach
  void forgetTheLibrary() {
    System.clearProperty(DeviceChoice.CUDA_LIBRARY);
    System.clearProperty(TrainingStep.BRANCHES);
  }

  /** What four steps have changed. */
  private static Map<String, float[]> trained(
      TrainingConfig config, int replicas, boolean branches) {
    System.setProperty(TrainingStep.BRANCHES, Boolean.toString(branches));
    List<Long> seeds = LongStream.range(0, replicas).boxed().toList();
    try (KernelContext context = DeviceChoice.of("cuda").open(1);
        StepWorkload work = new StepWorkload(context, config, seeds, SIZE)) {
      for (int i = 0; i < 4; i++) {
        work.queue();
      }
      return work.state();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | {}",
        "3 | {}",
        "2 | {threshold: {strategy: adaptive}, information: {weight: 0.5}}",
        "1 | {encoders: {corpus: {kind: functionals, hidden: 9, width: 7}}}",
        "1 | {encoders: {corpus: {kind: functionals, hidden: 9, width: 7}}, decoupling: {weight:"
            + " 0}}",
        "2 | {method: cdan, information: {weight: 0.5}}",
        "1 | {method: dann, information: {weight: 0.5}}",
        "1 | {method: dsan}",
        "1 | {method: coral, information: {weight: 0.5}}",
        "2 | {method: pseudo-label, information: {weight: 0.5}}",
      })
  void changeNothing(int replicas, String settings) {
    TrainingConfig config = ConfigFile.parse(settings, "settings", small());
    Map<String, float[]> expected = trained(config, replicas, false);
    for (int run = 0; run < 3; run++) {
      Map<String, float[]> actual = trained(config, replicas, true);
      assertEquals(expected.keySet(), actual.keySet());
      expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }
  }

  private static TrainingConfig small() {
    return ConfigFile.parse(
        """
        labels: [anger, neutral, sadness]
        encoder: {kind: functionals, hidden: 8, width: 7}
        decoupling: {weight: 1, hidden: 8, size: 8}
        decorrelation: {weight: 3}
        corpus-classifier: {clusters: 2}
        dann: {hidden: 8}
        cdan: {hidden: 8}
        schedule: {epochs: 3, steps: 1, batch-source: 6, batch-target: 5}
        """,
        "small",
        TrainingConfig.defaults());
  }
}
