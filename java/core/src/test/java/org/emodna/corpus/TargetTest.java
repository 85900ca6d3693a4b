package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
  @TempDir Path root;

  private Corpus corpus() {
    return Corpus.open(
        Trees.make(
            root, "03a01Wa.wav", "03a01Fa.wav", "08a01Wa.wav", "08a01Ta.wav", "08a01Lb.wav"));
  }

  @Test
  void aSourceHandsOutItsLabels() {
    LabelledCorpus source = corpus().labelled(LabelSet.SHARED);
    assertArrayEquals(new int[] {2, 0, 4, 0}, source.labels());
    assertArrayEquals(new int[] {2, 0, 1, 0, 1}, source.counts());
    assertEquals("03a01Fa.wav", source.items().get(0).id());
    assertEquals("03", source.items().get(0).speaker());
  }

  @Test
  void aTargetIsRestrictedToTheClassesAndScoredApart() throws JsonProcessingException {
    Target target = corpus().target(LabelSet.SHARED);
    assertEquals(
        List.of("03a01Fa.wav", "03a01Wa.wav", "08a01Ta.wav", "08a01Wa.wav"),
        target.corpus().items().stream().map(UnlabelledCorpus.Item::id).toList());
    Score score = target.scorer().score(new int[] {2, 0, 3, 1});
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
  void whatCouldNotBeRecognisedIsNotScored() {
    Score score = corpus().target(LabelSet.SHARED).scorer().score(new int[] {2, -1, 4, 0});
    assertEquals(3, score.n());
    assertEquals(1, score.uar());
  }

  @Test
  void wrongPredictionsAreRefused() {
    Scorer scorer = corpus().target(LabelSet.SHARED).scorer();
    assertThrows(CorpusException.class, () -> scorer.score(new int[3]));
    assertThrows(CorpusException.class, () -> scorer.score(new int[] {-1, -1, -1, -1}));
    assertThrows(CorpusException.class, () -> scorer.score(new int[] {0, 0, 0, 5}));
    assertThrows(CorpusException.class, () -> scorer.score(new int[] {0, 0, 0, -2}));
  }

  @Test
  void noUtteranceOfTheClassesIsAnError() {
    Corpus corpus = corpus();
    LabelSet others = LabelSet.named(List.of("doubt", "calm"));
    String message = assertThrows(CorpusException.class, () -> corpus.target(others)).getMessage();
    assertTrue(message.contains("[anger, boredom, happiness, sadness]"), message);
  }
}
