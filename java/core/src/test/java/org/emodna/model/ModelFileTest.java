package org.emodna.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.emodna.base.EmoDnaException;
import org.emodna.features.FeatureStatistics;
import org.emodna.safetensors.SafeTensorsWriter;
import org.emodna.training.ToneCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path folder;

  private static Model model() {
    return builder().build();
  }

  private static Model.Builder builder() {
    float[] ones = new float[39];
    Arrays.fill(ones, 1);
    FeatureStatistics statistics = new FeatureStatistics(new float[39], ones);
    ModelInput input =
        new ModelInput(
            ToneCorpus.timNet().input(), Optional.of(statistics), Optional.of(statistics));
    Encoder encoder =
        TimNetEncoder.KIND.create(TimNetEncoder.SECTION.defaults(), input.encoder(), 2);
    Network network = Model.recognising(encoder, input.encoder(), 3);
    float[] weights = new float[(int) network.weights().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i * 0.001f;
    }
    float[] running = new float[(int) network.statistics().size()];
    Arrays.fill(running, 0.5f);
    return Model.builder()
        .encoder(encoder)
        .input(input)
        .labels(List.of("anger", "neutral", "sadness"))
        .weights(network, weights, running)
        .config("{}")
        .provenance(Map.of("source", "here"));
  }

  @Test
  void survivesTheFile() {
    Path file = folder.resolve("m.safetensors");
    Model model = model();
    ModelFile.save(model, file);
    Model read = ModelFile.load(file);
    assertEquals(model.config(), read.config());
    assertEquals(model.labels(), read.labels());
    assertEquals(
        model.encoder().architecture().toString(), read.encoder().architecture().toString());
    assertArrayEquals(model.members().get(0).weights(), read.members().get(0).weights());
    assertArrayEquals(model.members().get(0).statistics(), read.members().get(0).statistics());
    assertEquals(model.provenance(), read.provenance());
    assertEquals(model.input().spec(), read.input().spec());
  }

  /** What could not be read again is not made. */
  @Test
  void labelsThatNoFileMayHaveAreRefused() {
    for (List<String> labels :
        List.of(List.of("anger"), List.of("anger", "anger", "sadness"), List.<String>of())) {
      EmoDnaException e =
          assertThrows(ModelException.class, () -> builder().labels(labels).build());
      assertTrue(e.getMessage().contains("2 to 64, all different"), e.getMessage());
    }
  }

  @Test
  void bytesAreReadAsTheFileIs() throws IOException {
    Path file = folder.resolve("m.safetensors");
    ModelFile.save(model(), file);
    byte[] bytes = Files.readAllBytes(file);
    Model read = ModelFile.load(bytes, "resource m");
    assertEquals(model().labels(), read.labels());
    assertArrayEquals(model().members().get(0).weights(), read.members().get(0).weights());
    for (byte[] broken :
        new byte[][] {{}, {1, 2, 3}, Arrays.copyOf(bytes, bytes.length / 2), new byte[1000]}) {
      EmoDnaException e =
          assertThrows(EmoDnaException.class, () -> ModelFile.load(broken, "resource m"));
      assertTrue(e.getMessage().startsWith("resource m: "), e.getMessage());
    }
  }

  @Test
  void otherFilesAreRefusedByName() throws IOException {
    Path other = folder.resolve("other.safetensors");
    new SafeTensorsWriter().add("x", new float[] {1}, 1).write(other);
    assertNamed(other);
    Path text = Files.writeString(folder.resolve("text.safetensors"), "hello, I am not a model");
    assertNamed(text);
    assertNamed(folder.resolve("nowhere.safetensors"));
    Model nan = model();
    nan.tensors().get("emotion.fwd.inp.weight").values()[7] = Float.NaN;
    Path broken = folder.resolve("nan.safetensors");
    ModelFile.save(nan, broken);
    assertNamed(broken);
  }

  /**
   * Sizes that do not belong together are found on reading, not when the first file is recognised.
   */
  @Test
  void inconsistentFeaturesAreRefused() {
    Model model = model();
    FeatureStatistics two = new FeatureStatistics(new float[] {0, 0}, new float[] {1, 1});
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> new ModelInput(model.input().spec(), Optional.empty(), Optional.of(two)));
    assertTrue(e.getMessage().contains("2 values a frame"), e.getMessage());
    assertThrows(
        ModelException.class,
        () -> new ModelInput(model.input().spec(), Optional.empty(), Optional.empty()));
  }

  private static void assertNamed(Path file) {
    EmoDnaException e = assertThrows(EmoDnaException.class, () -> ModelFile.load(file));
    assertEquals(file.toString(), e.subject(), e.getMessage());
    assertFalse(e.reason().contains(file.toString()), "it is named once");
  }

  /** A mutated model loads or is refused with its name; nothing else happens. */
  @Test
  void mutatedFilesNeverEscape() throws IOException {
    Path file = folder.resolve("m.safetensors");
    ModelFile.save(model(), file);
    byte[] sound = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(20261123);
    Path mutated = folder.resolve("mutated.safetensors");
    for (int i = 0; i < 3000; i++) {
      byte[] bytes =
          Arrays.copyOf(
              sound, random.nextInt(20) == 0 ? random.nextInt(sound.length) : sound.length);
      for (int c = 1 + random.nextInt(4); c > 0 && bytes.length > 0; c--) {
        // Most changes hit the header, where they matter.
        int at =
            random.nextInt(3) == 0
                ? random.nextInt(bytes.length)
                : random.nextInt(Math.min(bytes.length, 6000));
        bytes[at] = (byte) random.nextInt(256);
      }
      Files.write(mutated, bytes);
      try {
        ModelFile.load(mutated);
      } catch (EmoDnaException e) {
        assertTrue(e.getMessage().contains("mutated.safetensors"), e.getMessage());
      }
    }
  }
}
