package org.emodna.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.base.ConfigException;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.KernelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models that were saved when format 2 began, and are never made anew: every later version must
 * load them, whatever has become of its settings, and come to the same probabilities bit for bit.
 * They were trained on tones; the configurations in them name a method, a part and a setting that
 * there are not. The instructions are held to AVX2, since others may round differently.
 */
class KeptModelTest {
  private static final String JOINT = "kept-model-2";
  private static final String DOMAIN_SPECIFIC = "kept-model-2-domain-specific";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {JOINT, DOMAIN_SPECIFIC})
  void itGivesTheSameBits(String name) throws IOException {
    assertGivesWhatIsStored(load(name), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {JOINT, DOMAIN_SPECIFIC})
  void savedAgainItGivesTheSameBits(String name) throws IOException {
    Path file = folder.resolve("again.safetensors");
    ModelFile.save(load(name), file);
    assertGivesWhatIsStored(ModelFile.load(file), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {JOINT, DOMAIN_SPECIFIC})
  void itsConfigurationIsNotOneOfThisVersion(String name) throws IOException {
    String config = load(name).config();
    assertTrue(config.contains("a-setting-of-another-version"), config);
    assertThrows(
        ConfigException.class, () -> ConfigFile.parse(config, "stored", TrainingConfig.defaults()));
    assertThrows(
        ConfigException.class,
        () -> TrainingConfig.defaults().withMethod("a-method-of-another-version"));
  }

  @Test
  void bothKindsOfBatchNormAreKept() throws IOException {
    assertTrue(load(JOINT).tensors().names().contains("emotion.fwd.tab.0.bn1.mean"));
    assertTrue(
        load(DOMAIN_SPECIFIC).tensors().names().contains("emotion.target.fwd.tab.0.bn1.mean"));
  }

  private static void assertGivesWhatIsStored(Model model, String name) throws IOException {
    assertEquals(List.of("anger", "neutral", "sadness"), model.labels());
    float[] input = floats("kept-input.txt");
    // A second, shorter input: what lies behind its end must not count.
    List<float[]> inputs = List.of(input, Arrays.copyOf(input, 7 * model.input().spec().width()));
    List<Float> found = new ArrayList<>();
    try (KernelContext context = KernelContext.open(0, 1, "avx2");
        Classifier classifier = new Classifier(context, model)) {
      for (float[] probabilities : classifier.classify(inputs)) {
        for (float one : probabilities) {
          found.add(one);
        }
      }
    }
    List<Float> expected = new ArrayList<>();
    for (float one : floats(name + ".txt")) {
      expected.add(one);
    }
    assertEquals(expected, found, () -> found.stream().map(Float::toHexString).toList().toString());
  }

  private static Model load(String name) throws IOException {
    return ModelFile.load(bytes(name + ".safetensors"), name);
  }

  /** Hexadecimal floats of a text; lines that begin with # are comments. */
  private static float[] floats(String resource) throws IOException {
    List<Float> values = new ArrayList<>();
    new String(bytes(resource), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .forEach(word -> values.add(Float.parseFloat(word)));
    float[] all = new float[values.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i);
    }
    return all;
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = KeptModelTest.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource);
      return in.readAllBytes();
    }
  }
}
