package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.onnx.OnnxFile;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.starter.StarterModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models for other programs: {@code export} and {@code features --model}. */
class ExportCommandTest {
  @TempDir static Path folder;
  private static TrainedTones tones;

  @BeforeAll
  static void write() throws IOException {
    tones = new TrainedTones(folder);
  }

  @Test
  void exportWritesAFileAndSaysWhatItTakes() throws IOException {
    Path model = tones.model("source-only", TrainedTones.SMALL);
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
    Path model = tones.model("source-only", TrainedTones.SMALL);
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
    Path model = tones.model("source-only", TrainedTones.SMALL);
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "features",
            "--model",
            model.toString(),
            "--framing",
            "speech",
            tones.target().toString());
    assertEquals(Main.NOTHING_DONE, ran.exit());
    assertTrue(ran.err().contains("--model excludes"), ran.err());
  }

  /** What predict gives no emotion for has no features either: a network would make one up. */
  @Test
  void silenceHasNoFeatures() throws Exception {
    Path clips = Tones.write(folder.resolve("clips"), 0.3, 1);
    Path silent = clips.resolve("silent.wav");
    AudioEncoder.write(silent, AudioFormat.WAV, new float[][] {new float[32_000]}, 16_000);
    Path out = folder.resolve("clips.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "features",
            "--model",
            StarterModel.NAME,
            "--out",
            out.toString(),
            "--no-cache",
            clips.toString());
    assertEquals(Main.SOME_FAILED, ran.exit(), ran.err());
    assertTrue(ran.err().contains("silent.wav: silent: there is no sound"), ran.err());
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertEquals(3, file.names().size());
    }
  }
}
