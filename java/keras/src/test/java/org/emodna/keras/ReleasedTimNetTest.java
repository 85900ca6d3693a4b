package org.emodna.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.EmoDnaException;
import org.emodna.features.Normalisation;
import org.emodna.kernels.KernelContext;
import org.emodna.model.Classifier;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that {@code tim_net.py}, beside it, has written with h5py in Keras's layout. */
class ReleasedTimNetTest {
  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void copy() throws IOException {
    file = Files.write(folder.resolve("10-fold_weights_best_2.hdf5"), bytes("tim-net.hdf5"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tim-net.hdf5", "tim-net-1.8.hdf5"})
  void theModelComesToWhatKerasComesTo(String weights) throws IOException {
    Files.write(file, bytes(weights));
    List<String> lines = new String(bytes("tim-net.txt"), StandardCharsets.UTF_8).lines().toList();
    Model model = ReleasedTimNet.read(file, ReleasedCorpus.CASIA);
    Path saved = folder.resolve("m.safetensors");
    ModelFile.save(model, saved);
    try (KernelContext context = KernelContext.cpu(1);
        Classifier classifier = new Classifier(context, ModelFile.load(saved))) {
      assertArrayEquals(floats(lines.get(0)), classifier.classify(floats(lines.get(1))), 1e-5f);
    }
  }

  @Test
  void theInputIsThatOfTheReleasedCode() {
    Model model = ReleasedTimNet.read(file, ReleasedCorpus.CASIA);
    assertEquals(39, model.input().spec().width());
    // What librosa makes of 88,000 samples: one frame more than there are hops of 512.
    assertEquals(172, model.input().spec().maxFrames());
    assertEquals(Normalisation.NONE, model.input().spec().normalisation());
    assertEquals(ReleasedCorpus.CASIA.labels(), model.labels());
    assertEquals("CASIA", model.provenance().get("source"));
    assertEquals(64, model.provenance().get("weights_sha256").length());
  }

  @Test
  void theReleasedCodesNameOfACorpusIsKnown() {
    assertEquals(ReleasedCorpus.RAVDESS, ReleasedCorpus.of("RAVDE"));
  }

  @Test
  void otherClassesAreAnErrorThatNamesTheFile() {
    EmoDnaException e =
        assertThrows(KerasException.class, () -> ReleasedTimNet.read(file, ReleasedCorpus.EMODB));
    assertTrue(e.subject().endsWith("10-fold_weights_best_2.hdf5"), e.getMessage());
    assertTrue(e.reason().contains("dense_1/kernel"), e.reason());
  }

  @Test
  void whatIsNoHdf5IsOneError() throws IOException {
    Files.writeString(file, "PK, or whatever it may be");
    assertThrows(KerasException.class, () -> ReleasedTimNet.read(file, ReleasedCorpus.CASIA));
    assertThrows(
        KerasException.class,
        () -> ReleasedTimNet.read(folder.resolve("none.hdf5"), ReleasedCorpus.CASIA));
  }

  /** What the caller gave, not the file, is to blame. */
  @ParameterizedTest
  @CsvSource({"0, samples", "-5, samples", "200000000, samples"})
  void impossibleLengthsAreNotTheFilesFault(int samples, String subject) {
    List<String> labels = ReleasedCorpus.CASIA.labels();
    EmoDnaException e =
        assertThrows(
            EmoDnaException.class, () -> ReleasedTimNet.read(file, labels, samples, "own"));
    assertEquals(subject, e.subject(), e.getMessage());
  }

  @Test
  void impossibleLabelsAreNotTheFilesFault() {
    for (List<String> labels :
        List.of(List.<String>of(), List.of("a"), List.of("a", "a", "b", "c", "d", "e"))) {
      EmoDnaException e =
          assertThrows(
              EmoDnaException.class, () -> ReleasedTimNet.read(file, labels, 88_000, "own"));
      assertTrue(e.getMessage().contains("labels"), e.getMessage());
      assertFalse(e.getMessage().contains("hdf5"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tim-net.hdf5", "tim-net-1.8.hdf5"})
  void brokenFilesEndInAnErrorOrAModel(String weights) throws IOException {
    byte[] whole = bytes(weights);
    SplittableRandom random = new SplittableRandom(3);
    int errors = 0;
    for (int i = 0; i < 150; i++) {
      byte[] broken =
          i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int n = 0; i % 3 != 0 && n < 8; n++) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      Files.write(file, broken);
      try {
        ReleasedTimNet.read(file, ReleasedCorpus.CASIA);
      } catch (KerasException e) {
        errors++;
      }
    }
    assertTrue(errors > 50, errors + " errors");
  }

  private static float[] floats(String line) {
    String[] words = line.split(" ");
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = ReleasedTimNetTest.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }
}
