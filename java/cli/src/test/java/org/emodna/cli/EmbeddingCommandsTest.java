package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.safetensors.DType;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Precomputed embeddings from the command line: listed, trained on, used. */
@TestInstance(Lifecycle.PER_CLASS)
class EmbeddingCommandsTest {
  private static final int EACH = 4;
  private static final int WIDTH = 6;

  @TempDir static Path folder;
  private Path north;
  private Path south;
  private Path model;
  private String out;
  private String err;

  private int run(Object... arguments) {
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(results, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      String[] text = new String[arguments.length];
      for (int i = 0; i < text.length; i++) {
        text[i] = arguments[i].toString();
      }
      return Main.run(text);
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
      out = results.toString(StandardCharsets.UTF_8);
      err = errors.toString(StandardCharsets.UTF_8);
    }
  }

  /** In half precision: a class is the value that is 4. */
  private static void write(Path place, String... without) {
    SafeTensorsWriter writer = new SafeTensorsWriter();
    for (int label = 0; label < Tones.LABELS.size(); label++) {
      for (int i = 0; i < EACH; i++) {
        ByteBuffer values = ByteBuffer.allocate(2 * WIDTH).order(ByteOrder.LITTLE_ENDIAN);
        for (int d = 0; d < WIDTH; d++) {
          values.putShort((short) (d % 3 == label ? 0x4400 : 0x2000 + 100 * i + d));
        }
        String id = Tones.LABELS.get(label) + "/clip" + i;
        if (!List.of(without).contains(id)) {
          writer.addBytes(id, DType.F16, values.array(), WIDTH);
        }
      }
    }
    writer.write(place);
  }

  @BeforeAll
  void train() throws IOException {
    north = Tones.write(folder.resolve("north"), 0.2, EACH);
    south = Tones.write(folder.resolve("south"), 0.5, EACH);
    Files.createDirectories(folder.resolve("emb"));
    write(folder.resolve("emb/north.safetensors"));
    write(folder.resolve("emb/south.safetensors"), "anger/clip1");
    Path config =
        Files.writeString(
            folder.resolve("embeddings.yaml"),
            """
            method: source-only
            labels: [anger, neutral, sadness]
            features: {streams: [precomputed], normalisation: corpus}
            precomputed: {path: '%s/emb/{corpus}.safetensors'}
            encoder: {kind: functionals, hidden: 8, input-dropout: 0, dropout: 0}
            schedule: {epochs: 60, batch-source: 8, batch-target: 8}
            """
                .formatted(folder));
    model = folder.resolve("m.safetensors");
    int exit =
        run(
            "train",
            "--source",
            north,
            "--target",
            south,
            "--config",
            config,
            "--out",
            model,
            "--device",
            "cpu",
            "--no-cache");
    assertEquals(Main.SOME_FAILED, exit, err);
    assertTrue(err.contains("1 of 24 inputs could not be used"), err);
    assertTrue(err.contains("'anger/clip1.wav' has no embedding in"), err);
    assertTrue(err.contains("input precomputed (6 values), encoder functionals"), err);
  }

  @Test
  void evaluateUsesThePathThatTheModelWasTrainedWith() {
    assertEquals(
        Main.SOME_FAILED,
        run("evaluate", "--model", model, "--corpus", south, "--json", "--no-cache"),
        err);
    assertTrue(out.contains("\"n\":12") || out.contains("\"n\":11"), out);
    assertTrue(out.contains("\"uar\":"), out);
    assertEquals(
        Main.NOTHING_DONE,
        run("evaluate", "--model", model, "--corpus", south, "--embeddings", folder.resolve("no")),
        err);
    assertTrue(err.contains("no such file or folder"), err);
  }

