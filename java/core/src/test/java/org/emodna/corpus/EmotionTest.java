package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmotionTest {
  @ParameterizedTest
  @CsvSource({
    "ANGRY, anger",
    "Wut, anger",
    "Ärger, anger",
    "rabbia, anger",
    "fearful, fear",
    "Angst, fear",
    "Joy, happiness",
    "hap, happiness",
    "Neutralità, neutral",
    "NEU, neutral",
    "Trauer, sadness",
    "pleasant_surprise, surprise",
    "Pleasant Surprise, surprise",
    "ps, surprise",
    "bored, boredom",
    "disgusted, disgust",
    "calm, calm",
    "exc, excitement",
    "fru, frustration",
    "生气, anger"
  })
  void aliasesMeanTheCanonicalEmotion(String alias, String canonical) {
    assertEquals(canonical, Emotion.parse(alias).orElseThrow().name());
    assertEquals(canonical, Emotion.known(alias).orElseThrow().name());
  }

  @Test
  void theSharedClassesHaveNamesInManyLanguages() {
    for (String anger : List.of("enojo", "Enfado", "arrabbiato", "raiva", "怒り", "분노")) {
      assertEquals(Emotion.ANGER, Emotion.known(anger).orElseThrow(), anger);
    }
    for (String happiness : List.of("Felice", "feliz", "alegría", "fröhlich", "기쁨")) {
      assertEquals(Emotion.HAPPINESS, Emotion.known(happiness).orElseThrow(), happiness);
    }
    assertEquals(Emotion.SADNESS, Emotion.known("triste").orElseThrow());
    assertEquals(Emotion.NEUTRAL, Emotion.known("중립").orElseThrow());
  }

  @Test
  void otherNamesAreEmotionsOfTheirOwn() {
    assertEquals("mild_doubt", Emotion.parse(" Mild doubt ").orElseThrow().name());
    assertEquals(Optional.empty(), Emotion.known("doubt"));
    assertNotEquals(Emotion.CALM, Emotion.NEUTRAL);
  }

  @ParameterizedTest
  @CsvSource({"xxx", "Unknown", "N/A", "nan", "-", "''"})
  void someLabelsMeanThatThereIsNone(String label) {
    assertEquals(Optional.empty(), Emotion.parse(label));
  }

  @Test
  void hostileLabelsAreRefused() {
    assertThrows(CorpusException.class, () -> Emotion.parse("x".repeat(65)));
    assertThrows(CorpusException.class, () -> Emotion.parse("a\u0007b"));
  }

  @Test
  void theSharedClassesAreFiveInAlphabeticalOrder() {
    assertEquals(
        List.of("anger", "fear", "happiness", "neutral", "sadness"), LabelSet.SHARED.names());
    assertEquals(3, LabelSet.SHARED.indexOf(Emotion.NEUTRAL));
    assertThrows(CorpusException.class, () -> LabelSet.SHARED.indexOf(Emotion.CALM));
  }

  @Test
  void aLabelSetIsDistinctAndOrdered() {
    LabelSet set = LabelSet.named(List.of("sad", "angry"));
    assertEquals(List.of(Emotion.SADNESS, Emotion.ANGER), set.emotions());
    assertThrows(CorpusException.class, () -> LabelSet.named(List.of("angry", "Wut")));
    assertThrows(CorpusException.class, () -> LabelSet.named(List.of("angry")));
    assertThrows(CorpusException.class, () -> LabelSet.named(List.of("angry", "xxx")));
  }
}
