package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.base.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folders around those of the emotions are the speakers'. */
class SpeakerLevelTest {
  @TempDir Path root;

  /** All paths that alternatives such as {@code a|b/angry|sad/1} make. */
  private Corpus tree(String levels) {
    Set<String> paths = new TreeSet<>(Set.of(""));
    for (String level : levels.split("/")) {
      Set<String> longer = new TreeSet<>();
      for (String path : paths) {
        for (String name : level.split("\\|")) {
          longer.add(path.isEmpty() ? name : path + "/" + name);
        }
      }
      paths = longer;
    }
    String[] files = paths.stream().map(path -> path + ".wav").toArray(String[]::new);
    Corpus corpus = Corpus.open(Trees.make(root, files));
    assertEquals(files.length, corpus.utterances().size(), levels);
    return corpus;
  }

  private static String speakers(Corpus corpus) {
    return String.join(" ", RecordingsTest.speakers(corpus).keySet());
  }

  @ParameterizedTest
  @CsvSource({
    // levels, intensities, sessions, takes, sentences, cameras, dates: not people
    "colère|joie/Faible|Fort/1|2, null",
    "angry|sad/level_1|level_2|level_3/1, null",
    "rabbia|gioia/bassa intensità|alta intensità/1, null",
    "weak|strong/angry|sad/1, null",
    "session1|session2/angry|sad/1, null",
    "angry|sad/take1|take2/1, null",
    "angry|sad/sentence 1|sentence 2/1, null",
    "angry|sad/kids are talking by the door|dogs are sitting by the door/1, null",
    "angry|sad/1|2|3/1, null",
    "angry|sad/s1|s2/1, null",
    "front|left_30/angry|sad/1, null",
    "2020-01-01|2020-02-01/angry|sad/1, null",
    "English|German/angry|sad/1, null",
    "train|test/angry|sad/1, null",
    "16k|48k/angry|sad/1, null",
    "TESS|SAVEE/angry|sad/1, null",
    "clean|babble/angry|sad/1, null",
    // people, by their names or as the only ones left
    "M003|W009/audio/angry|sad/level_1|level_2/001, M003 W009",
    "ann|bob/audio/angry|sad/level_1|level_2/001, ann bob",
    "angry|sad/low|high/anna|bert/1, anna bert",
    "actor_01|actor_02/normal|strong/angry|sad/1, actor_01 actor_02",
    "spk01/angry|sad/1, spk01",
    "01|02|03/angry|sad/1, 01 02 03",
    "0011|0012/angry|sad/train|test/1, 0011 0012",
    "session1|session2/angry|sad/spk1|spk2/1, spk1 spk2",
    "Joy|Ann/angry|sad|happy/1, Ann Joy",
    // people in the names of files
    "angry|sad/sentence 1|sentence 2/spk1_1|spk2_1, spk1 spk2",
    "angry|sad/kids|dogs/F01-1|M02-1, F01 M02",
    // two levels that could be either
    "alpha|beta/ann|bob/angry|sad/1, null",
    // the same number under another gender or language is another person
    "male|female/01|02/angry|sad/1, female/01 female/02 male/01 male/02",
    "male|female/angry|sad/1, null",
  })
  void theWholeTreeDecides(String levels, String expected) {
    assertEquals(expected, speakers(tree(levels)), levels);
  }

  @Test
  void aGenderIsNotASpeakerButAGender() {
    Corpus corpus = tree("male|female/angry|sad/1");
    assertEquals(Gender.FEMALE, corpus.utterances().get(0).gender());
    assertEquals(Gender.MALE, corpus.utterances().get(3).gender());
  }

  @Test
  void speakersOfSplitsNeedNotComeBack() {
    Corpus corpus =
        Corpus.open(
            Trees.make(
                root,
                "train/ann/angry/1.wav",
                "train/ann/sad/1.wav",
                "test/bob/angry/1.wav",
                "test/bob/sad/1.wav"));
    assertEquals("ann bob", speakers(corpus));
  }

  @Test
  void foldersThatOnlyGroupEmotionsAreNotSpeakers() {
    Corpus corpus =
        Corpus.open(
            Trees.make(
                root,
                "lively/happy/1.wav",
                "lively/surprise/1.wav",
                "gloomy/sad/1.wav",
                "gloomy/fear/1.wav"));
    assertEquals("null", speakers(corpus));
  }

  @Test
  void countedTimesAreNotSpeakersInAnyScript() {
    assertEquals("null", speakers(tree("生气|难过/第一次|第二次/1")));
    Path japanese = root.resolve("b");
    Trees.make(japanese, "怒り/1回目/1.wav", "怒り/2回目/1.wav", "悲しみ/1回目/1.wav");
    assertEquals("null", speakers(Corpus.open(japanese)));
    Path korean = root.resolve("c");
    Trees.make(korean, "분노/제1회/1.wav", "분노/제2회/1.wav", "슬픔/제1회/1.wav");
    assertEquals("null", speakers(Corpus.open(korean)));
  }

  @Test
  void foldersOfSingleClipsAreNotSpeakers() {
    Corpus corpus =
        Corpus.open(Trees.make(root, "angry/clip a/x.wav", "angry/dawn/x.wav", "sad/dusk/x.wav"));
    assertEquals("null", speakers(corpus));
  }

  @Test
  void scanSaysWhichLevelWasTakenAndWhatToDo() {
    ScanReport taken = CorpusScan.of(tree("M003|W009/angry|sad/1"), 1, Progress.NONE);
    assertTrue(
        taken.toText().contains("speakers: the folders above the emotions' ('M003', 'W009')"),
        taken.toText());
    Path other = root.resolve("other");
    Trees.make(other, "angry/Faible/1-a.wav", "angry/Fort/1-a.wav", "sad/Fort/1-a.wav");
    Trees.make(other, "sad/1-b.wav");
    String text = CorpusScan.of(Corpus.open(other), 1, Progress.NONE).toText();
    assertTrue(text.contains("'Faible', 'Fort') look like intensities"), text);
    assertTrue(text.contains("CorpusOptions.layout '{emotion}/{...}/{speaker}-{}'"), text);
  }

  @Test
  void emotionsInNumberedTitledAndRepeatedNames() {
    Corpus corpus = tree("01_Anger|02-SADNESS|angry_speech|Fears|3. happy/1|2");
    assertEquals("{anger=4, fear=2, happiness=2, sadness=2}", corpus.counts().toString());
    Trees.make(root, "not_angry/1.wav", "angry story/1.wav");
    assertEquals(2, Corpus.open(root).unusable().size());
  }
}
