package org.emodna.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emodna.base.AtomicFile;
import org.emodna.base.Problem;
import org.emodna.evaluation.PredictionsFile;
import org.emodna.model.ModelFile;

/**
 * A folder with a file for each model and one for each prediction; the model's says that all are
 * there.
 */
record FolderSink(Path folder) implements RunSink {
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
