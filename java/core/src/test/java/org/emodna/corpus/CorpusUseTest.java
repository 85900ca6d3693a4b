package org.emodna.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training leaves out of a corpus is said with numbers. */
class CorpusUseTest {
  private static final LabelSet LABELS = LabelSet.named(List.of("anger", "fear", "sadness"));

  @TempDir Path folder;

  private Corpus manifest(String... rows) throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.writeString(folder.resolve("x" + i + ".wav"), "sound " + i);
    }
    Path list = folder.resolve("list.csv");
    return Corpus.open(Files.writeString(list, "path,emotion\n" + String.join("\n", rows) + "\n"));
  }

  @Test
  void whatIsLeftOutIsCountedByItsReason() throws IOException {
    Corpus corpus =
        manifest(
            "x0.wav,anger",
            "x1.wav,sad",
            "x2.wav,surprise",
            "x3.wav,surprise",
            "x4.wav,disgust",
            "x5.wav,",
            "y0.wav,anger",
            "y1.wav,anger");
    CorpusUse use = CorpusUse.of(corpus, corpus.labelled(LABELS));
    assertEquals(2, use.used());
    assertEquals(8, use.total());
    assertEquals(3, use.leftOut().get("of other classes (surprise 2, disgust 1)"));
    assertEquals(1, use.leftOut().get("without a label"));
    assertEquals(2, use.leftOut().get("not there"));
    assertEquals(use.total(), use.used() + use.leftOut().values().stream().mapToInt(n -> n).sum());
    assertEquals(List.of("fear"), use.missing());
    String text = use.toText();
    assertTrue(text.startsWith("list: 2 of 8 recordings are used; left out: 3 of other"), text);
    CorpusUse target = CorpusUse.of(corpus, Target.of(corpus, LABELS).corpus(), LABELS);
    assertEquals(use, target);
  }

  @Test
  void aCorpusThatIsUsedWholeSaysSo() throws IOException {
    Corpus corpus = manifest("x0.wav,anger", "x1.wav,sad", "x2.wav,fear");
    CorpusUse use = CorpusUse.of(corpus, corpus.labelled(LABELS));
    assertEquals("list: all 3 recordings are used", use.toText());
    assertEquals(Map.of(), use.leftOut());
    assertEquals(List.of(), use.missing());
  }

  @Test
  void aTargetWithoutLabelsLacksNoClass() throws IOException {
    Files.writeString(folder.resolve("a.wav"), "sound");
    Corpus corpus = Corpus.openUnlabelled(folder);
    CorpusUse use = CorpusUse.of(corpus, Target.of(corpus, LABELS).corpus(), LABELS);
    assertEquals(1, use.used());
    assertEquals(List.of(), use.missing());
  }

  /** Reasons that differ only in a name are one reason; many reasons do not fill the screen. */
  @Test
  void likeReasonsAreCountedTogether() throws IOException {
    for (String name : List.of("anger/a", "anger/b", "sadness/c", "odd/d", "strange/e")) {
      Path file = folder.resolve(name + ".wav");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "sound " + name);
    }
    Corpus corpus = Corpus.open(folder, "folders");
    CorpusUse use = CorpusUse.of(corpus, corpus.labelled(LABELS));
    assertEquals(3, use.used());
    assertEquals(List.of(2), List.copyOf(use.leftOut().values()));
  }
}
