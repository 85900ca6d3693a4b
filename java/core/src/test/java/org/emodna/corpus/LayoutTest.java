package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user says of his folders holds. */
class LayoutTest {
  @TempDir Path root;

  private Corpus open(String layout) {
    return Corpus.open(root, CorpusOptions.builder().layout(layout).build());
  }

  @ParameterizedTest
  @CsvSource({
    "{speaker}/{emotion}/{}, strong/angry/001.wav, strong anger null",
    "{emotion}/{}/{speaker}-{}, Colère/Fort/01-X-1.wav, 01 anger null",
    "{emotion}/{...}/{speaker}-{}, Neutre/01-N.wav, 01 neutral null",
    "{...}/{emotion}/{}, a/b/c/sad/x.wav, null sadness null",
    "{...}/{emotion}/{}, sad/x.wav, null sadness null",
    "{emotion}/{speaker}_{}.wav, sad/ann_1_2.wav, ann sadness null",
    "{speaker}/{emotion}/{speaker}_{}, 0011/Angry/0011_000351.wav, 0011 anger null",
    "{gender}/{speaker}/{emotion}/{}, F/ann/01_anger/x.wav, ann anger FEMALE",
    "{gender}/{speaker}/{emotion}/{}, Männer/bo/anger/x.wav, bo anger MALE",
    "{speaker}/{emotion}/{}, ann/mild doubt/x.wav, ann mild_doubt null",
    "data/{emotion}.{speaker}.{}, DATA/sad.ann.x.wav, ann sadness null",
    "{speaker}/{}, ann/x.wav, ann null null",
    "{speaker}/{emotion}/{}, ann/xxx/x.wav, ann null null",
  })
  void aPathMeansWhatTheLayoutSays(String layout, String file, String expected) {
    Trees.make(root, file);
    assertEquals(file + " " + reordered(expected) + "\n", Trees.lines(open(layout)));
  }

  private static String reordered(String speakerFirst) {
    String[] parts = speakerFirst.split(" ");
    return parts[1] + " " + parts[0] + " " + parts[2];
  }

  @Test
  void filesLaidOutOtherwiseAreListed() {
    Trees.make(root, "ann/angry/1.wav", "ann/sad/1.wav", "loose.wav");
    Corpus corpus = open("{speaker}/{emotion}/{}");
    assertEquals(2, corpus.utterances().size());
    assertEquals(
        "loose.wav: NOT_UNDERSTOOD not laid out like {speaker}/{emotion}/{}\n",
        Trees.unusable(corpus));
    assertEquals(
        "{speaker} of the layout {speaker}/{emotion}/{}", corpus.speakersFrom().orElseThrow());
  }

  @Test
  void aLayoutThatFitsFewFilesIsAMistake() {
    Trees.make(root, "ann/angry/1.wav", "ann/sad/1.wav", "loose.wav");
    String message =
        assertThrows(CorpusException.class, () -> open("{emotion}/{speaker}/{}/{}")).getMessage();
    assertTrue(message.contains("only 0 of 3 files"), message);
    assertTrue(message.contains("ann/angry/1.wav"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "/{speaker}/{emotion}/{}",
    "{speaker}/{emotion}/",
    "{speaker}/{...}",
    "{speeker}/{emotion}/{}",
    "{speaker}{emotion}/{}",
    "{speaker/{emotion}/{}",
    "speaker}/{emotion}/{}",
    "{}/{}",
    "''",
  })
  void whatIsNoLayoutIsRefusedWithAnExample(String layout) {
    Trees.make(root, "ann/angry/1.wav");
    String message = assertThrows(CorpusException.class, () -> open(layout)).getMessage();
    assertTrue(message.startsWith("layout '" + layout + "'"), message);
    assertTrue(message.contains("{speaker}/{emotion}/{}"), message);
  }

  @Test
  void aLayoutIsForFoldersReadByNothingElse() {
    Trees.make(root, "ann/angry/1.wav");
    Trees.write(root.resolve("list.csv"), "path,label\nann/angry/1.wav,angry\n");
    CorpusOptions.Builder options = CorpusOptions.builder().layout("{speaker}/{emotion}/{}");
    assertThrows(
        CorpusException.class, () -> Corpus.open(root.resolve("list.csv"), options.build()));
    assertThrows(CorpusException.class, () -> Corpus.open(root, options.reader("emodb").build()));
  }

  @Test
  void theHintThatIsGivenFits() {
    Trees.make(root, "room/ann/angry/1.wav", "hall/ann/angry/1.wav", "room/bo/sad/1.wav");
    Trees.make(root, "room/ann/sad/1.wav", "hall/bo/angry/1.wav");
    String said = Corpus.open(root).speakersFrom().orElseThrow();
    String hint = said.substring(said.indexOf("layout '") + 8, said.lastIndexOf('\''));
    Corpus corpus = open(hint);
    assertEquals(5, corpus.utterances().size());
    assertFalse(corpus.utterances().stream().anyMatch(one -> one.speaker() == null));
  }
}
