package org.emodna.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folds: that they part a corpus, evenly and always the same. */
class FoldTest {
  @TempDir Path folder;

  private Corpus corpus() {
    return Corpus.open(
        Trees.emodb(folder.resolve("E"), 3, "03", "08", "09", "10", "11", "12", "13"));
  }

  private static void parts(Corpus corpus, List<Fold> folds) {
    Set<String> all = new LinkedHashSet<>();
    for (Fold fold : folds) {
      assertFalse(fold.test().isEmpty());
      fold.test().forEach(id -> assertTrue(all.add(id), id + " is in two folds"));
    }
    assertEquals(Fold.ids(corpus.utterances()), new HashSet<>(all));
  }

  @Test
  void eachSpeakerOnce() {
    Corpus corpus = corpus();
    List<Fold> folds = Fold.ofSpeakers(corpus);
    parts(corpus, folds);
    assertEquals(
        List.of("03", "08", "09", "10", "11", "12", "13"), folds.stream().map(Fold::name).toList());
    assertTrue(folds.get(0).test().stream().allMatch(id -> id.startsWith("03")));
  }

  @Test
  void groupsOfSpeakersStayTogether() {
    Corpus corpus = corpus();
    List<Fold> folds = Fold.ofSpeakerGroups(corpus, 3, 1);
    parts(corpus, folds);
    Map<String, String> foldOf = new HashMap<>();
    for (Fold fold : folds) {
      assertTrue(fold.test().size() >= 30, "seven speakers of 15 in 3 folds: 2, 2 and 3");
      for (String id : fold.test()) {
        String other = foldOf.putIfAbsent(id.substring(0, 2), fold.name());
        assertTrue(other == null || other.equals(fold.name()), id);
      }
    }
    parts(corpus, Fold.ofSpeakerGroups(corpus, 7, 1));
  }

  @Test
  void singleRecordingsAreDealtOutByClass() {
    Corpus corpus = corpus();
    List<Fold> folds = Fold.ofUtterances(corpus, 4, 1);
    parts(corpus, folds);
    Map<String, String> classes = new HashMap<>();
    for (Utterance one : corpus.utterances()) {
      classes.put(one.id(), one.emotion().name());
    }
    for (Fold fold : folds) {
      Map<String, Integer> counts = new HashMap<>();
      fold.test().forEach(id -> counts.merge(classes.get(id), 1, Integer::sum));
      // 21 of each class in 4 folds.
      counts.values().forEach(n -> assertTrue(n == 5 || n == 6, counts.toString()));
      assertEquals(5, counts.size());
    }
  }

  @Test
  void theSeedDecides() {
    Corpus corpus = corpus();
    assertEquals(Fold.ofUtterances(corpus, 4, 1), Fold.ofUtterances(corpus, 4, 1));
    assertNotEquals(Fold.ofUtterances(corpus, 4, 1), Fold.ofUtterances(corpus, 4, 2));
    assertNotEquals(Fold.ofSpeakerGroups(corpus, 3, 1), Fold.ofSpeakerGroups(corpus, 3, 2));
  }

  @Test
  void sharesAreOfWholeSpeakers() {
    Corpus corpus = corpus();
    Set<String> ids = Fold.share(corpus.utterances(), 0.3, 1);
    assertEquals(45, ids.size(), "three speakers of 15 are the first that make 30 % of 105");
    assertEquals(3, ids.stream().map(id -> id.substring(0, 2)).distinct().count());
    assertEquals(90, Fold.share(corpus.utterances(), 1, 1).size(), "one speaker is left over");
  }
}
