package org.emodna.training;

import java.io.IOException;
import java.nio.file.Path;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Two corpora of tones and trainings on them, for tests. */
abstract class ToneTraining {
  static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);

  @TempDir static Path folder;
  static Path source;
  static Path target;

  @BeforeAll
  static void corpora() throws IOException {
    // Sizes that make the last batch of an epoch begin anew, and no multiple of a vector's width.
    source = ToneCorpus.write(folder.resolve("source"), 0.2, 9);
    target = ToneCorpus.write(folder.resolve("target"), 0.6, 7);
  }

  static Training.Builder training(TrainingConfig config, String output) {
    return Training.builder()
        .source(Corpus.open(source).labelled(LABELS))
        .target(Target.open(target, LABELS).corpus())
        .config(config)
        .device("cpu")
        .output(folder.resolve(output));
  }
}
