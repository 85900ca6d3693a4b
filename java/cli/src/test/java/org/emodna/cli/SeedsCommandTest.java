package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.emodna.cli.CommandLineTest.Ran;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --seeds}: several models of one command. */
class SeedsCommandTest {
  @TempDir static Path folder;
  private static Path source;
  private static Path target;
  private static Path config;

  @BeforeAll
  static void corpora() throws IOException {
    source = Tones.write(folder.resolve("source"), 0.2, 9);
    target = Tones.write(folder.resolve("target"), 0.6, 7);
    config = Tones.config(folder);
  }

  private static Ran train(String out, String... more) {
    Stream<String> command =
        Stream.of(
            "train",
            "--source",
            source.toString(),
            "--target",
            target.toString(),
            "--out",
            folder.resolve(out).toString(),
            "--config",
            config.toString(),
            "--no-cache",
            "--device",
            "cpu");
    return CommandLineTest.run(Stream.concat(command, Arrays.stream(more)).toArray(String[]::new));
  }

  @Test
  void eachSeedsModelAndScoreAreThoseOfARunAlone() throws IOException {
    Ran set = train("set.safetensors", "--seeds", "1,5,3", "--json");
    assertEquals(0, set.exit(), set.err());
    assertFalse(Files.exists(folder.resolve("set.safetensors")));
    assertFalse(Files.exists(folder.resolve("set.safetensors.checkpoint")));
    JsonNode scores = set.json();
    assertEquals(3, scores.get("seeds").size());
    double sum = 0;
    for (int r = 0; r < 3; r++) {
      String seed = new String[] {"1", "5", "3"}[r];
      Ran alone = train("alone.safetensors", "--seed", seed, "--json");
      assertEquals(0, alone.exit(), alone.err());
      Path model = folder.resolve("set-seed" + seed + ".safetensors");
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("alone.safetensors")), Files.readAllBytes(model));
      assertTrue(set.err().contains(model + ": the model"), set.err());
      assertTrue(Files.exists(folder.resolve("set-seed" + seed + ".safetensors.log.jsonl")));
      JsonNode of = scores.get("seeds").get(r);
      assertEquals(seed, of.get("seed").asText());
      assertEquals(model.toString(), of.get("model").asText());
      JsonNode score = alone.json();
      for (String figure : new String[] {"uar", "war", "macro_f1", "n", "confusion"}) {
        assertEquals(score.get(figure), of.get(figure), figure);
      }
      sum += score.get("uar").asDouble();
    }
    assertEquals(sum / 3, scores.get("uar").get("mean").asDouble(), 1e-12);
    assertTrue(scores.get("macro_f1").has("sd"), set.out());
  }

  @Test
  void aReportForEachSeedThenMeanAndSpread() {
    Ran set = train("text.safetensors", "--seeds", "2,-4");
    assertEquals(0, set.exit(), set.err());
    assertTrue(set.out().contains("seed 2: UAR "), set.out());
    assertTrue(set.out().contains("seed -4: UAR "), set.out());
    assertTrue(
        set.out().lines().reduce((a, b) -> b).orElseThrow().startsWith("mean ± sd of 2 seeds: UAR"),
        set.out());
    assertTrue(set.err().contains("training emo-dna, 2 seeds ("), set.err());
    assertTrue(set.err().contains("epoch 3/3 emotion "), set.err());
    assertTrue(set.err().contains(" ± "), set.err());
    assertTrue(Files.exists(folder.resolve("text-seed-4.safetensors")));
  }

  @Test
  void wrongSeedsAreNamedBeforeTheWork() throws IOException {
    Ran both = train("x", "--seed", "1", "--seeds", "1,2");
    assertEquals(2, both.exit());
    assertTrue(both.err().contains("--seed") && both.err().contains("exclusive"), both.err());
    Ran twice = train("x", "--seeds", "1,2,1");
    assertEquals(2, twice.exit());
    assertTrue(twice.err().contains("1 is listed twice"), twice.err());
    for (String wrong : new String[] {"", "1,", "1,two", "1.5"}) {
      Ran ran = train("x", "--seeds", wrong);
      assertEquals(2, ran.exit(), wrong);
      assertTrue(ran.err().contains("--seeds"), ran.err());
    }
    Files.createDirectories(folder.resolve("taken-seed2"));
    Ran taken = train("taken", "--seeds", "1,2");
    assertEquals(2, taken.exit());
    assertTrue(taken.err().contains("taken-seed2: is a folder"), taken.err());
  }
}
