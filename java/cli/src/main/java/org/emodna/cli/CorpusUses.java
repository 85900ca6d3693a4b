package org.emodna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusUse;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;

/** Reports on standard error how much of each corpus is used, and what is left out and why. */
final class CorpusUses {
  private CorpusUses() {}

  static void source(String role, Corpus corpus, LabelledCorpus used) {
    System.err.println(Output.line(role + CorpusUse.of(corpus, used).toText()));
  }

  /** Also which classes can't be scored. */
  static void target(String role, Corpus corpus, UnlabelledCorpus used, LabelSet labels) {
    CorpusUse use = CorpusUse.of(corpus, used, labels);
    System.err.println(Output.line(role + use.toText()));
    if (!use.missing().isEmpty()) {
      System.err.println(
          Output.line(
              "warning: %s has no recording of %s, so UAR is the mean over the other classes"
                  .formatted(corpus.name(), String.join(", ", use.missing()))));
    }
  }

  /** Whether two paths lead to the same corpus. */
  static boolean same(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException e) {
      // Opening them will say what is wrong.
      return false;
    }
  }
}
