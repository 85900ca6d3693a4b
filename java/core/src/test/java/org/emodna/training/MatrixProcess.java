package org.emodna.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.AtomicFile;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.model.ModelFile;

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

  /** A file for the model and one for each prediction; the model's says that all are there. */
  private record FolderSink(Path folder) implements RunSink {
    @Override
    public boolean has(RunRequest request) {
      return Files.exists(folder.resolve(request.key()));
    }

    @Override
    public void store(RunOutcome outcome) {
      Path file = folder.resolve(outcome.request().key());
      for (WatchedEpoch one : outcome.watched()) {
        PredictionsFile.write(
            file.resolveSibling(file.getFileName() + "." + one.epoch()), one.recognised());
      }
      try {
        AtomicFile.write(
            file.resolveSibling(file.getFileName() + ".history"),
            out -> out.write(outcome.summary().history().toString().getBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ModelFile.save(outcome.model(), file);
    }

    @Override
    public void failed(
        RunRequest request, TrainingResult.Summary summary, RunCost cost, Problem problem) {
      throw new IllegalStateException(problem.message());
    }

    @Override
    public void notTrained(RunRequest request, Problem problem) {
      throw new IllegalStateException(problem.message());
    }
  }
}
