package org.emodna.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.emodna.base.EmoDnaException;
import org.emodna.features.InputSpec;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.TimNetEncoder;
import org.emodna.model.TimNetPooling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Model model(int members) {
    return RandomModels.of(
        TimNetEncoder.KIND.create(
            TimNetEncoder.Settings.defaults()
                .withChannels(5)
                .withBlocks(2)
                .withPooling(TimNetPooling.statistics()),
            RandomModels.frames().encoder(),
            1),
        RandomModels.frames(),
        members,
        1);
  }

  @Test
  void theMetadataSayWhatTheModelIs() throws Exception {
    Model model = model(2);
    try (OnnxSession session = new OnnxSession(model)) {
      Map<String, String> metadata = session.metadata();
      assertEquals(OnnxFile.FORMAT, metadata.get("format"));
      assertEquals(RandomModels.LABELS, JSON.readValue(metadata.get("labels"), List.class));
      assertEquals(ModelFile.metadata(model).get("architecture"), metadata.get("architecture"));
      assertEquals(model.input().spec(), InputSpec.ofJson(JSON.readTree(metadata.get("input"))));
      assertEquals(
          model.input().spec().valueNames(), JSON.readValue(metadata.get("values"), List.class));
      assertEquals("nowhere", metadata.get("provenance.source"));
      assertEquals("2", metadata.get("members"));
      assertArrayEquals(
          model.input().target().orElseThrow().sd(),
          JSON.readValue(metadata.get("normalisation.target.sd"), float[].class));
    }
  }

  @Test
  void equalModelsGiveEqualFiles() throws IOException {
    Path file = folder.resolve("m.onnx");
    OnnxFile.write(model(1), file);
    assertArrayEquals(OnnxFile.bytes(model(1)), Files.readAllBytes(file));
  }

  @Test
  void onlyExportsAreReplaced() throws IOException {
    Path file = folder.resolve("m.onnx");
    assertTrue(OnnxFile.mayReplace(file));
    OnnxFile.write(model(1), file);
    assertTrue(OnnxFile.mayReplace(file));
    assertFalse(OnnxFile.mayReplace(Files.writeString(folder.resolve("text"), "a text of mine")));
    assertFalse(OnnxFile.mayReplace(folder));
  }

  @Test
  void aFolderThatIsNotThereIsOneError() {
    Path file = folder.resolve("missing/m.onnx");
    EmoDnaException e = assertThrows(OnnxException.class, () -> OnnxFile.write(model(1), file));
    assertTrue(e.subject().endsWith("m.onnx"), e.getMessage());
  }

  @Test
  void anEncoderFromOutsideIsExportedByItsOwnGraph() throws Exception {
    Model model = scaled("scaled");
    float[] scale = model.tensors().get("emotion.scale").values();
    List<float[]> inputs = RandomModels.inputs(scale.length, 3, 1, 1);
    try (OnnxSession session = new OnnxSession(model)) {
      float[][] found = session.run(inputs).embedding();
      for (int row = 0; row < found.length; row++) {
        for (int i = 0; i < scale.length; i++) {
          assertEquals(scale[i] * (scale[i] * inputs.get(row)[i]), found[row][i], 1e-6f);
        }
      }
    }
  }

  @Test
  void anEncoderThatNothingWritesIsNamed() {
    Path file = folder.resolve("m.onnx");
    EmoDnaException e =
        assertThrows(OnnxException.class, () -> OnnxFile.write(scaled("strange"), file));
    assertEquals("encoder 'strange'", e.subject());
    assertTrue(e.remedy().contains("tim-net"), e.remedy());
    assertFalse(Files.exists(file));
  }

  private static Model scaled(String kind) {
    int width = RandomModels.vectors().spec().width();
    return RandomModels.of(new ScaledEncoder(kind, width), RandomModels.vectors(), 1, 2);
  }

  @Test
  void aTensorOfATakenNameIsAnError() {
    OnnxGraph graph = new OnnxGraph("g");
    graph.floats("scale", new float[] {1}, 1);
    EmoDnaException e =
        assertThrows(OnnxException.class, () -> graph.floats("scale", new float[] {2}, 1));
    assertEquals("tensor 'scale'", e.subject());
  }

  /** ONNX's own checker, with shapes inferred throughout, on all kinds of encoders. */
  @Test
  void theCheckerOfOnnxPassesThem() throws Exception {
    Optional<String> python = python();
    assumeTrue(python.isPresent(), "skipped: no python3 with onnx (Debian's python3-onnx)");
    List<Model> models = new ArrayList<>(List.of(model(3), scaled("scaled")));
    OnnxRuntimeTest.framesModels().forEach(one -> models.add(one.getPayload()));
    OnnxRuntimeTest.vectorModels().forEach(one -> models.add(one.getPayload()));
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            python.get(),
            "-c",
            "import onnx, sys\n"
                + "for file in sys.argv[1:]:\n"
                + "    m = onnx.load(file)\n"
                + "    onnx.checker.check_model(m)\n"
                + "    onnx.shape_inference.infer_shapes(m, True, True)\n"
                + "    assert m.opset_import[0].version == "
                + OnnxFile.OPSET));
    for (int i = 0; i < models.size(); i++) {
      Path file = folder.resolve("m" + i + ".onnx");
      OnnxFile.write(models.get(i), file);
      command.add(file.toString());
    }
    assertEquals(0, run(command.toArray(String[]::new)));
  }

  private static Optional<String> python() throws InterruptedException {
    for (String name : List.of("python3", "/usr/bin/python3")) {
      try {
        if (run(name, "-c", "import onnx") == 0) {
          return Optional.of(name);
        }
      } catch (IOException e) {
        // There is none of that name.
      }
    }
    return Optional.empty();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " does not end");
    }
    return process.exitValue();
  }
}
