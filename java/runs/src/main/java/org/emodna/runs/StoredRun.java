package org.emodna.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.evaluation.ScoredPredictionsFile;

/**
 * A run in its folder. Predictions and epochs are read anew each time, so that thousands of runs
 * take no memory. For one thread at a time.
 */
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

  /** Read once: it is small, and the other files are checked by it. */
  private RunDescription description;

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
    if (description == null) {
      Path file = folder.resolve(DESCRIPTION);
      RunDescription read;
      try {
        read = RunJson.read(file, RunDescription.class, "a run's description");
      } catch (RunStoreException e) {
        throw new RunStoreException(e.problem().remedy(again()), e);
      }
      if (!read.address().equals(address) || !RunAddress.of(read.determinedBy()).equals(address)) {
        throw new RunStoreException(
            Problem.of(file, "describes another run than the folder's name says").remedy(again()));
      }
      description = read;
    }
    return description;
  }

  private String again() {
    return "delete the folder " + folder + ", and reproduce trains the run again";
  }

  /**
   * What it says of each recording.
   *
   * @throws org.emodna.base.EmoDnaException if the file is missing or broken, or was changed
   */
  public ScoredPredictions predictions() {
    requireUnchanged(PREDICTIONS);
    return ScoredPredictionsFile.read(folder.resolve(PREDICTIONS));
  }

  /**
   * Its values by epoch.
   *
   * @throws RunStoreException if the file is missing or broken, or was changed
   */
  public EpochTable epochs() {
    requireUnchanged(EPOCHS);
    return EpochTable.read(folder.resolve(EPOCHS));
  }

  private void requireUnchanged(String name) {
    Path file = folder.resolve(name);
    String expected = description().files().get(name);
    if (expected != null && Files.isRegularFile(file) && !ContentHash.of(file).equals(expected)) {
      throw new RunStoreException(
          Problem.of(file, "has changed since it was written, or was cut off").remedy(again()));
    }
  }

  /** The file of its embeddings; empty where they were not asked for. */
  public Optional<Path> embeddings() {
    return existing(EMBEDDINGS);
  }

  /** The file of its model; empty where it was not asked for. */
  public Optional<Path> model() {
    return existing(MODEL);
  }

  /** Whether all that was written of it is there, and as it was written. */
  public boolean isComplete() {
    try {
      Map<String, String> files = description().files();
      if (description().problem().isPresent()) {
        return true;
      }
      files.keySet().forEach(this::requireUnchanged);
      return files.keySet().stream().allMatch(name -> existing(name).isPresent())
          && existing(PREDICTIONS).isPresent()
          && existing(EPOCHS).isPresent();
    } catch (EmoDnaException e) {
      return false;
    }
  }

  private Optional<Path> existing(String name) {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
