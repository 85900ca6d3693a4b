package org.emodna.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.CorpusOptions;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
  @TempDir Path root;

  private Corpus corpus() throws IOException {
    return Corpus.open(
        files("03a01Wa.wav", "03a01Fa.wav", "08a01Wa.wav", "08a01Ta.wav", "08a01Lb.wav"));
  }

  private Path files(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(root.resolve(name), "sound " + name);
    }
    return root;
  }

  private Scorer scorer() throws IOException {
    return Target.of(corpus(), LabelSet.SHARED).scorer().orElseThrow();
  }

  @Test
  void aSourceHandsOutItsLabels() throws IOException {
    LabelledCorpus source = corpus().labelled(LabelSet.SHARED);
    assertArrayEquals(new int[] {2, 0, 4, 0}, source.labels());
    assertArrayEquals(new int[] {2, 0, 1, 0, 1}, source.counts());
    assertEquals("03a01Fa.wav", source.items().get(0).id());
    assertEquals("03", source.items().get(0).speaker());
  }

  @Test
  void aTargetIsRestrictedToTheClassesAndScoredApart() throws IOException {
    Target target = Target.of(corpus(), LabelSet.SHARED);
    assertEquals(
        List.of("03a01Fa.wav", "03a01Wa.wav", "08a01Ta.wav", "08a01Wa.wav"),
        target.corpus().items().stream().map(UnlabelledCorpus.Item::id).toList());
    Score score = target.scorer().orElseThrow().score(new int[] {2, 0, 3, 1});
    // Recalls: anger 1/2, happiness 1, sadness 0; F1: 2/3, fear 0, 1, neutral 0, 0.
    assertEquals(0.5, score.uar(), 1e-15);
    assertEquals(0.5, score.war(), 1e-15);
    assertEquals((2.0 / 3 + 1) / 5, score.macroF1(), 1e-15);
    assertEquals(4, score.n());
    var json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(score));
    assertEquals(
        List.of("uar", "war", "macro_f1", "n", "labels", "confusion"),
        json.properties().stream().map(Map.Entry::getKey).toList());
    assertEquals("neutral", json.get("labels").get(3).asText());
    assertEquals(1, json.get("confusion").get(0).get(1).asInt());
    assertTrue(score.toText().startsWith("UAR 50.0 %"), score.toText());
  }

  @Test
  void whatCouldNotBeRecognisedIsNotScored() throws IOException {
    Score score = scorer().score(new int[] {2, -1, 4, 0});
    assertEquals(3, score.n());
    assertEquals(1, score.uar());
  }

  @Test
  void predictionsArePutBesideSpeakersAndLabels() throws IOException {
    Target target = Target.of(corpus(), LabelSet.SHARED);
    List<String> ids = target.corpus().items().stream().map(UnlabelledCorpus.Item::id).toList();
    float[][] rows = new float[4][];
    rows[1] = new float[] {0.7f, 0.1f, 0.1f, 0.05f, 0.05f};
    Predictions predictions = Predictions.of(ids, LabelSet.SHARED.names(), rows);
    ScoredPredictions scored = target.scorer().orElseThrow().scored(predictions);
    assertEquals(predictions, scored.predictions());
    assertEquals(List.of("03", "03", "08", "08"), scored.speakers());
    assertArrayEquals(new int[] {2, 0, 4, 0}, scored.truth());
    assertEquals(target.score(predictions), Optional.of(scored.score()));
  }

  @Test
  void wrongPredictionsAreRefused() throws IOException {
    Scorer scorer = scorer();
    assertThrows(EvaluationException.class, () -> scorer.score(new int[3]));
    assertThrows(EvaluationException.class, () -> scorer.score(new int[] {-1, -1, -1, -1}));
    assertThrows(EvaluationException.class, () -> scorer.score(new int[] {0, 0, 0, 5}));
    assertThrows(EvaluationException.class, () -> scorer.score(new int[] {0, 0, 0, -2}));
  }

  @Test
  void noUtteranceOfTheClassesIsAnError() throws IOException {
    Corpus corpus = corpus();
    LabelSet others = LabelSet.named(List.of("doubt", "calm"));
    String message =
        assertThrows(CorpusException.class, () -> Target.of(corpus, others)).getMessage();
    assertTrue(message.contains("[anger, boredom, happiness, sadness]"), message);
  }

  @Test
  void anyFolderOrManifestOpensLabelledOrNot() throws IOException {
    Target labelled = Target.open(files("03a01Wa.wav", "03a01Fa.wav"));
    assertTrue(labelled.scorer().isPresent());
    Path plain = Files.createDirectories(root.resolve("plain"));
    Files.writeString(plain.resolve("x1.wav"), "sound 1");
    Files.writeString(plain.resolve("x2.wav"), "sound 2");
    Path list = Files.writeString(root.resolve("list.csv"), "path\nplain/x1.wav\nplain/x2.wav\n");
    for (Target unlabelled :
        List.of(
            Target.open(plain),
            Target.open(list),
            Target.open(
                plain, LabelSet.SHARED, CorpusOptions.builder().reader("unlabelled").build()))) {
      assertEquals(2, unlabelled.corpus().size());
      assertTrue(unlabelled.scorer().isEmpty());
      List<String> ids =
          unlabelled.corpus().items().stream().map(UnlabelledCorpus.Item::id).toList();
      Predictions predictions =
          Predictions.of(ids, LabelSet.SHARED.names(), new float[ids.size()][]);
      assertTrue(unlabelled.score(predictions).isEmpty());
    }
    assertThrows(CorpusException.class, () -> Target.open(root.resolve("gone")));
  }

  @Test
  void predictionsOfOtherRecordingsOrClassesAreRefused() throws IOException {
    Target target = Target.of(corpus(), LabelSet.SHARED);
    List<String> ids = target.corpus().items().stream().map(UnlabelledCorpus.Item::id).toList();
    float[][] rows = new float[4][];
    rows[1] = new float[] {0.7f, 0.1f, 0.1f, 0.05f, 0.05f};
    List<String> names = LabelSet.SHARED.names();
    assertEquals(1, target.score(Predictions.of(ids, names, rows)).orElseThrow().uar());
    List<String> others = List.of("03a01Fa.wav", "other.wav", "08a01Ta.wav", "08a01Wa.wav");
    EvaluationException e =
        assertThrows(
            EvaluationException.class, () -> target.score(Predictions.of(others, names, rows)));
    assertTrue(e.getMessage().contains("other.wav in the place of 03a01Wa.wav"), e.getMessage());
    List<String> classes = List.of("fear", "anger", "happiness", "neutral", "sadness");
    assertThrows(EvaluationException.class, () -> target.score(Predictions.of(ids, classes, rows)));
  }
}
