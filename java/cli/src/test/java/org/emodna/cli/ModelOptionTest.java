package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.starter.StarterModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without --model the model that comes with the program speaks, and says so. */
class ModelOptionTest {
  @TempDir Path folder;

  @Test
  void predictNeedsNoModel() throws Exception {
    Path clip = Tones.write(folder.resolve("tones"), 0.5, 1).resolve("anger/clip0.wav");
    CommandLineTest.Ran ran = CommandLineTest.run("predict", "--device", "cpu", clip.toString());
    assertEquals(0, ran.exit(), ran.err());
    String[] said = ran.out().strip().split(" {2}");
    assertTrue(StarterModel.model().labels().contains(said[1]), ran.out());
    assertEquals(
        1, ran.err().lines().filter(line -> line.startsWith("model: ")).count(), ran.err());
    assertTrue(ran.err().contains("model: " + StarterModel.summary()), ran.err());
  }

  @Test
  void aModelThatIsNamedSpeaksAlone() throws Exception {
    Path clip = Tones.write(folder.resolve("tones"), 0.5, 1).resolve("anger/clip0.wav");
    Path model =
        Files.write(folder.resolve("copy.safetensors"), StarterModel.bytes()).toAbsolutePath();
    CommandLineTest.Ran without = CommandLineTest.run("predict", clip.toString());
    CommandLineTest.Ran with =
        CommandLineTest.run("predict", "--model", model.toString(), clip.toString());
    assertEquals(without.out(), with.out());
    assertFalse(with.err().contains("model: "), with.err());
  }

  /** Boredom, say, is not among its classes: what it can't know is left out and counted. */
  @Test
  void evaluateNeedsNoModelEither() throws Exception {
    Path tones = Tones.write(folder.resolve("tones"), 0.5, 2);
    CommandLineTest.Ran ran =
        CommandLineTest.run("evaluate", "--corpus", tones.toString(), "--no-cache", "--json");
    assertEquals(0, ran.exit(), ran.err());
    assertTrue(ran.out().contains("\"n\":6"), ran.out());
  }
}
