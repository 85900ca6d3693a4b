package org.emodna.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emodna.corpus.LabelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is read back as it was, and what is not such a file is refused. */
class StoredResultsTest {
  private static final List<String> LABELS = List.of("anger", "sadness");

  @TempDir Path folder;

  private static Predictions predictions() {
    return Predictions.of(
        List.of("a/\"1\",\n.wav", "b\u00e9.wav", "\ud83d\ude00.wav", "d.wav"),
        LABELS,
        new float[][] {{1f / 3, 2f / 3}, null, {0.5f, 0.5f}, {1, Float.MIN_VALUE}});
  }

  @Test
  void theMostLikelyClassIsPredictedAndOfEqualOnesTheFirst() {
    Predictions predictions = predictions();
    assertArrayEquals(new int[] {1, Predictions.NONE, 0, 0}, predictions.classes());
    assertEquals(Optional.of("sadness"), predictions.label(0));
    assertEquals(Optional.empty(), predictions.label(1));
    assertTrue(predictions.probabilities(1).isEmpty());
  }

  @Test
  void predictionsAreReadAsTheyWereWritten() throws IOException {
    Path file = PredictionsFile.of(folder.resolve("model.safetensors"));
    assertEquals(folder.resolve("model.safetensors.predictions.csv"), file);
    PredictionsFile.write(file, predictions());
    assertEquals(predictions(), PredictionsFile.read(file));
    assertEquals(
        """
        id,prediction,anger,sadness
        "a/""1"",
        .wav",sadness,0.33333334,0.6666667
        b\u00e9.wav,,,
        \ud83d\ude00.wav,anger,0.5,0.5
        d.wav,anger,1.0,1.4E-45
        """,
        Files.readString(file));
  }

  @Test
  void whateverAnIdIsMadeOfComesBack() {
    List<String> ids =
        List.of(" a ", "b\r\nc", "d\re", "\"", "\"\"", "f,g", "#h", "i\tj", "'k'", "\\n", "l;m");
    Predictions predictions = Predictions.of(ids, LABELS, new float[ids.size()][LABELS.size()]);
    Path file = folder.resolve("ids.csv");
    PredictionsFile.write(file, predictions);
    assertEquals(ids, PredictionsFile.read(file).ids());
    ScoredPredictions scored = new ScoredPredictions(predictions, ids, new int[ids.size()]);
    ScoredPredictionsFile.write(file, scored);
    assertEquals(scored, ScoredPredictionsFile.read(file));
  }

  @Test
  void noNumberAndTheLargestAndSmallestComeBack() {
    float[][] rows = {
      {Float.NaN, 1},
      {Float.POSITIVE_INFINITY, -0f},
      {Float.MIN_VALUE, Float.MAX_VALUE},
      {1.17549435e-38f, 0.1f}
    };
    Predictions predictions = Predictions.of(List.of("a", "b", "c", "d"), LABELS, rows);
    Path file = folder.resolve("numbers.csv");
    PredictionsFile.write(file, predictions);
    assertEquals(predictions, PredictionsFile.read(file));
  }

