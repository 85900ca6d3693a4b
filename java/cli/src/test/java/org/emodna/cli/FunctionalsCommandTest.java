package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.synthesis.SyntheticCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionalsCommandTest {
  @Test
  void functionalsArePrintedWithTheirNames(@TempDir Path folder) {
    Path out = folder.resolve("functionals.safetensors");
    String clip = folder.resolve("clip, one.wav").toString();
    SyntheticCorpus corpus = SyntheticCorpus.NORTH;
    AudioEncoder.write(Path.of(clip), AudioFormat.WAV, corpus.samples(0), corpus.sampleRate(0));
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "features", clip, "--functionals", "--out", out.toString(), "--no-cache");
    assertEquals(0, ran.exit(), ran.err());
    List<String> rows = ran.out().lines().toList();
    assertEquals(2, rows.size(), ran.out());
    assertTrue(rows.get(0).startsWith("file,c1.mean,c1.sd,"), rows.get(0));
    String[] names = rows.get(0).split(",");
    assertTrue(rows.get(1).startsWith("\"" + clip + "\","), rows.get(1));
    String[] values = rows.get(1).substring(clip.length() + 2).split(",");
    assertEquals(137, names.length);
    assertEquals(137, values.length);
    try (SafeTensorsFile file = SafeTensorsFile.open(out)) {
      assertArrayEquals(new long[] {1, 136}, file.info(clip).shape());
      assertEquals(
          String.join("\n", Arrays.asList(names).subList(1, 137)), file.metadata().get("values"));
      assertEquals(Float.parseFloat(values[1]), file.toFloatArray(clip)[0]);
    }
    CommandLineTest.Ran one =
        CommandLineTest.run(
            "features", clip, "--functionals", "--recipe", "functionals-1", "--no-cache");
    assertEquals(0, one.exit(), one.err());
    assertEquals(
        107, one.out().lines().toList().get(1).substring(clip.length() + 2).split(",").length);
    // Without a file to write there is nothing to do with frames.
    assertEquals(2, CommandLineTest.run("features", clip, "--no-cache").exit());
    assertEquals(
        2, CommandLineTest.run("features", clip, "--functionals", "--streams", "mfcc").exit());
    CommandLineTest.Ran mixed =
        CommandLineTest.run(
            "features", clip, "--streams", "mfcc,functionals", "--out", out.toString());
    assertEquals(2, mixed.exit());
    assertTrue(mixed.err().contains("side by side"), mixed.err());
  }

  @Test
  void aRecipeWithoutFunctionalsIsRefused() {
    String clip = "clip.wav";
    CommandLineTest.Ran run =
        CommandLineTest.run(
            "features", clip, "--recipe", "functionals-1", "--out", "f.safetensors");
    assertEquals(2, run.exit());
    assertTrue(run.err().contains("--recipe belongs to --functionals"), run.err());
  }
}
