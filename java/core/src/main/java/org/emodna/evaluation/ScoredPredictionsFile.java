package org.emodna.evaluation;

import java.nio.file.Path;

/** Scored predictions in a file. */
public final class ScoredPredictionsFile {
  private ScoredPredictionsFile() {}

  /** Writes them. */
  public static void write(Path file, ScoredPredictions predictions) {
    throw new UnsupportedOperationException();
  }

  /** Reads what {@link #write} has written. */
  public static ScoredPredictions read(Path file) {
    throw new UnsupportedOperationException();
  }
}
