package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.base.ContentHash;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.kernels.KernelContext;
import org.emodna.reproduction.Numerics;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.synthesis.SyntheticCorpus;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The weights that a seed comes to, bit for bit: from the demo's recordings to the model, with the
 * CPU's instructions held to AVX2. A change of the program's design must leave them; a change of
 * what is computed says in its message why they are others now.
 */
class WeightBitsTest {
  /** One recording in this many is enough, and quick. */
  private static final int STRIDE = 4;

  @TempDir static Path folder;

  private static String before;

  @BeforeAll
  static void corpora() throws IOException {
    before = System.setProperty(KernelContext.INSTRUCTIONS, "avx2");
    write(SyntheticCorpus.NORTH);
    write(SyntheticCorpus.SOUTH);
  }

  @AfterAll
  static void instructions() {
    if (before == null) {
      System.clearProperty(KernelContext.INSTRUCTIONS);
    } else {
      System.setProperty(KernelContext.INSTRUCTIONS, before);
    }
  }

  /** Without the lossy formats of the demo, whose encoders may differ from CPU to CPU. */
  private static void write(SyntheticCorpus corpus) throws IOException {
    for (int i = 0; i < corpus.size(); i += STRIDE) {
      Path file =
          folder
              .resolve(corpus.name())
              .resolve(corpus.emotions().get(i))
              .resolve(corpus.speakers().get(i))
              .resolve("%03d.wav".formatted(i));
      Files.createDirectories(file.getParent());
      AudioEncoder.write(file, AudioFormat.WAV, corpus.samples(i), corpus.sampleRate(i));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "source-only, ca5f52298f855e33, c863f772f63f7efb",
    "emo-dna, 7c34ef7179c69a48, a6a2936370683fb6",
    "dann, abf3a330a79b8cd1, 43daf0091e77cc39",
    "dsan, 718211c641344ac0, 2bff267741b3aaef"
  })
  void weightsAreThese(String method, String first, String second) {
    // The settings that the hashes were made with, whatever the defaults are today.
    TrainingConfig config =
        ConfigFile.read(
                Path.of(
                    System.getProperty("emodna.root", "../.."),
                    "examples/configurations/tim-net-0.1.yaml"))
            .withMethod(method)
            .withEpochs(2);
    LabelSet labels = LabelSet.named(config.labels());
    List<TrainingResult> results =
        Training.builder()
            .source(Corpus.open(folder.resolve("north"), "folders").labelled(labels))
            .target(Corpus.open(folder.resolve("south"), "folders").select(labels).unlabelled())
            .config(config)
            .device("cpu")
            .cache(folder.resolve("cache"))
            .output(folder.resolve(method + ".safetensors"))
            .runSeeds(List.of(1L, 2L), Progress.NONE);
    assertTrue(
        Numerics.WEIGHTS.containsAll(List.of(first, second)),
        "raise Numerics.VERSION: stores must not mix these weights with those of before");
    assertEquals(
        List.of(first, second),
        results.stream().map(result -> hash(result.requireFinished().model())).toList(),
        method);
  }

  /** Over names and values of all tensors: weights and statistics, not the settings beside them. */
  private static String hash(Path model) {
    MessageDigest digest = ContentHash.digest();
    try (SafeTensorsFile file = SafeTensorsFile.open(model)) {
      for (String name : new TreeSet<>(file.names())) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(file.bytes(name));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }
}
