package org.emodna.corpus.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.emodna.corpus.known.KnownCorpora;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.Reading;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** No reader may claim another's corpus: from a fifth on, two of them would be ambiguous. */
class CorpusPairsTest {
  private static final double RIVAL = 0.2;

  @TempDir Path root;

  @Test
  void everyReaderHasItsSample() {
    TreeSet<String> readers = new TreeSet<>();
    KnownCorpora.ALL.forEach(reader -> readers.add(reader.name()));
    assertEquals(readers, CorpusSamples.all().keySet());
  }

  @TestFactory
  Stream<DynamicTest> eachCorpusIsUnderstoodByItsReaderAlone() {
    return CorpusSamples.all().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry)));
  }

  private void check(Map.Entry<String, List<String>> sample) {
    String name = sample.getKey();
    Path folder = root.resolve("corpus of " + name);
    CorpusTree tree = CorpusSamples.make(folder, name, sample.getValue());
    assertTrue(tree.speech().size() >= 8, name + " has " + tree.speech().size() + " files");
    for (CorpusReader reader : KnownCorpora.ALL) {
      double share = share(reader.prepared(tree), tree);
      if (reader.name().equals(name)) {
        assertEquals(1, share, name + " does not understand its own files");
      } else {
        assertTrue(
            share < RIVAL,
            "%s understands %.0f %% of %s".formatted(reader.name(), 100 * share, name));
      }
    }
    assertEquals(name, Detector.detect(folder, tree).name());
  }

  private static double share(CorpusReader reader, CorpusTree tree) {
    long understood =
        tree.speech().stream()
            .filter(file -> !(reader.read(file) instanceof Reading.NotUnderstood))
            .count();
    return (double) understood / tree.speech().size();
  }
}