  @Test
  void scoredPredictionsAreReadAsTheyWereWritten() throws IOException {
    ScoredPredictions scored =
        new ScoredPredictions(
            predictions(),
            Arrays.asList("s1", null, "s,2", "s1"),
            new int[] {1, 0, Predictions.NONE, 1});
    Path file = folder.resolve("predictions.csv");
    ScoredPredictionsFile.write(file, scored);
    assertEquals(scored, ScoredPredictionsFile.read(file));
    List<String> lines = Files.readAllLines(file);
    assertEquals("id,speaker,label,prediction,anger,sadness", lines.get(0));
    assertEquals("b\u00e9.wav,,anger,,,", lines.get(3));
    assertEquals("\ud83d\ude00.wav,\"s,2\",,anger,0.5,0.5", lines.get(4));
    assertEquals(Optional.of("s,2"), scored.speaker(2));
    assertEquals(Optional.empty(), scored.label(2));
    assertArrayEquals(new long[][] {{0, 0}, {1, 1}}, scored.confusion());
    assertEquals(0.5, scored.score().uar(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "id,prediction\na,anger\n",
        "id,speaker,label,prediction,anger\na,,,anger,1\n",
        "id,prediction,anger,anger\na,anger,1,0\n",
        "id,prediction,anger,\na,anger,1,0\n",
        "id,prediction,anger,sadness\n,anger,1,0\n",
        "id,prediction,anger,sadness\na,anger,1\n",
        "id,prediction,anger,sadness\na,anger,1,0,0\n",
        "id,prediction,anger,sadness\na,anger,much,0\n",
        "id,prediction,anger,sadness\na,anger,,\n",
        "id,prediction,anger,sadness\na,,1,0\n",
        "id,prediction,anger,sadness\na,anger,0.1,0.9\n",
        "id,prediction,anger,sadness\na,fear,1,0\n",
        "id,prediction,anger,sadness\n\"a,anger,1,0\n"
      })
  void whatIsNoFileOfPredictionsIsRefusedByName(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.csv"), text);
    EvaluationException e =
        assertThrows(EvaluationException.class, () -> PredictionsFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
  }

  @Test
  void theLineThatIsWrongIsNamed() throws IOException {
    Path file = folder.resolve("line.csv");
    String text = "id,prediction,anger,sadness\n\"a\nb\",anger,1,0\nc,anger,1,0\nd,anger,x,0\n";
    Files.writeString(file, text);
    EvaluationException e =
        assertThrows(EvaluationException.class, () -> PredictionsFile.read(file));
    assertEquals(
        file + ": line 5 is not a line of predictions: a probability is not a number",
        e.getMessage());
    Files.write(file, new byte[] {'i', 'd', (byte) 0xff});
    e = assertThrows(EvaluationException.class, () -> PredictionsFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": the predictions can't be read"), e.getMessage());
    Files.writeString(file, "id,speaker,label,prediction,anger\na,,fear,anger,1\n");
    e = assertThrows(EvaluationException.class, () -> ScoredPredictionsFile.read(file));
    assertTrue(e.getMessage().contains("the label 'fear' of a"), e.getMessage());
  }

  @Test
  void aScoreIsReadAsItWasWritten() {
    Score score = new Score(LabelSet.named(LABELS), new long[][] {{3, 1}, {0, 2}});
    Path file = ScoreFile.of(folder.resolve("model.safetensors"));
    ScoreFile.write(file, score);
    assertEquals(score, ScoreFile.read(file));
    assertEquals(0.875, ScoreFile.read(file).uar(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{\"labels\":[\"anger\",\"sadness\"]}",
        "{\"labels\":[\"anger\",\"sadness\"],\"confusion\":[[1,2]]}",
        "{\"labels\":[\"anger\",\"sadness\"],\"confusion\":[[1,2],null]}",
        "{\"labels\":[\"anger\",\"sadness\"],\"confusion\":[[1,2],[0,-1]]}",
        "{\"labels\":[\"anger\",\"sadness\"],\"confusion\":[[0,0],[0,0]]}",
        "{\"labels\":[\"anger\"],\"confusion\":[[1]]}"
      })
  void whatIsNoScoreIsRefusedByName(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.json"), text);
    EvaluationException e = assertThrows(EvaluationException.class, () -> ScoreFile.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
  }

  @Test
  void meanAndSpreadOverSeeds() {
    MeanSd value = MeanSd.of(List.of(1.0, 2.0, 4.5), x -> x);
    assertEquals(2.5, value.mean(), 1e-12);
    assertEquals(Math.sqrt(6.5 / 2), value.sd(), 1e-12);
    assertEquals("2.50 ± 1.80", value.format("%.2f"));
    assertEquals("3.0", MeanSd.of(List.of(3.0), x -> x).format("%.1f"));
  }

  /** A spread of 0 would say that seeds agree. */
  @Test
  void oneSeedHasNoSpread() throws IOException {
    JsonNode one = new ObjectMapper().valueToTree(seeds(7, 0.5));
    assertEquals("{\"mean\":0.5,\"sd\":null,\"n\":1}", one.get("uar").toString());
    assertEquals(
        "1 seed: UAR 50.0 %  WAR 50.0 %  macro-F1 50.0 %",
        seeds(7, 0.5).toText().lines().reduce((a, b) -> b).orElseThrow());
    JsonNode two = new ObjectMapper().valueToTree(seeds(7, 0.5, 8, 0.5));
    assertEquals("{\"mean\":0.5,\"sd\":0.0,\"n\":2}", two.get("uar").toString());
  }

  /** The last row is over the seeds that every direction has, of each one's mean. */
  @Test
  void aTableHasARowForEachDirectionAndAColumnForEachConfiguration() {
    ScoreTable table =
        new ScoreTable(
            List.of(
                new ScoreTable.Row("A-B", "one", seeds(1, 1.0, 2, 0.5)),
                new ScoreTable.Row("B-A", "one", seeds(1, 0.5)),
                new ScoreTable.Row("A-B", "two", seeds(2, 0.75))));
    assertEquals(
        """
        | direction | one UAR / WAR | two UAR / WAR |
        |---|--:|--:|
        | A-B | 75.0 ± 35.4 / 75.0 ± 35.4 | 75.0 / 75.0 |
        | B-A | 50.0 / 50.0 | |
        | mean | 75.0 / 75.0 | 75.0 / 75.0 |
        """,
        table.toText());
  }

  /** Pairs of a seed and the share of hits. */
  private static SeedScores seeds(double... pairs) {
    List<SeedScores.OfSeed> all = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      long hits = Math.round(4 * pairs[i + 1]);
      long[][] confusion = {{hits, 4 - hits}, {4 - hits, hits}};
      all.add(
          new SeedScores.OfSeed(
              (long) pairs[i], "model", new Score(LabelSet.named(LABELS), confusion)));
    }
    return SeedScores.of(all);
  }
}
