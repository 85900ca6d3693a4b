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
import java.util.HashMap;
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

  private static final Map<String, Optional<String>> PYTHON = new HashMap<>();

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
    assumeTrue(python("numpy").isPresent(), "skipped: no python3 with numpy");
    JsonNode expected =
        CommandLineTest.run("predict", "--device", "cpu", "--json", tones.target().toString())
            .json();
    compare(expected, "numpy", List.of("load_numpy.py", "classify_numpy.py"), model, features);
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
      if (python(library).isPresent()) {
        examples++;
        String shorter = "load_" + library + ".py";
        String longer = "classify_" + library + ".py";
        compare(
            expected,
            library,
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
    assumeTrue(python("numpy").isPresent(), "skipped: no python3 with numpy");
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
    Path fitting = patched(features, "f", own, ContentHash.of(strange));
    for (String library : List.of("numpy", "torch")) {
      List<String> calls = new ArrayList<>();
      for (String script : List.of("load_" + library + ".py", "classify_" + library + ".py")) {
        calls.addAll(List.of(script, "" + model, "" + raw));
        calls.addAll(List.of(script, "" + starter, "" + features));
        calls.addAll(List.of(script, "" + format, "" + features));
        calls.addAll(List.of(script, "" + strange, "" + fitting));
      }
      List<String> said = python(library).isEmpty() ? List.of() : run(library, calls);
      for (int i = 0; i < said.size(); i++) {
        String reason =
            i % 4 < 2
                ? ": was not made by 'emodna features --model "
                : i % 4 == 2
                    ? "is no model that this script knows"
                    : "encoder 'functionalz' is not ";
        assertTrue(said.get(i).contains(reason), calls.get(3 * i) + ": " + said.get(i));
      }
    }
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

  /**
   * Scripts of one library in one process: loading it takes the most time. A call that ends early
   * prints why.
   */
  private static final String RUNNER =
      """
      import os, runpy, sys
      folder, calls = sys.argv[1], sys.argv[2:]
      sys.path.insert(0, folder)
      for i in range(0, len(calls), 3):
          sys.argv = calls[i:i + 3]
          try:
              runpy.run_path(os.path.join(folder, calls[i]), run_name="__main__")
          except SystemExit as end:
              print(end)
      """;

  /**
   * Runs scripts of a library that is there.
   *
   * @param calls script, model, features; and so on
   * @return the line that each prints
   */
  private static List<String> run(String library, List<String> calls) throws Exception {
    Path out = folder.resolve("out.txt");
    Path log = folder.resolve("log");
    List<String> command =
        new ArrayList<>(List.of(python(library).orElseThrow(), "-c", RUNNER, EXAMPLES.toString()));
    command.addAll(calls);
    int exit = run(out, log, command.toArray(String[]::new));
    assertEquals(0, exit, () -> calls + ": " + read(log));
    List<String> printed = Files.readAllLines(out);
    assertEquals(calls.size() / 3, printed.size(), () -> calls + ": " + printed);
    return printed;
  }

  private static void compare(
      JsonNode expected, String library, List<String> examples, Path model, Path features)
      throws Exception {
    List<String> calls = new ArrayList<>();
    examples.forEach(one -> calls.addAll(List.of(one, model.toString(), features.toString())));
    List<String> printed = run(library, calls);
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
    if (!PYTHON.containsKey(library)) {
      PYTHON.put(library, found(library));
    }
    return PYTHON.get(library);
  }

  private static Optional<String> found(String library) throws Exception {
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
