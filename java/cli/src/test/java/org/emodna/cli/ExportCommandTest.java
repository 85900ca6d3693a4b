package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.emodna.onnx.OnnxFile;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models for other programs: {@code export}, {@code features --model}, and the examples in Python,
 * which come to the probabilities of {@code predict}. Without Python and its library an example is
 * skipped.
 */
class ExportCommandTest {
  private static final Path EXAMPLES = Path.of("../../examples/python").toAbsolutePath();

  @TempDir static Path folder;
  private static Path source;
  private static Path target;

  @BeforeAll
  static void write() throws IOException {
    source = Tones.write(folder.resolve("source"), 0.2, 4);
    target = Tones.write(folder.resolve("target"), 0.4, 3);
  }

  private static Path model(String method, String settings) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("settings.yaml"),
            "method: %s\nlabels: [anger, neutral, sadness]\n".formatted(method)
                + "features: {normalisation: corpus}\n"
                + settings.replace(';', '\n'));
    Path model = folder.resolve("model.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "train",
            "--source",
            source.toString(),
            "--target",
            target.toString(),
            "--config",
            config.toString(),
            "--out",
            model.toString(),
            "--device",
            "cpu",
            "--no-cache");
    assertEquals(Main.DONE, ran.exit(), ran.err());
    return model;
  }

  private static final String STEPS = ";schedule: {epochs: 2, batch-source: 8, batch-target: 8}";
  private static final String SMALL = "encoder: {kind: functionals, hidden: 8}" + STEPS;

  @Test
  void exportWritesAFileAndSaysWhatItTakes() throws IOException {
    Path model = model("source-only", SMALL);
    Path out = folder.resolve("made/m.onnx");
    String[] words = {"export", "--model", model.toString(), "--out", out.toString()};
    CommandLineTest.Ran ran = CommandLineTest.run(words);
    assertEquals(Main.DONE, ran.exit(), ran.err());
    assertTrue(ran.out().contains("opset 17, encoder functionals; features [batch, "), ran.out());
    byte[] first = Files.readAllBytes(out);
    CommandLineTest.Ran again =
        CommandLineTest.run(
            "export", "--model", model.toString(), "--out", out.toString(), "--json");
    assertEquals(Main.DONE, again.exit(), again.err());
    assertEquals(3, again.json().get("labels").size());
    assertArrayEquals(first, Files.readAllBytes(out));
  }

  @Test
  void exportReplacesNothingButExports() throws IOException {
    Path model = model("source-only", SMALL);
    CommandLineTest.Ran ran =
        CommandLineTest.run("export", "--model", model.toString(), "--out", model.toString());
    assertEquals(Main.NOTHING_DONE, ran.exit());
    assertTrue(ran.err().contains("is not an export of EMO-DNA; name another file"), ran.err());
    assertFalse(OnnxFile.mayReplace(model));
    Path none = folder.resolve("none.safetensors");
    Path out = folder.resolve("none.onnx");
    assertEquals(
        Main.NOTHING_DONE,
        CommandLineTest.run("export", "--model", none.toString(), "--out", out.toString()).exit());
    assertFalse(Files.exists(out));
  }

  @Test
  void featuresOfAModelExcludeOtherChoices() throws IOException {
    Path model = model("source-only", SMALL);
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "features", "--model", model.toString(), "--framing", "speech", target.toString());
    assertEquals(Main.NOTHING_DONE, ran.exit());
    assertTrue(ran.err().contains("--model excludes"), ran.err());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          emo-dna             | encoder: {kind: tim-net, channels: 8, blocks: 3, batch-norm-domains: domain-specific};decoupling: {hidden: 8, size: 8}
          source-only         | encoder: {kind: tim-net, channels: 8, blocks: 3, pooling: statistics, width: 5}
          source-only         | encoder: {kind: functionals, hidden: 16};ensemble: 3
          source-only         | encoder: {kind: linear}
          logistic-regression |
          """)
  void examplesInPythonComeToTheSame(String method, String settings) throws Exception {
    Path model = model(method, settings == null ? "" : settings + STEPS);
    Path features = folder.resolve("features.safetensors");
    CommandLineTest.Ran written =
        CommandLineTest.run(
            "features",
            "--model",
            model.toString(),
            "--out",
            features.toString(),
            "--no-cache",
            target.toString());
    assertEquals(Main.DONE, written.exit(), written.err());
    try (SafeTensorsFile file = SafeTensorsFile.open(features)) {
      assertEquals("corpus", file.metadata().get("normalised"));
      assertEquals(9, file.names().size());
    }
    JsonNode expected =
        CommandLineTest.run(
                "predict",
                "--model",
                model.toString(),
                "--device",
                "cpu",
                "--json",
                target.toString())
            .json();
    int examples = 0;
    for (String library : List.of("numpy", "torch")) {
      Optional<String> python = python(library);
      if (python.isPresent()) {
        examples++;
        compare(expected, python.get(), "classify_" + library + ".py", model, features);
      }
    }
    assumeTrue(examples == 2, "skipped: no python3 with numpy or torch; compared: " + examples);
  }

  private static void compare(
      JsonNode expected, String python, String example, Path model, Path features)
      throws Exception {
    Path out = folder.resolve("out.json");
    Path log = folder.resolve("log");
    int exit =
        run(out, log, python, EXAMPLES.resolve(example).toString(), model + "", features + "");
    assertEquals(0, exit, () -> example + ": " + read(log));
    JsonNode found = new ObjectMapper().readTree(out.toFile());
    assertEquals(9, expected.size());
    for (JsonNode one : expected) {
      JsonNode own = found.get(one.get("file").asText());
      for (Iterator<String> label = one.get("probabilities").fieldNames(); label.hasNext(); ) {
        String name = label.next();
        assertEquals(
            one.get("probabilities").get(name).asDouble(), own.get(name).asDouble(), 1e-5, example);
      }
    }
  }

  /** A Python that has a library: the usual one, or the system's. */
  private static Optional<String> python(String library) throws Exception {
    for (String name : List.of("python3", "/usr/bin/python3")) {
      try {
        if (run(folder.resolve("out"), folder.resolve("log"), name, "-c", "import " + library)
            == 0) {
          return Optional.of(name);
        }
      } catch (IOException e) {
        // There is none of that name.
      }
    }
    return Optional.empty();
  }

  private static int run(Path out, Path log, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " does not end");
    }
    return process.exitValue();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