  @Test
  void predictTakesOtherEmbeddingsByFolderOrByName() throws IOException {
    Path other = folder.resolve("other.safetensors");
    write(other, "neutral/clip0", "sadness/clip3");
    assertEquals(
        Main.SOME_FAILED, run("predict", "--model", model, "--embeddings", other, south), err);
    assertEquals(10, out.lines().count(), out);
    assertTrue(
        out.lines()
            .allMatch(line -> line.contains(line.replaceAll(".*/(\\w+)/clip.*", "$1") + "  0.")),
        out);
    assertTrue(err.contains("2 of 12 inputs could not be used"), err);
    // A single file is known by its name alone, where that is how embeddings are named.
    Path single = folder.resolve("single.safetensors");
    new SafeTensorsWriter().add("clip2", new float[] {0, 0, 4, 0, 0, 4}, WIDTH).write(single);
    Path file = south.resolve("sadness/clip2.wav");
    assertEquals(Main.DONE, run("predict", "--model", model, "--embeddings", single, file), err);
    assertTrue(out.contains("sadness"), out);
    // Of two files of one name nobody can say whose it is.
    Path namesake = Files.createDirectories(folder.resolve("namesake")).resolve("clip2.wav");
    Files.copy(file, namesake);
    assertEquals(
        Main.NOTHING_DONE,
        run("predict", "--model", model, "--embeddings", single, file, namesake),
        err);
    assertTrue(err.contains("2 of 2 inputs could not be used"), err);
    assertTrue(err.contains("its bare name alone leads to the embedding"), err);
    assertEquals(Main.NOTHING_DONE, run("predict", "--model", model, file), err);
    assertTrue(err.contains("name the embeddings of the files (--embeddings)"), err);
  }

  @Test
  void bothDirectionsOfWhatDoesNotMatchAreListed() throws IOException {
    Path place = folder.resolve("listed.safetensors");
    new SafeTensorsWriter()
        .add("anger/clip0", new float[] {1, 2}, 2)
        .add("anger/clip1.flac", new float[] {1, Float.NaN}, 2)
        .add("anger/CLIP2", new float[] {1, 2}, 2)
        .write(place);
    assertEquals(
        Main.SOME_FAILED,
        run("embeddings", "--corpus", south, "--embeddings", place, "--check"),
        err);
    assertTrue(out.contains("vectors of 2 values for 2 of 12 recordings of south"), out);
    assertTrue(out.contains("10 recordings without an embedding:\n  anger/clip2.wav\n"), out);
    assertTrue(out.contains("1 embeddings that belong to no recording:\n  anger/CLIP2\n"), out);
    assertTrue(out.contains("1 embeddings that can't be used:\n  anger/clip1.wav: "), out);
    assertTrue(out.contains("value 1 is NaN"), out);
    assertEquals(
        Main.DONE,
        run(
            "embeddings",
            "--corpus",
            north,
            "--embeddings",
            folder + "/emb/{corpus}.safetensors",
            "--check",
            "--json"),
        err);
    assertTrue(out.contains("\"matched\":12"), out);
    assertTrue(out.contains("\"missing\":[]"), out);
    assertEquals(
        Main.NOTHING_DONE, run("embeddings", "--corpus", north, "--embeddings", folder), err);
  }

  @Test
  void reproduceKnowsRunsByWhatTheEmbeddingsAre() throws IOException {
    Path column =
        Files.writeString(
            folder.resolve("column.yaml"),
            """
            name: embedded
            description: on embeddings
            settings:
              method: source-only
              features: {streams: [precomputed]}
              precomputed: {path: '%s/moving/{corpus}.safetensors'}
              encoder: {kind: functionals, hidden: 8}
            """
                .formatted(folder));
    Files.createDirectories(folder.resolve("moving"));
    write(folder.resolve("moving/north.safetensors"));
    write(folder.resolve("moving/south.safetensors"));
    Path config =
        Files.writeString(
            folder.resolve("base.yaml"),
            "labels: [anger, neutral, sadness]\nschedule: {batch-source: 8, batch-target: 8}\n");
    Object[] command = {
      "reproduce",
      "--corpora",
      north,
      south,
      "--protocol",
      "every-direction",
      "--methods",
      column,
      "--config",
      config,
      "--tracks",
      "corpus",
      "--seeds",
      "1",
      "--epochs",
      "2",
      "--out",
      folder.resolve("results"),
      "--device",
      "cpu",
      "--no-cache"
    };
    assertEquals(Main.DONE, run(command), err);
    assertTrue(err.contains("0 of 2 runs were there, 2 were trained"), err);
    assertEquals(Main.DONE, run(command), err);
    assertTrue(err.contains("2 of 2 runs were there, 0 were trained"), err);
    write(folder.resolve("moving/south.safetensors"), "anger/clip0");
    int exit = run(command);
    assertTrue(exit != Main.NOTHING_DONE, err);
    assertTrue(err.contains("0 of 2 runs were there, 2 were trained"), err);
    // Moved as they are, they are the same runs.
    Path moved = Files.move(folder.resolve("moving"), folder.resolve("moved"));
    Files.writeString(column, Files.readString(column).replace("/moving/", "/moved/"));
    run(command);
    assertTrue(err.contains("2 of 2 runs were there, 0 were trained"), err + moved);
  }
}
