package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.base.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as one recording, and what may be called a corpus's own layout. */
class RecordingsTest {
  @TempDir Path root;

  /** Files that differ. */
  private Path different(String... files) {
    for (String file : files) {
      Trees.write(root.resolve(file), "content of " + file);
    }
    return root;
  }

  static Map<String, Integer> speakers(Corpus corpus) {
    Map<String, Integer> speakers = new TreeMap<>();
    corpus.utterances().forEach(one -> speakers.merge("" + one.speaker(), 1, Integer::sum));
    return speakers;
  }

  @Test
  void sameNumbersInSpeakerFoldersAreDifferentRecordings() {
    for (String speaker : List.of("M003", "M011", "W009")) {
      for (String emotion : List.of("angry", "sad", "happy", "fear", "neutral")) {
        different(
            speaker + "/audio/" + emotion + "/001.wav", speaker + "/audio/" + emotion + "/002.wav");
      }
    }
    Corpus corpus = Corpus.open(root);
    assertEquals("folders", corpus.reader());
    assertEquals(30, corpus.utterances().size());
    assertEquals(Map.of("M003", 10, "M011", 10, "W009", 10), speakers(corpus));
    assertTrue(corpus.unusable().isEmpty(), Trees.unusable(corpus));
  }

  @Test
  void casiaIsClaimedOnlyWhereTheFoldersAreItsOwn() {
    for (String speaker : List.of("strong/", "M003/", "wav/", "04/", "level_1/", "room 2/")) {
      Path place = root.resolve(speaker.replace("/", "-in"));
      for (String emotion : List.of("angry", "fear", "happy", "neutral", "sad", "surprise")) {
        Trees.make(place, speaker + emotion + "/201.wav", speaker + emotion + "/202.wav");
      }
      Corpus corpus = Corpus.open(place);
      assertEquals("folders", corpus.reader(), speaker);
      assertEquals(12, corpus.utterances().size());
    }
  }

  @Test
  void casiaByItsSpeakersWhereverTheyLie() {
    different("x/wangzhe/angry/201.wav", "x/wangzhe/sad/444.wav", "y/ZhaoZuoxiang/fear/001.flac");
    Corpus corpus = Corpus.open(root);
    assertEquals("casia", corpus.reader());
    assertEquals(Map.of("wangzhe", 2, "ZhaoZuoxiang", 1), speakers(corpus));
  }

  @Test
  void subjectFoldersWithoutItsNamesAreNotEnterface() {
    different(
        "subject 1/anger/001.wav",
        "subject 1/sad/001.wav",
        "subject 2/anger/001.wav",
        "subject 2/sad/001.wav");
    Corpus corpus = Corpus.open(root);
    assertEquals("folders", corpus.reader());
    assertEquals(Map.of("subject 1", 2, "subject 2", 2), speakers(corpus));
  }

  @Test
  void equalBytesOfOneNameAreOneRecording() {
    Trees.write(root.resolve("wangzhe/angry/201.wav"), "one");
    Trees.write(root.resolve("copy/wangzhe/angry/201.wav"), "one");
    Corpus corpus = Corpus.open(root);
    assertEquals(1, corpus.utterances().size());
    assertEquals("wangzhe/angry/201.wav", corpus.utterances().get(0).id());
    assertEquals("a second copy of a recording that is used", corpus.unusable().get(0).group());
  }

  @Test
  void otherContentUnderOneNameIsUsedAndSaid() {
    Trees.write(root.resolve("clean/03a01Fa.wav"), "one");
    Trees.write(root.resolve("noisy/03a01Fa.wav"), "two");
    Corpus corpus = Corpus.open(root);
    assertEquals(2, corpus.utterances().size());
    assertEquals(Map.of("noisy/03a01Fa.wav", "clean/03a01Fa.wav"), corpus.namesakes());
    assertTrue(corpus.notes().get(0).contains("1 file"), corpus.notes().toString());
    ScanReport report = CorpusScan.of(corpus, 1, Progress.NONE);
    assertTrue(report.toText().contains("noisy/03a01Fa.wav: by its name the same recording"));
  }

  @Test
  void anotherFormatIsTheSameRecordingWhereNamesTell() {
    different("wav/03a01Fa.wav", "mp3/03a01Fa.mp3", "wav/03a01Wa.wav");
    Corpus corpus = Corpus.open(root);
    assertEquals(2, corpus.utterances().size());
    assertEquals(1, corpus.unusable().size());
  }

  @Test
  void anotherFormatOfANumberIsTheSameRecordingInItsFolderAlone() {
    different("wangzhe/angry/201.wav", "wangzhe/angry/201.mp3", "other/wangzhe/angry/201.flac");
    Corpus corpus = Corpus.open(root);
    assertEquals(2, corpus.utterances().size());
    assertEquals("wangzhe/angry/201.mp3", corpus.unusable().get(0).id());
    assertEquals(1, corpus.namesakes().size());
  }

  @Test
  void equalReasonsHaveOneGroup() {
    Unusable plain = new Unusable("x", Unusable.Kind.EXCLUDED, "a song");
    assertEquals("a song", plain.group());
    assertNotEquals(plain.reason(), new Unusable("x", plain.kind(), "as y", "a copy").group());
  }
}
