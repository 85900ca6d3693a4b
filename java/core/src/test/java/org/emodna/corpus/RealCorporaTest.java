package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;

/** The sizes that the literature gives, counted in the real corpora where they are at hand. */
class RealCorporaTest {
  private static Corpus corpus(String name) {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    Path shared = override != null ? Path.of(override) : root.resolveSibling("shared");
    Path folder = shared.resolve("corpora").resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> "skipped: no " + folder);
    Corpus corpus = Corpus.open(folder);
    assertEquals(name, corpus.name());
    assertTrue(corpus.unusable().isEmpty());
    return corpus;
  }

  private static void fiveClasses(Corpus corpus, long speakers, int... counts) {
    LabelledCorpus five = corpus.labelled(LabelSet.SHARED);
    assertArrayEquals(counts, five.counts());
    assertEquals(
        speakers, five.items().stream().map(LabelledCorpus.Item::speaker).distinct().count());
    assertEquals(five.size(), Target.of(corpus, LabelSet.SHARED).corpus().size());
  }

  @Test
  void casia() {
    Corpus corpus = corpus("CASIA");
    assertEquals(1200, corpus.utterances().size());
    fiveClasses(corpus, 4, 200, 200, 200, 200, 200);
  }

  @Test
  void emodb() {
    Corpus corpus = corpus("EMODB");
    assertEquals(535, corpus.utterances().size());
    fiveClasses(corpus, 10, 127, 69, 71, 79, 62);
  }

  @Test
  void emovo() {
    Corpus corpus = corpus("EMOVO");
    assertEquals(588, corpus.utterances().size());
    fiveClasses(corpus, 6, 84, 84, 84, 84, 84);
  }
}
