package org.emodna.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.emodna.base.Problem;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.evaluation.ScoredPredictionsFile;

/** A run in its folder. Each method reads a file anew, so that thousands of runs take no memory. */
public final class StoredRun {
  /** What it is, and what determined it. */
  public static final String DESCRIPTION = "run.json";

  /** What it says of each recording, beside the truth. */
  public static final String PREDICTIONS = "predictions.csv";

  /** What follows from the predictions; for readers, since every figure is computed from those. */
  public static final String SCORE = "score.json";

  /** Its values by epoch. */
  public static final String EPOCHS = "epochs.csv";

  /** The encoders' outputs, where they were asked for. */
  public static final String EMBEDDINGS = "embeddings.safetensors";

  /** The model, where it was asked for. */
  public static final String MODEL = "model.safetensors";

  private final RunAddress address;
  private final Path folder;

  StoredRun(RunAddress address, Path folder) {
    this.address = address;
    this.folder = folder;
  }

  /** Where it lies in its store. */
  public RunAddress address() {
    return address;
  }

  /** Its folder; absolute. */
  public Path folder() {
    return folder;
  }

  /**
   * What it is.
   *
   * @throws RunStoreException if the file is missing or broken, or of another run
   */
  public RunDescription description() {
    Path file = folder.resolve(DESCRIPTION);
    RunDescription description = RunJson.read(file, RunDescription.class, "a run's description");
    if (!description.address().equals(address)) {
      throw new RunStoreException(
          Problem.of(file, "describes the run " + description.address())
              .remedy("delete the folder, and the run is trained again"));
    }
    return description;
  }

  /**
   * What it says of each recording.
   *
   * @throws org.emodna.evaluation.EvaluationException if the file is missing or broken
   */
  public ScoredPredictions predictions() {
    return ScoredPredictionsFile.read(folder.resolve(PREDICTIONS));
  }

  /**
   * Its values by epoch.
   *
   * @throws RunStoreException if the file is missing or broken
   */
  public EpochTable epochs() {
    return EpochTable.read(folder.resolve(EPOCHS));
  }

  /** The file of its embeddings; empty where they were not asked for. */
  public Optional<Path> embeddings() {
    return existing(EMBEDDINGS);
  }

  /** The file of its model; empty where it was not asked for. */
  public Optional<Path> model() {
    return existing(MODEL);
  }

  private Optional<Path> existing(String name) {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
