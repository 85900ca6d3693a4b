package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.Target;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CASIA to EMODB with the defaults, on the real recordings where they are at hand. */
class RealSpeechTest {
  @TempDir Path folder;

  private static Path corpus(String name) {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    Path shared = override == null ? root.resolveSibling("shared") : Path.of(override);
    Path corpus = shared.resolve("corpora").resolve(name);
    assumeTrue(Files.isDirectory(corpus), () -> "skipped: no real speech in " + corpus);
    return corpus;
  }

  private Score score(String method) {
    TrainingConfig config = TrainingConfig.defaults().withMethod(method);
    LabelSet labels = LabelSet.named(config.labels());
    Target target = Target.open(corpus("EMODB"), labels);
    TrainingResult.Finished result =
        Training.builder()
            .source(Corpus.open(corpus("CASIA")).labelled(labels))
            .target(target.corpus())
            .config(config)
            .device("cpu")
            .output(folder.resolve(method))
            .run(Progress.NONE)
            .requireFinished();
    assertTrue(result.failures().isEmpty());
    assertTrue(result.warnings().isEmpty(), result.warnings().toString());
    return target.score(result.predictions()).orElseThrow();
  }

  /** An independent implementation got 43 to 46. */
  @Test
  void sourceOnlyCarriesOver() {
    Score score = score("source-only");
    assertTrue(score.uar() >= 0.40, score.toText());
  }

  /** The defaults must not pull every recording into one class. */
  @Test
  void emoDnaDoesNotCollapse() {
    Score score = score("emo-dna");
    long[] predicted = new long[score.labels().size()];
    for (long[] row : score.confusion()) {
      for (int c = 0; c < row.length; c++) {
        predicted[c] += row[c];
      }
    }
    assertTrue(Arrays.stream(predicted).max().orElseThrow() < 0.7 * score.n(), score.toText());
    assertTrue(score.uar() >= 0.30, score.toText());
  }
}
