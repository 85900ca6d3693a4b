package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionsOptionTest {
  @TempDir Path folder;

  @Test
  void aMissingJarEndsEveryCommandWhereverTheOptionStands() {
    String jar = folder.resolve("absent.jar").toString();
    for (String[] words :
        new String[][] {
          {"--extensions", jar, "doctor"},
          {"doctor", "--extensions", jar},
          {"predict", "--extensions=" + jar, "a.wav"},
          {"train", "--seed", "1", "--extensions", jar}
        }) {
      CommandLineTest.Ran ran = CommandLineTest.run(words);
      assertEquals(Main.NOTHING_DONE, ran.exit());
      assertTrue(
          ran.err().startsWith("emodna: " + jar + ": there is no such extension"), ran.err());
      assertEquals(1, ran.err().lines().count());
    }
  }

  @Test
  void anEmptyPathAndAnOptionWithoutAValueAreWrongUse() {
    assertTrue(CommandLineTest.run("doctor", "--extensions=").err().contains("path is empty"));
    assertTrue(CommandLineTest.run("doctor", "--extensions").err().contains("Missing required"));
  }
}
