package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.Progress;

/** A matrix in a process of its own, which a test may kill. */
final class MatrixProcess {
  private MatrixProcess() {}

  /**
   * Trains two columns between two corpora with two seeds, and prints a line for each thing that
   * happens.
   *
   * @param args folders of the corpora, of the results and of the work
   */
  public static void main(String[] args) throws IOException {
    MatrixTraining.a = Path.of(args[0]);
    MatrixTraining.b = Path.of(args[1]);
    Path results = Files.createDirectories(Path.of(args[2]));
    Progress progress = event -> System.out.println(event);
    new TrainingMatrix(
            Training.builder().device("cpu").threads(1).stopWhen(MatrixProcess::pause),
            Path.of(args[3]),
            "all",
            TrainingMatrix.Options.standard().withAtOnce(2).withWatchedEpochs(2))
        .run(requests(), new FolderSink(results), progress);
  }

  /** Before each step: time to be killed in. Never stops. */
  private static boolean pause() {
    try {
      Thread.sleep(20);
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<RunRequest> requests() {
    List<Direction> directions =
        List.of(
            MatrixTraining.direction(MatrixTraining.a, MatrixTraining.b),
            MatrixTraining.direction(MatrixTraining.b, MatrixTraining.a));
    List<RunRequest> all =
        MatrixTraining.requests(ToneCorpus.config().withMethod("dann"), directions);
    all.addAll(MatrixTraining.requests(ToneCorpus.config(), directions));
    return all;
  }
}
