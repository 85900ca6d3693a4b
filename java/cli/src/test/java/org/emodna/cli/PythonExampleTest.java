package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example in Python that needs no model: what it writes is trained on. Without Python or numpy
 * it is skipped and nothing takes its place; {@link EmbeddingCommandsTest} goes the same way with
 * files that Java wrote.
 */
class PythonExampleTest {
  private static final Path EXAMPLES = Path.of("../../examples/python").toAbsolutePath();

  @TempDir Path folder;

  private static int python(Path log, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3"));
    for (Object one : arguments) {
      command.add(one.toString());
    }
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("python3 does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void requireNumpy() {
    boolean there;
    try {
      there = python(folder.resolve("log"), "-c", "import numpy") == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "skipped: python3 with numpy is not installed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatItWritesIsTrainedOn(boolean frames) throws IOException {
    requireNumpy();
    Path log = folder.resolve("log");
    for (String corpus : List.of("north", "south")) {
      Path place = Tones.write(folder.resolve(corpus), corpus.equals("north") ? 0.2 : 0.3, 6);
      List<Object> arguments =
          new ArrayList<>(
              List.of(EXAMPLES.resolve("embed_random.py"), place, folder.resolve("emb/" + corpus)));
      arguments.addAll(List.of("--width", "24", "--dtype", "float16"));
      if (frames) {
        arguments.add("--frames");
      }
      assertEquals(0, python(log, arguments.toArray()), () -> read(log));
      var listed =
          CommandLineTest.run(
              "embeddings",
              "--corpus",
              place.toString(),
              "--embeddings",
              folder + "/emb/{corpus}",
              "--check");
      assertEquals(Main.DONE, listed.exit(), listed.out() + listed.err());
      String shape = frames ? "frames of 24 values" : "vectors of 24 values";
      assertTrue(listed.out().contains(shape + " for 18 of 18 recordings"), listed.out());
    }
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            method: source-only
            labels: [anger, neutral, sadness]
            features: {streams: [precomputed], normalisation: corpus}
            precomputed: {path: '%s/emb/{corpus}'}
            encoder: {%s}
            schedule: {epochs: 40, batch-source: 8, batch-target: 8}
            """
                .formatted(
                    folder,
                    frames
                        ? "kind: tim-net, channels: 8, blocks: 3, fusion-init: mean"
                        : "kind: functionals, hidden: 16"));
    var trained =
        CommandLineTest.run(
            "train",
            "--source",
            folder.resolve("north").toString(),
            "--target",
            folder.resolve("south").toString(),
            "--config",
            config.toString(),
            "--out",
            folder.resolve("m.safetensors").toString(),
            "--device",
            "cpu",
            "--no-cache",
            "--json");
    assertEquals(Main.DONE, trained.exit(), trained.err());
    double uar = Double.parseDouble(trained.out().replaceAll("(?s).*\"uar\":([0-9.]+).*", "$1"));
    assertTrue(uar > 0.8, "tones differ to any network, so UAR must be high: " + uar);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The script that downloads a model is not run; what can be said of it is that it is Python. */
  @Test
  void theScriptForAPublicModelCompiles() throws IOException {
    Path log = folder.resolve("log");
    int exit;
    try {
      exit =
          python(
              log,
              "-c",
              "import ast, sys; ast.parse(open(sys.argv[1]).read())",
              EXAMPLES.resolve("embed_transformers.py"));
    } catch (IOException e) {
      assumeTrue(false, "skipped: python3 is not installed");
      return;
    }
    assertEquals(0, exit, () -> read(log));
  }
}
