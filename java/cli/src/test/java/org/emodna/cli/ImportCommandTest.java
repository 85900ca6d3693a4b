package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import}: the released weights' layout becomes a model that recognises. */
class ImportCommandTest {
  private static final String WEIGHTS = "../keras/src/test/resources/org/emodna/keras/tim-net.hdf5";

  private static final String SIX = "anger,fear,happiness,neutral,sadness,surprise";

  @TempDir Path folder;

  @Test
  void weightsBecomeAModelThatRecognises() throws Exception {
    Path out = folder.resolve("m.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "import", "--weights", WEIGHTS, "--corpus", "casia", "--out", out.toString());
    assertEquals(Main.DONE, ran.exit(), ran.err());
    Path tones = Tones.write(folder.resolve("tones"), 0.2, 1);
    CommandLineTest.Ran predicted =
        CommandLineTest.run(
            "predict", "--model", out.toString(), "--device", "cpu", "--json", tones.toString());
    assertEquals(Main.DONE, predicted.exit(), predicted.err());
    assertEquals(3, predicted.json().size());
    assertEquals(6, predicted.json().get(0).get("probabilities").size());
  }

  @Test
  void classesOfAnotherCorpusAreNamed() {
    Path out = folder.resolve("m.safetensors");
    CommandLineTest.Ran ran =
        CommandLineTest.run(
            "import",
            "--weights",
            WEIGHTS,
            "--labels",
            "anger,fear,joy,neutral,sadness,boredom",
            "--samples",
            "50000",
            "--out",
            out.toString());
    assertEquals(Main.DONE, ran.exit(), ran.err());
    assertTrue(ran.out().contains("anger, fear, happiness, neutral"), ran.out());
  }

  @Test
  void wrongUseIsOneError() {
    Path out = folder.resolve("m.safetensors");
    for (String[] words :
        new String[][] {
          {"--weights", WEIGHTS},
          {"--weights", WEIGHTS, "--corpus", "EMODB"},
          {"--weights", WEIGHTS, "--corpus", "MINE"},
          {"--weights", WEIGHTS, "--corpus", "CASIA", "--samples", "7"},
          {"--weights", WEIGHTS, "--labels", SIX, "--samples", "0"},
          {"--weights", WEIGHTS, "--labels", SIX, "--samples", "200000000"},
          {"--weights", WEIGHTS, "--labels", "anger,fear", "--samples", "88000"},
          {"--weights", "pom.xml", "--corpus", "CASIA"}
        }) {
      String[] all = new String[words.length + 3];
      all[0] = "import";
      System.arraycopy(words, 0, all, 1, words.length);
      all[words.length + 1] = "--out";
      all[words.length + 2] = out.toString();
      CommandLineTest.Ran ran = CommandLineTest.run(all);
      assertEquals(Main.NOTHING_DONE, ran.exit(), ran.out());
      assertEquals(1, ran.err().lines().count(), ran.err());
      assertFalse(Files.exists(out));
    }
  }
}
