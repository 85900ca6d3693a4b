package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.emodna.base.ContentHash;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.starter.StarterModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examples in Python come to the probabilities of {@code predict}, and refuse what they don't
 * know. Without Python and its library an example is skipped.
 */
class PythonModelsTest {
  private static final Path EXAMPLES = Path.of("../../examples/python").toAbsolutePath();

  @TempDir static Path folder;
  private static TrainedTones tones;

  @BeforeAll
  static void write() throws IOException {
    tones = new TrainedTones(folder);
  }

  /** Without --model, export writes the starter model; its name gives that file's input. */
  @Test
  void theStarterModelCanBeFed() throws Exception {
    Path out = folder.resolve("starter.onnx");
    CommandLineTest.Ran exported = CommandLineTest.run("export", "--out", out.toString());
    assertEquals(Main.DONE, exported.exit(), exported.err());
    Path features = tones.features(StarterModel.NAME);
    Path model = Files.write(folder.resolve("starter.safetensors"), StarterModel.bytes());
    assertEquals(ContentHash.of(StarterModel.bytes()), metadata(features).get("model_sha256"));
    Optional<String> python = python("numpy");
    assumeTrue(python.isPresent(), "skipped: no python3 with numpy");
    JsonNode expected =
        CommandLineTest.run("predict", "--device", "cpu", "--json", tones.target().toString())
            .json();
    compare(expected, python.get(), List.of("load_numpy.py", "classify_numpy.py"), model, features);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          emo-dna             | encoder: {kind: tim-net, channels: 8, blocks: 3, batch-norm-domains: domain-specific};decoupling: {hidden: 8, size: 8}
          source-only         | encoder: {kind: tim-net, channels: 8, blocks: 3, pooling: statistics, width: 5}
          emo-dna             | encoder: {kind: functionals, hidden: 8, batch-norm-domains: domain-specific};decoupling: {hidden: 8, size: 8}
          source-only         | encoder: {kind: functionals, hidden: 16};ensemble: 3
          source-only         | encoder: {kind: linear}
          logistic-regression |
          """)
  void examplesInPythonComeToTheSame(String method, String settings) throws Exception {
    Path model = tones.model(method, settings == null ? "" : settings + TrainedTones.STEPS);
    Path features = tones.features(model.toString());
    assertEquals("corpus", metadata(features).get("normalised"));
    String[] words = {
      "predict", "--model", model.toString(), "--device", "cpu", "--json", tones.target().toString()
    };
    JsonNode expected = CommandLineTest.run(words).json();
    boolean vectors = settings == null || !settings.contains("tim-net");
    int examples = 0;
    for (String library : List.of("numpy", "torch")) {
      Optional<String> python = python(library);
      if (python.isPresent()) {
        examples++;
        String shorter = "load_" + library + ".py";
        String longer = "classify_" + library + ".py";
        compare(
            expected,
            python.get(),
            vectors ? List.of(shorter, longer) : List.of(longer),
            model,
            features);
      }
    }
    assumeTrue(examples == 2, "skipped: no python3 with numpy or torch; compared: " + examples);
  }

  /** Wrong numbers without an error are the worst that an example can give. */
  @Test
  void examplesInPythonRefuseWhatTheyDoNotKnow() throws Exception {
    Optional<String> python = python("numpy");
    assumeTrue(python.isPresent(), "skipped: no python3 with numpy");
    Path model = tones.model("source-only", TrainedTones.SMALL);
    Path features = tones.features(model.toString());
    Path raw = folder.resolve("raw.safetensors");
    String[] words = {
      "features",
      "--streams",
      "functionals",
      "--out",
      raw.toString(),
      "--no-cache",
      "" + tones.target()
    };
    assertEquals(Main.DONE, CommandLineTest.run(words).exit());
    Path starter = Files.write(folder.resolve("other.safetensors"), StarterModel.bytes());
    String kind = "\\\"kind\\\":\\\"%s\\\"";
    Path strange =
        patched(model, "strange", kind.formatted("functionals"), kind.formatted("functionalz"));
    Path format = patched(model, "format", "emodna-model-2", "emodna-model-9");
    String own = ContentHash.of(model);
    for (String library : List.of("numpy", "torch")) {
      if (python(library).isEmpty()) {
        continue;
      }
      String scripts = "load_%s.py classify_%s.py".formatted(library, library);
      for (String script : scripts.split(" ")) {
        refused(script, model, raw, "was not made by 'emodna features --model ");
        refused(script, starter, features, "was not made by 'emodna features --model ");
        refused(script, format, features, "is no model that this script knows");
        Path fitting = patched(features, "f", own, ContentHash.of(strange));
        refused(script, strange, fitting, "encoder 'functionalz' is not ");
      }
    }
  }

  private static void refused(String script, Path model, Path features, String reason)
      throws Exception {
    Path log = folder.resolve("log");
    String python = python(script.contains("torch") ? "torch" : "numpy").orElseThrow();
    int exit =
        run(
            folder.resolve("out.json"),
            log,
            python,
            EXAMPLES.resolve(script).toString(),
            model.toString(),
            features.toString());
    assertEquals(1, exit, script);
    assertTrue(read(log).contains(reason), script + ": " + read(log));
    assertEquals("", read(folder.resolve("out.json")), script);
  }

  /** A copy of a file with a text of the same length in another's place. */
  private static Path patched(Path file, String name, String text, String other)
      throws IOException {
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(content.contains(text), text);
    assertEquals(text.length(), other.length());
    return Files.writeString(
        folder.resolve(name + ".safetensors"),
        content.replace(text, other),
        StandardCharsets.ISO_8859_1);
  }

  private static Map<String, String> metadata(Path features) {
    try (SafeTensorsFile file = SafeTensorsFile.open(features)) {
      assertEquals(9, file.names().size());
      return file.metadata();
    }
  }

  /** Scripts of one library in one process: loading it takes the most time. */
  private static final String RUNNER =
      """
      import os, runpy, sys
      folder, files, scripts = sys.argv[1], sys.argv[2:4], sys.argv[4:]
      sys.path.insert(0, folder)
      for script in scripts:
          sys.argv = [script, *files]
          runpy.run_path(os.path.join(folder, script), run_name="__main__")
      """;

  private static void compare(
      JsonNode expected, String python, List<String> examples, Path model, Path features)
      throws Exception {
    Path out = folder.resolve("out.json");
    Path log = folder.resolve("log");
    List<String> command = new ArrayList<>(List.of(python, "-c", RUNNER, EXAMPLES.toString()));
    command.addAll(List.of(model.toString(), features.toString()));
    command.addAll(examples);
    int exit = run(out, log, command.toArray(String[]::new));
    assertEquals(0, exit, () -> examples + ": " + read(log));
    List<String> printed = Files.readAllLines(out);
    assertEquals(examples.size(), printed.size());
    assertEquals(9, expected.size());
    for (String line : printed) {
      JsonNode found = new ObjectMapper().readTree(line);
      for (JsonNode one : expected) {
        JsonNode own = found.get(one.get("file").asText());
        JsonNode probabilities = one.get("probabilities");
        probabilities
            .fieldNames()
            .forEachRemaining(
                name ->
                    assertEquals(
                        probabilities.get(name).asDouble(),
                        own.get(name).asDouble(),
                        1e-5,
                        () -> examples + ": " + line));
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
